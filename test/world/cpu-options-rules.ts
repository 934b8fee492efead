/**
 * What EC2 refuses of CPU options. Source: EC2 user guide, instance-cpu-options-rules: "You can't specify CPU options for
 * bare metal instances", "you must specify both the number of CPU cores and threads per core in the request", "you must
 * specify a valid number of CPU cores and threads per core for the instance type"; API_VCpuInfo, ValidCores and
 * ValidThreadsPerCore. The texts are ours.
 */
import type { InstanceTypeInfo, RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Problem } from './launch-template-rules';

/** What is wrong whatever the instance type. */
export function cpuOptionsProblems({ CpuOptions: given }: RequestLaunchTemplateData): Problem[] {
  if (!given || (given.CoreCount !== undefined && given.ThreadsPerCore !== undefined)) return [];
  return [
    {
      code: 'InvalidParameterCombination',
      message: 'You must specify both the number of CPU cores and the threads per core.',
    },
  ];
}

export function cpuTypeProblems(
  { CpuOptions: given }: RequestLaunchTemplateData,
  { InstanceType, BareMetal, VCpuInfo = {} }: InstanceTypeInfo,
): Problem[] {
  if (!given) return [];
  const problem = (message: string): Problem[] => [{ code: 'InvalidParameterValue', message }];
  if (BareMetal) return problem(`CPU options are not supported for bare metal ${InstanceType}.`);
  const { ValidCores, ValidThreadsPerCore, DefaultCores, DefaultThreadsPerCore } = VCpuInfo;
  const cores = ValidCores ?? [DefaultCores ?? 0];
  const threads = ValidThreadsPerCore ?? [DefaultThreadsPerCore ?? 0];
  if (!cores.includes(given.CoreCount ?? 0)) {
    return problem(`The core count ${given.CoreCount} is not valid for ${InstanceType}.`);
  }
  return threads.includes(given.ThreadsPerCore ?? 0)
    ? []
    : problem(`${given.ThreadsPerCore} threads per core are not valid for ${InstanceType}.`);
}
