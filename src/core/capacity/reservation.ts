/** Capacity reservations, as the launch template and the node group hold them. */
import type {
  CapacityReservation as Ec2CapacityReservation,
  RequestLaunchTemplateData,
  ResponseLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import type { Section } from '../launch-template/sections';
import type {
  CapacityReservation,
  CapacityType,
  Properties,
  UpdateConfig,
} from '../model/properties';
import { nonEmpty, withoutUndefined } from '../util/objects';

type Given = Pick<Properties, 'CapacityReservation'>;

/** Whether a reservation or a group of them is named. */
export function namesReservation({ CapacityReservation: given }: Given): boolean {
  return reservationOf(given) !== undefined;
}

/** The id of a reservation, or the ARN of a group of them. */
export function reservationOf(given: CapacityReservation | undefined): string | undefined {
  return given?.Id ?? given?.ResourceGroupArn;
}

/** Whether no node runs outside a reservation. */
export function runsReservedOnly(properties: Given): boolean {
  return (
    namesReservation(properties) ||
    properties.CapacityReservation?.Preference === 'capacity-reservations-only'
  );
}

export function isCapacityBlock({ ReservationType }: Ec2CapacityReservation): boolean {
  return ReservationType === 'capacity-block';
}

export function capacityTypeOf(
  { CapacityType }: Pick<Properties, 'CapacityType'>,
  reservations: readonly Ec2CapacityReservation[],
): CapacityType {
  return CapacityType ?? (reservations.some(isCapacityBlock) ? 'CAPACITY_BLOCK' : 'ON_DEMAND');
}

/** Where reservations limit the size, a roll finds no room for new nodes beside the old ones. */
export function updateConfigOf(
  properties: Pick<Properties, 'UpdateConfig'> & Given,
): UpdateConfig | undefined {
  const { UpdateConfig: given } = properties;
  return runsReservedOnly(properties) ? { UpdateStrategy: 'MINIMAL', ...given } : given;
}

/**
 * EC2 takes a target and a preference together only where the preference is capacity-reservations-only
 * (API_CapacityReservationSpecification). A full resource group would else let nodes run On-Demand (EC2 user
 * guide, create-cr-group); a launch that names one reservation fails by itself when that is full.
 */
export const capacitySection: Section = {
  members: ['CapacityReservationSpecification', 'InstanceMarketOptions', 'InstanceType'],
  expand: ({ CapacityReservation, InstanceTypes: [InstanceType] }, { capacityType }) => ({
    ...(CapacityReservation && {
      CapacityReservationSpecification: expandReservation(CapacityReservation),
    }),
    ...(capacityType === 'CAPACITY_BLOCK' && {
      InstanceMarketOptions: { MarketType: 'capacity-block' as const },
      // EKS wants it here and not in CreateNodegroup (EKS user guide, capacity-blocks-mng)
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
