/**
 * How EC2 sells a type. API_InstanceTypeInfo, SupportedUsageClasses: "Indicates whether the instance type is offered for
 * spot, On-Demand, or Capacity Blocks". The words are ours. A reservation, also a Capacity Block, was sold.
 */
import type { InstanceTypeInfo, RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Problem } from './launch-template-rules';

const CLASS_OF: Record<string, string> = {
  ON_DEMAND: 'on-demand',
  SPOT: 'spot',
};

export function usageClassProblems(
  { InstanceType, SupportedUsageClasses = [] }: InstanceTypeInfo,
  capacityType: string,
  { CapacityReservationSpecification: reserved }: RequestLaunchTemplateData,
): Problem[] {
  const wanted = CLASS_OF[capacityType];
  if (wanted === undefined) return [];
  const offered: readonly string[] = SupportedUsageClasses;
  if (offered.length === 0 || offered.includes(wanted)) return [];
  if (capacityType === 'ON_DEMAND' && reserved?.CapacityReservationTarget) return [];
  return [
    {
      code: 'UnsupportedOperation',
      message: `The instance type ${InstanceType} is not offered for ${wanted}.`,
    },
  ];
}
