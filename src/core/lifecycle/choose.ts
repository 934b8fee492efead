/** Create's choices, from what AWS says; or every reason why they can't be made. */
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { capacityFindings, reservationWishes } from '../capacity/checks';
import { capacityTypeOf } from '../capacity/reservation';
import { networkInterfaceFindings } from '../interfaces/checks';
import { wantedInterfaces } from '../interfaces/layout';
import { resolveLocalStorage } from '../launch-template/template';
import { found } from '../model/findings';
import type { Properties } from '../model/properties';
import type { Choices, CreateRequest, Finding, Lookups } from '../model/types';
import { CUSTOM, defaultAmiType } from '../node/ami-type';
import { nodeFindings } from '../node/checks';
import { rootDeviceOf } from '../node/image';
import { chooseTypes, offeringZoneIds } from '../node/instance-types';
import { tooManyTags } from '../ownership/tags';
import { type ClusterBusy, type ClusterFacts, clusterOf } from '../placement/cluster';
import { choosePlacementGroup, groupWishes, placementFindings } from '../placement/placement-group';
import { capacityOfSubnets, subnetFindings } from '../placement/subnets';
import {
  type ChosenZone,
  chooseZone,
  placementWishes,
  withOneSubnet,
  type ZoneWish,
} from '../placement/zone';
import { candidates, securityGroupFindings, tooManyGroups } from '../security-group/checks';
import { chooseSecurityGroup } from '../security-group/security-group';
import { nodegroupTags } from './expand';

/**
 * Needs every look-up. All findings at once, in the order of the properties; none means that nothing that
 * AWS shows speaks against the node group.
 */
export function choose(
  request: CreateRequest,
  lookups: Lookups,
): Choices | readonly Finding[] | ClusterBusy {
  const { desired } = request;
  const asked = clusterOf(desired, lookups.cluster);
  if ('clusterBusy' in asked) return asked;
  const cluster = 'vpcId' in asked ? asked : undefined;
  const types = chooseTypes(desired, lookups);
  const subnets = subnetFindings(lookups, cluster?.vpcId);
  const known = [...('path' in asked ? [asked] : []), ...types.findings, ...subnets];
  const groups = cluster
    ? securityGroupFindings(desired, lookups.securityGroups ?? [], cluster.vpcId)
    : [];
  if (!types.type) return [...known, ...capacityFindings(desired, lookups), ...groups];
  const zone = zoneOf(desired, cluster, lookups);
  const choices = choicesOf(desired, types.type, zone, cluster, lookups);
  const { type } = types;
  const findings = [
    ...known,
    ...(types.findings.length + subnets.length > 0
      ? []
      : zoneFindings(desired, zone, choices, cluster, lookups)),
    ...networkInterfaceFindings(desired, types.alike),
    ...nodeFindings(desired, type, choices, lookups),
    ...capacityFindings(desired, lookups),
    ...placementFindings(desired, type, lookups),
    ...groups,
    ...groupCountFindings(desired, choices),
    ...found(tooManyTags(nodegroupTags(request, choices))),
  ];
  return findings.length > 0 ? findings : choices;
}

/** Who wants one zone, the first to be heard first. */
export function zoneWishes(desired: Properties, lookups: Lookups): readonly ZoneWish[] {
  return [
    ...placementWishes(desired.Placement),
    ...reservationWishes(desired, lookups),
    ...groupWishes(desired, lookups),
  ];
}

function zoneOf(
  desired: Properties,
  cluster: ClusterFacts | undefined,
  lookups: Lookups,
): ChosenZone | Finding {
  const subnets = (lookups.subnets ?? []).filter(
    ({ VpcId }) => !cluster || VpcId === cluster.vpcId,
  );
  const zone = chooseZone(
    desired.InstanceTypes.join(' and '),
    subnets,
    offeringZoneIds(desired, lookups),
    zoneWishes(desired, lookups),
  );
  const block = capacityTypeOf(desired, lookups.capacityReservations ?? []) === 'CAPACITY_BLOCK';
  // EKS user guide, capacity-blocks-mng: the one subnet of the block's zone
  return block && 'zoneId' in zone ? withOneSubnet(zone, subnets) : zone;
}

function choicesOf(
  desired: Properties,
  type: InstanceTypeInfo,
  zone: ChosenZone | Finding,
  cluster: ClusterFacts | undefined,
  lookups: Lookups,
): Choices {
  const clusterSecurityGroupId = cluster?.securityGroupId ?? '';
  const { zoneId, zoneName, subnetIds } =
    'zoneId' in zone ? zone : { zoneId: '', zoneName: '', subnetIds: [] };
  const amiType = desired.ImageId ? CUSTOM : (desired.AmiType ?? defaultAmiType(type));
  const rootDevice = rootDeviceOf(lookups.image);
  return {
    zoneId,
    zoneName,
    subnetIds,
    vpcId: cluster?.vpcId ?? '',
    amiType,
    interfaces: wantedInterfaces(type, desired.Efa),
    clusterSecurityGroupId,
    efaSecurityGroup: chooseSecurityGroup(
      desired.Efa,
      candidates(clusterSecurityGroupId, desired, lookups),
    ),
    placementGroup: choosePlacementGroup(desired, type, lookups),
    capacityType: capacityTypeOf(desired, lookups.capacityReservations ?? []),
    localStorage: resolveLocalStorage(desired.LocalStorage, type, amiType),
    ...(rootDevice && { rootDevice }),
  };
}

function zoneFindings(
  desired: Properties,
  zone: ChosenZone | Finding,
  { interfaces }: Choices,
  cluster: ClusterFacts | undefined,
  lookups: Lookups,
): readonly Finding[] {
  if (!('zoneId' in zone)) return [zone];
  return capacityOfSubnets(desired, zone, interfaces, cluster, lookups);
}

function groupCountFindings(desired: Properties, choices: Choices): readonly Finding[] {
  const { clusterSecurityGroupId: clusterGroupId, efaSecurityGroup } = choices;
  return found(tooManyGroups(clusterGroupId, desired.SecurityGroupIds ?? [], efaSecurityGroup));
}
