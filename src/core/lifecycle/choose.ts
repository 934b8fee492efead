/** Create's choices, from what AWS says; or every reason why they can't be made. */
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { capacityFindings, reservationConstraints } from '../capacity/checks';
import { capacityTypeOf } from '../capacity/reservation';
import { networkInterfaceFindings } from '../interfaces/checks';
import { desiredInterfaces } from '../interfaces/layout';
import { resolveLocalStorage } from '../launch-template/template';
import { found } from '../model/findings';
import type { Properties } from '../model/properties';
import type { Choices, CreateRequest, Finding, Environment } from '../model/types';
import { CUSTOM, defaultAmiType } from '../node/ami-type';
import { nodeFindings } from '../node/checks';
import { rootDeviceOf } from '../node/image';
import { chooseTypes, offeringZoneIds } from '../node/instance-types';
import { tooManyTags } from '../ownership/tags';
import { type ClusterBusy, type ClusterFacts, clusterOf } from '../placement/cluster';
import { choosePlacementGroup, placementGroupConstraints, placementFindings } from '../placement/placement-group';
import { capacityOfSubnets, subnetFindings } from '../placement/subnets';
import {
  type ChosenZone,
  chooseZone,
  placementConstraints,
  withOneSubnet,
  type ZoneConstraint,
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
  environment: Environment,
): Choices | readonly Finding[] | ClusterBusy {
  const { desired } = request;
  const asked = clusterOf(desired, environment.cluster);
  if ('clusterBusy' in asked) return asked;
  const cluster = 'vpcId' in asked ? asked : undefined;
  const types = chooseTypes(desired, environment);
  const subnets = subnetFindings(environment, cluster?.vpcId);
  const known = [...('path' in asked ? [asked] : []), ...types.findings, ...subnets];
  const groups = cluster
    ? securityGroupFindings(desired, environment.securityGroups ?? [], cluster.vpcId)
    : [];
  if (!types.type) return [...known, ...capacityFindings(desired, environment), ...groups];
  const zone = zoneOf(desired, cluster, environment);
  const choices = choicesOf(desired, types.type, zone, cluster, environment);
  const { type } = types;
  const findings = [
    ...known,
    ...(types.findings.length + subnets.length > 0
      ? []
      : zoneFindings(desired, zone, choices, cluster, environment)),
    ...networkInterfaceFindings(desired, types.alike),
    ...nodeFindings(desired, type, choices, environment),
    ...capacityFindings(desired, environment),
    ...placementFindings(desired, type, environment),
    ...groups,
    ...groupCountFindings(desired, choices),
    ...found(tooManyTags(nodegroupTags(request, choices))),
  ];
  return findings.length > 0 ? findings : choices;
}

/** Who wants one zone, the first to be heard first. */
export function zoneConstraints(desired: Properties, environment: Environment): readonly ZoneConstraint[] {
  return [
    ...placementConstraints(desired.Placement),
    ...reservationConstraints(desired, environment),
    ...placementGroupConstraints(desired, environment),
  ];
}

function zoneOf(
  desired: Properties,
  cluster: ClusterFacts | undefined,
  environment: Environment,
): ChosenZone | Finding {
  const subnets = (environment.subnets ?? []).filter(
    ({ VpcId }) => !cluster || VpcId === cluster.vpcId,
  );
  const zone = chooseZone(
    desired.InstanceTypes.join(' and '),
    subnets,
    offeringZoneIds(desired, environment),
    zoneConstraints(desired, environment),
  );
  const block = capacityTypeOf(desired, environment.capacityReservations ?? []) === 'CAPACITY_BLOCK';
  // EKS user guide, capacity-blocks-mng: the one subnet of the block's zone
  return block && 'zoneId' in zone ? withOneSubnet(zone, subnets) : zone;
}

function choicesOf(
  desired: Properties,
  type: InstanceTypeInfo,
  zone: ChosenZone | Finding,
  cluster: ClusterFacts | undefined,
  environment: Environment,
): Choices {
  const clusterSecurityGroupId = cluster?.securityGroupId ?? '';
  const { zoneId, zoneName, subnetIds } =
    'zoneId' in zone ? zone : { zoneId: '', zoneName: '', subnetIds: [] };
  const amiType = desired.ImageId ? CUSTOM : (desired.AmiType ?? defaultAmiType(type));
  const rootDevice = rootDeviceOf(environment.image);
  return {
    zoneId,
    zoneName,
    subnetIds,
    vpcId: cluster?.vpcId ?? '',
    amiType,
    interfaces: desiredInterfaces(type, desired.Efa),
    clusterSecurityGroupId,
    efaSecurityGroup: chooseSecurityGroup(
      desired.Efa,
      candidates(clusterSecurityGroupId, desired, environment),
    ),
    placementGroup: choosePlacementGroup(desired, type, environment),
    capacityType: capacityTypeOf(desired, environment.capacityReservations ?? []),
    localStorage: resolveLocalStorage(desired.LocalStorage, type, amiType),
    ...(rootDevice && { rootDevice }),
  };
}

function zoneFindings(
  desired: Properties,
  zone: ChosenZone | Finding,
  { interfaces }: Choices,
  cluster: ClusterFacts | undefined,
  environment: Environment,
): readonly Finding[] {
  if (!('zoneId' in zone)) return [zone];
  return capacityOfSubnets(desired, zone, interfaces, cluster, environment);
}

function groupCountFindings(desired: Properties, choices: Choices): readonly Finding[] {
  const { clusterSecurityGroupId: clusterGroupId, efaSecurityGroup } = choices;
  return found(tooManyGroups(clusterGroupId, desired.SecurityGroupIds ?? [], efaSecurityGroup));
}
