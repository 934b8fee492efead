/** Why a create uses its zone, as text: from the constraints and the figures that the core chose by. */

import { zoneConstraints } from '../../core/lifecycle/create/choose';
import type { Choices } from '../../core/model/choices';
import type { Environment } from '../../core/model/facts';
import type { Properties } from '../../core/model/properties';
import { offeringZoneIds } from '../../core/node/instance-types';

export function zoneReason(
  desired: Properties,
  { zoneId }: Pick<Choices, 'zoneId'>,
  environment: Environment,
): string {
  const { subnets = [] } = environment;
  const [constraint] = zoneConstraints(desired, environment);
  if (constraint) {
    return constraint.source === constraint.path
      ? `set by ${constraint.path}`
      : `the zone of ${constraint.source}`;
  }
  const types = desired.InstanceTypes.join(', ');
  const inSubnets = new Set(subnets.map(({ AvailabilityZoneId }) => AvailabilityZoneId));
  const offering = offeringZoneIds(desired, environment).filter((zone) => inSubnets.has(zone));
  if (offering.length === 1) return `the only zone of the subnets that offers ${types}`;
  const free = (zone: string) =>
    subnets
      .filter(({ AvailabilityZoneId }) => AvailabilityZoneId === zone)
      .reduce((sum, { AvailableIpAddressCount = 0 }) => sum + AvailableIpAddressCount, 0);
  const tie = offering.some((zone) => zone !== zoneId && free(zone) === free(zoneId));
  return `most free addresses (${free(zoneId)}) of the ${offering.length} zones of the subnets that offer ${types}${tie ? ', and the lowest zone ID' : ''}`;
}
