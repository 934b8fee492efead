/** CPU options that the instance type does not have. */
import type { BadInput } from './bad-input';

export const CPU_OPTIONS: readonly BadInput[] = [
  {
    name: 'cores that the type cannot have',
    properties: { CpuOptions: { CoreCount: 13, ThreadsPerCore: 1 } },
    path: 'CpuOptions.CoreCount',
    words: ['The value 13', 'p5.48xlarge', 'Use one of 12, 24, 36'],
  },
  {
    name: 'two threads of a type without multithreading',
    properties: {
      InstanceTypes: ['hpc6id.32xlarge'],
      CpuOptions: { CoreCount: 64, ThreadsPerCore: 2 },
    },
    path: 'CpuOptions.ThreadsPerCore',
    words: ['The value 2', 'hpc6id.32xlarge', 'Use 1.'],
  },
  {
    name: 'cores that the type cannot have, by update',
    living: {},
    properties: { CpuOptions: { CoreCount: 97, ThreadsPerCore: 2 } },
    path: 'CpuOptions.CoreCount',
    words: ['The value 97', 'p5.48xlarge', 'Use one of 12, 24, 36'],
  },
  {
    name: 'cores without threads',
    properties: { CpuOptions: { CoreCount: 96 } as never },
    path: 'CpuOptions.ThreadsPerCore',
    words: ['required', 'Add it'],
  },
];
