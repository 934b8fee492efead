/** Create's choices from the environment, or every finding that prevents them. */

import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { defaultAmiType } from '../../ami/ami-type';
import { CUSTOM } from '../../ami/families';
import { resolveLocalStorage } from '../../ami/user-data';
import { inZone, reservationConstraints } from '../../capacity/members';
import type { CreateContext } from '../../feature/feature';
import { FEATURES } from '../../features';
import { imageVolumeDevice } from '../../instance/image';
import { representative } from '../../instance-type/hardware';
import { desiredInterfaces } from '../../instance-type/layout';
import type { Choices } from '../../model/choices';
import type { Environment } from '../../model/facts';
import type { Finding } from '../../model/findings';
import type { Properties } from '../../model/properties';
import type { CreateRequest } from '../../model/request';
import { capacityTypeOf } from '../../model/reservation';
import type { ChosenZone, ZoneConstraint } from '../../model/zone';
import { hasEfa, instanceTypeFindings, offeringZoneIds } from '../../node/instance-types';
import { type ClusterBusy, type ClusterFacts, clusterState } from '../../nodegroup/cluster';
import { tooManyTags } from '../../ownership/tags';
import { choosePlacementGroup, placementGroupConstraints } from '../../placement/placement-group';
import { isInRegion, subnetFindings } from '../../placement/subnets';
import { chooseZone, placementConstraints, withOneSubnet } from '../../placement/zone';
import { chooseSecurityGroup } from '../../security-group/choice';
import { nodegroupTags } from './nodegroup-tags';

/**
 * Needs everything that Create observes. All findings at once, in the order of the properties; none means that nothing
 * in the environment prevents the node group.
 */
export function choose(
  request: CreateRequest,
  observed: Environment,
): Choices | readonly Finding[] | ClusterBusy {
  const { desired } = request;
  const state = clusterState(desired, observed.cluster);
  if ('clusterBusy' in state) return state;
  const cluster = 'vpcId' in state ? state : undefined;
  const types = (observed.instanceTypes ?? []).filter(hasEfa);
  const type = representative(types);
  const zone = zoneFor(desired, cluster, observed);
  const environment = inZone(observed, 'zoneId' in zone ? zone.zoneId : undefined);
  const choices = type && choicesOf(desired, type, zone, cluster, environment);
  const context: CreateContext = {
    request,
    desired,
    environment,
    vpcId: cluster?.vpcId,
    privateAccess: cluster?.privateAccess,
    ipv6: cluster?.ipv6 ?? false,
    type,
    types,
    zone: hasZoneInput(desired, cluster, environment) ? zone : undefined,
    choices,
  };
  const findings = [
    ...FEATURES.flatMap((feature) => feature.checkCreate?.(context) ?? []),
    ...(choices ? tooManyTags(nodegroupTags(FEATURES, request, choices)) : []),
  ];
  return findings.length > 0 || !choices ? findings : choices;
}

/** Of several constraints on the zone the first one wins. */
export function zoneConstraints(
  desired: Properties,
  environment: Environment,
): readonly ZoneConstraint[] {
  return [
    ...placementConstraints(desired.Placement),
    ...reservationConstraints(desired, environment),
    ...placementGroupConstraints(desired, environment),
  ];
}

/** Where types or subnets themselves are wrong, there are no findings about the zone. */
function hasZoneInput(
  desired: Properties,
  cluster: ClusterFacts | undefined,
  environment: Environment,
): boolean {
  return (
    instanceTypeFindings(desired, environment).length === 0 &&
    subnetFindings(environment, cluster?.vpcId).length === 0
  );
}

function zoneFor(
  desired: Properties,
  cluster: ClusterFacts | undefined,
  environment: Environment,
): ChosenZone | Finding {
  const subnets = (environment.subnets ?? []).filter(
    (subnet) => isInRegion(subnet) && (!cluster || subnet.VpcId === cluster.vpcId),
  );
  const zone = chooseZone(
    desired.InstanceTypes.join(' and '),
    subnets,
    offeringZoneIds(desired, environment),
    zoneConstraints(desired, environment),
  );
  const capacityType = capacityTypeOf(desired, environment.capacityReservations ?? []);
  // EKS user guide, capacity-blocks-mng: the one subnet of the block's zone
  return capacityType === 'CAPACITY_BLOCK' && 'zoneId' in zone
    ? withOneSubnet(zone, subnets)
    : zone;
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
  const rootDevice = imageVolumeDevice(desired, environment.image);
  return {
    zoneId,
    zoneName,
    subnetIds,
    vpcId: cluster?.vpcId ?? '',
    amiType,
    interfaces: desiredInterfaces(type, desired.Efa),
    clusterSecurityGroupId,
    efaSecurityGroup: chooseSecurityGroup(desired, clusterSecurityGroupId, environment),
    placementGroup: choosePlacementGroup(desired, type, environment),
    capacityType: capacityTypeOf(desired, environment.capacityReservations ?? []),
    localStorage: resolveLocalStorage(desired, type, amiType),
    ...(cluster?.ipv6 && { ipv6: true as const }),
    ...(rootDevice && { rootDevice }),
  };
}
