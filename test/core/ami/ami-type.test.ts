import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import {
  amiConflict,
  amiHint,
  defaultAmiType,
  SUPPORTED_AMI_TYPES,
  unsupportedReason,
} from '../../../src/core/ami/ami-type';
import { EFA_TYPES, typeNamed } from '../given';
import { checkRows, unlike } from '../rows';

describe('the default AMI type', () => {
  it.each([
    ['p5.48xlarge', 'AL2023_x86_64_NVIDIA'],
    ['g6e.48xlarge', 'AL2023_x86_64_NVIDIA'],
    ['trn1.32xlarge', 'AL2023_x86_64_NEURON'],
    ['trn2.48xlarge', 'AL2023_x86_64_NEURON'],
    ['hpc7a.96xlarge', 'AL2023_x86_64_STANDARD'],
    ['c5n.18xlarge', 'AL2023_x86_64_STANDARD'],
    ['hpc7g.16xlarge', 'AL2023_ARM_64_STANDARD'],
    ['c7gn.16xlarge', 'AL2023_ARM_64_STANDARD'],
    ['vt1.24xlarge', 'AL2023_x86_64_STANDARD'],
  ])('of %s is %s', (name, expected) => {
    expect(defaultAmiType(typeNamed(name))).toBe(expected);
  });

  it('of an Arm type with NVIDIA GPUs is AL2023_ARM_64_NVIDIA', () => {
    const gb200: InstanceTypeInfo = {
      ProcessorInfo: { SupportedArchitectures: ['arm64'] },
      GpuInfo: { Gpus: [{ Manufacturer: 'NVIDIA' }] },
    };
    expect(defaultAmiType(gb200)).toBe('AL2023_ARM_64_NVIDIA');
  });

  it('fits every EFA type', () => {
    expect(EFA_TYPES).toHaveLength(303);
    checkRows(
      EFA_TYPES,
      ({ InstanceType }) => InstanceType,
      (type) => {
        const chosen = defaultAmiType(type);
        const { ProcessorInfo, GpuInfo, NeuronInfo } = type;
        const arm = ProcessorInfo?.SupportedArchitectures?.includes('arm64') ?? false;
        return [
          ...unlike('its support', true, SUPPORTED_AMI_TYPES.includes(chosen)),
          ...unlike('its conflict', undefined, amiConflict(chosen, type)),
          ...unlike('its being for Arm', arm, chosen.includes('ARM')),
          ...unlike(
            'its being for NVIDIA',
            GpuInfo?.Gpus?.[0]?.Manufacturer === 'NVIDIA',
            chosen.endsWith('NVIDIA'),
          ),
          ...unlike(
            'its being for Neuron',
            (NeuronInfo?.NeuronDevices ?? []).length > 0,
            chosen.endsWith('NEURON'),
          ),
        ];
      },
    );
  });
});

describe('an AMI type that does not fit', () => {
  it.each([
    [
      'AL2023_ARM_64_STANDARD',
      'p5.48xlarge',
      'AL2023_ARM_64_STANDARD is for arm64, but p5.48xlarge is x86_64',
    ],
    [
      'AL2023_x86_64_STANDARD',
      'hpc7g.16xlarge',
      'AL2023_x86_64_STANDARD is for x86_64, but hpc7g.16xlarge is arm64',
    ],
    [
      'AL2023_x86_64_NEURON',
      'p5.48xlarge',
      'AL2023_x86_64_NEURON is for instance types with Neuron devices, but p5.48xlarge has none',
    ],
    [
      'AL2023_x86_64_NVIDIA',
      'trn1.32xlarge',
      'AL2023_x86_64_NVIDIA is for instance types with NVIDIA GPUs, but trn1.32xlarge has none',
    ],
  ])('%s on %s', (amiType, name, reason) => {
    const conflict = amiConflict(amiType, typeNamed(name));
    expect(conflict).toContain(reason);
    expect(conflict).toContain(`use ${defaultAmiType(typeNamed(name))}`);
  });
  it('STANDARD runs on a GPU type: the user may bring the driver', () => {
    expect(amiConflict('AL2023_x86_64_STANDARD', typeNamed('p5.48xlarge'))).toBeUndefined();
  });
});

