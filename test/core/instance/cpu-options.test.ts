/** CpuOptions against what EC2 says of the instance types. */
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { cpuOptions } from '../../../src/core/instance/cpu-options';
import { sectionOf, thereAndBack } from '../features';

const P5: InstanceTypeInfo = {
  InstanceType: 'p5.48xlarge',
  VCpuInfo: { DefaultCores: 96, ValidCores: [48, 96], ValidThreadsPerCore: [1, 2] },
};
const HPC: InstanceTypeInfo = {
  InstanceType: 'hpc6id.32xlarge',
  VCpuInfo: { DefaultCores: 64, ValidCores: [32, 64], ValidThreadsPerCore: [1] },
};
/** As EC2 answers for it: no lists. */
const NO_LISTS: InstanceTypeInfo = {
  InstanceType: 'hpc7a.96xlarge',
  VCpuInfo: { DefaultCores: 192, DefaultThreadsPerCore: 1 },
};
const METAL: InstanceTypeInfo = { ...P5, InstanceType: 'c5n.metal', BareMetal: true };

function findings(types: readonly InstanceTypeInfo[], CoreCount: number, ThreadsPerCore: number) {
  const desired = { CpuOptions: { CoreCount, ThreadsPerCore } };
  const found = cpuOptions.checkCreate?.({ desired, types } as never) ?? [];
  const environment = { instanceTypes: types };
  expect(cpuOptions.checkUpdate?.({ desired, environment } as never)).toEqual(found);
  return found.map(({ path, message }) => `${path}: ${message}`);
}

describe('CpuOptions', () => {
  it.each([
    [[P5], 48, 1],
    [[P5], 96, 2],
    [[HPC], 64, 1],
    [[NO_LISTS], 192, 1],
    [[{ InstanceType: 'p9.48xlarge' as never }], 7, 3],
  ] as const)('%j takes %d cores with %d threads', (types, cores, threads) => {
    expect(findings(types, cores, threads)).toEqual([]);
  });

  it.each([
    [
      [P5],
      47,
      2,
      ['CpuOptions.CoreCount: The value 47 is not supported by p5.48xlarge. Use one of 48, 96.'],
    ],
    [
      [HPC],
      64,
      2,
      ['CpuOptions.ThreadsPerCore: The value 2 is not supported by hpc6id.32xlarge. Use 1.'],
    ],
    [
      [NO_LISTS],
      96,
      2,
      [
        'CpuOptions.CoreCount: The value 96 is not supported by hpc7a.96xlarge. Use 192.',
        'CpuOptions.ThreadsPerCore: The value 2 is not supported by hpc7a.96xlarge. Use 1.',
      ],
    ],
    [
      [METAL],
      48,
      1,
      [
        'CpuOptions: c5n.metal is a bare metal instance type, for which EC2 does not support CPU options. Remove CpuOptions.',
      ],
    ],
    [
      [P5, HPC],
      96,
      1,
      [
        'CpuOptions.CoreCount: The value 96 is not supported by hpc6id.32xlarge. Use one of 32, 64.',
      ],
    ],
  ] as const)('%j refuses %d cores with %d threads', (types, cores, threads, expected) => {
    expect(findings(types, cores, threads)).toEqual(expected);
  });

  it('are not checked where they are not given', () => {
    expect(cpuOptions.checkCreate?.({ desired: {}, types: [METAL] } as never)).toEqual([]);
  });

  it('go there and back, and are absent from a template that holds none', () => {
    const CpuOptions = { CoreCount: 48, ThreadsPerCore: 1 };
    expect(thereAndBack(cpuOptions, { CpuOptions })).toMatchObject({
      data: { CpuOptions },
      back: { CpuOptions },
    });
    expect(thereAndBack(cpuOptions, {})).toMatchObject({ data: {}, back: {} });
    // as EC2 may show it where nobody set them
    expect(sectionOf(cpuOptions).flatten({ CpuOptions: { AmdSevSnp: 'disabled' } })).toEqual({});
  });
});
