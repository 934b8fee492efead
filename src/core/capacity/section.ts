/** A capacity reservation as the launch template holds it. */
import type { RequestLaunchTemplateData, ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Section } from '../feature/template-part';
import type { CapacityReservation } from '../model/properties';
import { nonEmpty, withoutUndefined } from '../util/objects';

/**
 * EC2 takes a target and a preference together only where the preference is capacity-reservations-only
 * (API_CapacityReservationSpecification). A full resource group would else let nodes run On-Demand (EC2 user
 * guide, create-cr-group); a launch that names one reservation fails by itself when that is full.
 */
export const reservationSection: Section = {
  kind: 'section',
  members: ['CapacityReservationSpecification', 'InstanceMarketOptions', 'InstanceType'],
  expand: ({ CapacityReservation, InstanceTypes: [InstanceType] }, { capacityType }) => ({
    ...(CapacityReservation && {
      CapacityReservationSpecification: expandReservation(CapacityReservation),
    }),
    ...(capacityType === 'CAPACITY_BLOCK' && {
      InstanceMarketOptions: { MarketType: 'capacity-block' as const },
      // EKS requires it here and not in CreateNodegroup (EKS user guide, capacity-blocks-mng)
      InstanceType: InstanceType as 'p5.48xlarge',
    }),
  }),
  flatten: (data) => withoutUndefined({ CapacityReservation: flattenReservation(data) }),
};

export function expandReservation({
  Id,
  ResourceGroupArn,
  Preference = ResourceGroupArn === undefined ? undefined : 'capacity-reservations-only',
}: CapacityReservation): NonNullable<
  RequestLaunchTemplateData['CapacityReservationSpecification']
> {
  const target = withoutUndefined({
    CapacityReservationId: Id,
    CapacityReservationResourceGroupArn: ResourceGroupArn,
  });
  return {
    ...(Preference && { CapacityReservationPreference: Preference }),
    ...(nonEmpty(target) && { CapacityReservationTarget: target }),
  };
}

export function flattenReservation({
  CapacityReservationSpecification: live,
}: ResponseLaunchTemplateData): CapacityReservation | undefined {
  const { CapacityReservationPreference, CapacityReservationTarget: target } = live ?? {};
  return nonEmpty({
    Id: target?.CapacityReservationId,
    ResourceGroupArn: target?.CapacityReservationResourceGroupArn,
    Preference: CapacityReservationPreference as CapacityReservation['Preference'],
  }) as CapacityReservation | undefined;
}