describe('Bottlerocket', () => {
  const GB200: InstanceTypeInfo = {
    InstanceType: 'p6e-gb200.36xlarge',
    ProcessorInfo: { SupportedArchitectures: ['arm64'] },
    GpuInfo: { Gpus: [{ Manufacturer: 'NVIDIA' }] },
  };

  it.each([
    ['BOTTLEROCKET_x86_64', 'hpc7a.96xlarge'],
    ['BOTTLEROCKET_x86_64_FIPS', 'c5n.18xlarge'],
    ['BOTTLEROCKET_x86_64', 'trn1.32xlarge'],
    ['BOTTLEROCKET_ARM_64', 'hpc7g.16xlarge'],
    ['BOTTLEROCKET_ARM_64_FIPS', 'c7gn.16xlarge'],
    ['BOTTLEROCKET_x86_64_NVIDIA', 'p5.48xlarge'],
    ['BOTTLEROCKET_x86_64_NVIDIA_FIPS', 'g6e.48xlarge'],
  ])('%s fits %s', (amiType, name) => {
    expect(amiConflict(amiType, typeNamed(name))).toBeUndefined();
    expect(amiHint(amiType, typeNamed(name))).toBeUndefined();
  });

  it.each([
    [
      'BOTTLEROCKET_x86_64',
      'p5.48xlarge',
      ['no driver for the NVIDIA GPUs', 'BOTTLEROCKET_x86_64_NVIDIA'],
    ],
    ['BOTTLEROCKET_x86_64_FIPS', 'p5.48xlarge', ['use BOTTLEROCKET_x86_64_NVIDIA_FIPS or AL2023']],
    [
      'BOTTLEROCKET_x86_64_NVIDIA',
      'trn1.32xlarge',
      ['no driver for the Neuron', 'use BOTTLEROCKET_x86_64 or'],
    ],
    [
      'BOTTLEROCKET_x86_64_NVIDIA',
      'hpc7a.96xlarge',
      [
        'is for instance types with NVIDIA GPUs, but hpc7a.96xlarge has none',
        'use BOTTLEROCKET_x86_64 or',
      ],
    ],
    [
      'BOTTLEROCKET_ARM_64',
      'hpc7a.96xlarge',
      ['BOTTLEROCKET_ARM_64 is for arm64', 'use BOTTLEROCKET_x86_64 or'],
    ],
    [
      'BOTTLEROCKET_x86_64',
      'hpc7g.16xlarge',
      ['BOTTLEROCKET_x86_64 is for x86_64', 'use BOTTLEROCKET_ARM_64 or'],
    ],
  ])('%s does not fit %s', (amiType, name, texts) => {
    for (const text of texts) expect(amiConflict(amiType, typeNamed(name))).toContain(text);
  });

  it('on Arm with NVIDIA GPUs is taken, with what AWS lists it for', () => {
    expect(amiConflict('BOTTLEROCKET_ARM_64_NVIDIA', GB200)).toBeUndefined();
    expect(amiHint('BOTTLEROCKET_ARM_64_NVIDIA', GB200)).toContain(
      'AWS lists BOTTLEROCKET_ARM_64_NVIDIA only for g5g, not for p6e-gb200.36xlarge',
    );
    expect(amiHint('AL2023_ARM_64_NVIDIA', GB200)).toBeUndefined();
  });
});

describe('a hint', () => {
  it.each([
    ['AL2023_x86_64_STANDARD', 'p5.48xlarge', 'NVIDIA GPU'],
    ['AL2023_x86_64_STANDARD', 'trn1.32xlarge', 'Neuron device'],
  ])('%s on %s runs without the driver', (amiType, name, device) => {
    const hint = amiHint(amiType, typeNamed(name));
    expect(hint).toContain(`no driver for the ${device}s of ${name}`);
    expect(hint).toContain(defaultAmiType(typeNamed(name)));
  });
  it('is never needed for the default of an EFA type', () => {
    checkRows(
      EFA_TYPES,
      ({ InstanceType }) => InstanceType,
      (type) => unlike('the hint', undefined, amiHint(defaultAmiType(type), type)),
    );
  });
});

describe('an AMI type that is not supported', () => {
  it.each([
    ['AL2_x86_64_GPU', 'no Amazon Linux 2 AMIs'],
    ['AL2_ARM_64', 'no Amazon Linux 2 AMIs'],
    ['WINDOWS_CORE_2022_x86_64', 'no driver for Windows'],
    ['BOTTLEROCKET_x86_64_NEURON', 'Use one of'],
    ['CUSTOM', 'specified by ImageId'],
    ['', 'Use one of'],
    ['constructor', 'Use one of'],
    ['__proto__', 'Use one of'],
  ])('%s is refused with what to use', (amiType, reason) => {
    expect(unsupportedReason(amiType)).toContain(reason);
    expect(unsupportedReason(amiType)).toContain('AL2023_x86_64_NVIDIA');
  });
  it.each(SUPPORTED_AMI_TYPES)('%s is supported', (amiType) => {
    expect(unsupportedReason(amiType)).toBeUndefined();
  });
});
