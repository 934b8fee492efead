/** CPU cores and threads of the nodes. Source: EC2 user guide, instance-cpu-options-rules; API_VCpuInfo. */
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import type { Feature } from '../feature/feature';
import { type Finding, findingsAt } from '../model/findings';
import type { CpuOptions, Properties } from '../model/properties';

export const cpuOptions: Feature = {
  properties: ['CpuOptions'],
  change: 'roll',
  canonical: ({ CpuOptions: given }) => ({ CpuOptions: given }),
  part: {
    kind: 'section',
    members: ['CpuOptions'],
    expand: ({ CpuOptions: given }) => (given ? { CpuOptions: given } : {}),
    flatten: ({ CpuOptions: { CoreCount, ThreadsPerCore } = {} }) =>
      CoreCount === undefined || ThreadsPerCore === undefined
        ? {}
        : { CpuOptions: { CoreCount, ThreadsPerCore } },
  },
  observesForUpdate: ({ desired }) => (desired.CpuOptions ? ['instanceTypes'] : []),
  checkCreate: ({ desired, types }) => typeFindings(desired, types),
  checkUpdate: ({ desired, environment }) => typeFindings(desired, environment.instanceTypes ?? []),
};

function typeFindings(
  { CpuOptions: given }: Properties,
  types: readonly InstanceTypeInfo[],
): readonly Finding[] {
  return given ? types.flatMap((type) => findingsFor(given, type)) : [];
}

/** A type of which EC2 lists no valid values has only its default ones. */
function findingsFor(
  { CoreCount, ThreadsPerCore }: CpuOptions,
  { InstanceType, BareMetal, VCpuInfo = {} }: InstanceTypeInfo,
): readonly Finding[] {
  if (BareMetal) {
    return findingsAt('CpuOptions', [
      `${InstanceType} is a bare metal instance type, for which EC2 does not support CPU options. Remove CpuOptions.`,
    ]);
  }
  const { DefaultCores, DefaultThreadsPerCore } = VCpuInfo;
  const cores = VCpuInfo.ValidCores ?? [DefaultCores ?? CoreCount];
  const threads = VCpuInfo.ValidThreadsPerCore ?? [DefaultThreadsPerCore ?? ThreadsPerCore];
  return [
    ...findingsAt('CpuOptions.CoreCount', [
      cores.includes(CoreCount)
        ? undefined
        : `The value ${CoreCount} is not supported by ${InstanceType}. Use ${oneOf(cores)}.`,
    ]),
    ...findingsAt('CpuOptions.ThreadsPerCore', [
      threads.includes(ThreadsPerCore)
        ? undefined
        : `The value ${ThreadsPerCore} is not supported by ${InstanceType}. Use ${oneOf(threads)}.`,
    ]),
  ];
}

function oneOf(values: readonly number[]): string {
  return values.length === 1 ? `${values[0]}` : `one of ${values.join(', ')}`;
}
