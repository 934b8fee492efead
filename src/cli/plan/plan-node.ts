/** What a plan shows of each node: from the launch template that it creates, or the one in use. */

import type { RequestLaunchTemplateData, ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Card } from '../../core/instance-type/cards';
import type { LiveState } from '../../core/lifecycle/flatten';
import type { ApiCall } from '../../core/model/api-calls';
import type { InterfaceType } from '../../core/model/property-types';

export interface PlannedInterface {
  readonly NetworkCardIndex: number;
  readonly DeviceIndex: number;
  readonly InterfaceType: InterfaceType;
  readonly Groups: readonly string[];
}
export interface PlannedGroup {
  readonly name: string;
  /** Whether this plan creates it. */
  readonly created: boolean;
}
export type TemplateData = RequestLaunchTemplateData | ResponseLaunchTemplateData;

/** Data of the last launch template version that is created: the node group uses that one. */
export function templateData(calls: readonly ApiCall[]): TemplateData | undefined {
  const all = calls.flatMap((apiCall) =>
    apiCall.call === 'ec2:CreateLaunchTemplate' ||
    apiCall.call === 'ec2:CreateLaunchTemplateVersion'
      ? (apiCall.input.LaunchTemplateData ?? [])
      : [],
  );
  return all.at(-1);
}

export function interfacesOf(data: TemplateData | undefined): readonly PlannedInterface[] {
  return (data?.NetworkInterfaces ?? []).map(
    ({ NetworkCardIndex = 0, DeviceIndex = 0, InterfaceType = 'interface', Groups = [] }) => ({
      NetworkCardIndex,
      DeviceIndex,
      InterfaceType: InterfaceType as InterfaceType,
      Groups,
    }),
  );
}

export function amiOf(
  calls: readonly ApiCall[],
  data: TemplateData | undefined,
  liveState: LiveState | undefined,
): string | null {
  return data?.ImageId ?? nodegroupInput(calls)?.amiType ?? liveState?.nodegroup.amiType ?? null;
}

function nodegroupInput(calls: readonly ApiCall[]) {
  const apiCall = calls.find(({ call }) => call === 'eks:CreateNodegroup');
  return apiCall?.call === 'eks:CreateNodegroup' ? apiCall.input : undefined;
}

/** For a live node group whose instance type was not observed: without places that are free. */
export function cardsInUse(interfaces: readonly PlannedInterface[]): readonly Card[] {
  const indexes = new Set(interfaces.map(({ NetworkCardIndex }) => NetworkCardIndex));
  return [...indexes].map((index) => ({ index, maximumNetworkInterfaces: 1, takes: ['efa'] }));
}

export function placementGroupOf(
  calls: readonly ApiCall[],
  data: TemplateData | undefined,
): PlannedGroup | null {
  const name = data?.Placement?.GroupName ?? data?.Placement?.GroupId;
  if (!name) return null;
  return { name, created: calls.some(({ call }) => call === 'ec2:CreatePlacementGroup') };
}

/** How capacity is bought; {} for On-Demand. */
export function capacityOf(
  calls: readonly ApiCall[],
  data: TemplateData | undefined,
  liveState: LiveState | undefined,
): Readonly<Record<string, unknown>> {
  const capacityType = nodegroupInput(calls)?.capacityType ?? liveState?.nodegroup.capacityType;
  return {
    ...(capacityType && capacityType !== 'ON_DEMAND' && { capacityType }),
    ...(data?.InstanceMarketOptions?.MarketType && {
      marketType: data.InstanceMarketOptions.MarketType,
    }),
    ...data?.CapacityReservationSpecification?.CapacityReservationTarget,
    ...(data?.CapacityReservationSpecification?.CapacityReservationPreference && {
      preference: data.CapacityReservationSpecification.CapacityReservationPreference,
    }),
  };
}
