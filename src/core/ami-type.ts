/** Which EKS-optimized AMI fits an instance type. */
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';

type Architecture = 'x86_64' | 'arm64';
type Accelerator = 'NVIDIA' | 'NEURON' | 'STANDARD';

/** API_CreateNodegroup, amiType; STANDARD has the EFA kernel module since v20260505 (EKS AMI changelog). */
const AMI_TYPES: Readonly<Record<string, readonly [Architecture, Accelerator]>> = {
  AL2023_x86_64_STANDARD: ['x86_64', 'STANDARD'],
  AL2023_ARM_64_STANDARD: ['arm64', 'STANDARD'],
  AL2023_x86_64_NVIDIA: ['x86_64', 'NVIDIA'],
  AL2023_ARM_64_NVIDIA: ['arm64', 'NVIDIA'],
  AL2023_x86_64_NEURON: ['x86_64', 'NEURON'],
};
export const SUPPORTED_AMI_TYPES = Object.keys(AMI_TYPES);

/** Why a value is refused, and what to write instead; undefined where it is supported. */
export function refusalOf(amiType: string): string | undefined {
  if (Object.hasOwn(AMI_TYPES, amiType)) return undefined;
  const use = `Use one of ${SUPPORTED_AMI_TYPES.join(', ')}.`;
  if (/^AL2_/.test(amiType)) {
    return `AWS publishes no Amazon Linux 2 AMIs for EKS since 2025-11-26. ${use}`;
  }
  if (/^WINDOWS_/.test(amiType)) return `EFA has no driver for Windows. ${use}`;
  return use;
}

/** The AMI type for the type's architecture and accelerator. */
export function defaultAmiType(type: InstanceTypeInfo): string {
  const wanted = [architectureOf(type), acceleratorOf(type)];
  const found = Object.entries(AMI_TYPES).find(([, has]) => has.join() === wanted.join());
  return (
    found?.[0] ?? (wanted[0] === 'arm64' ? 'AL2023_ARM_64_STANDARD' : 'AL2023_x86_64_STANDARD')
  );
}

/** What keeps the AMI type from running on the instance type; undefined where it fits. */
export function misfitOf(amiType: string, type: InstanceTypeInfo): string | undefined {
  const [architecture, accelerator] = AMI_TYPES[amiType] ?? [];
  const fitting = `For ${type.InstanceType} use ${defaultAmiType(type)}.`;
  if (architecture !== architectureOf(type)) {
    return `the AMI is for ${architecture}, ${type.InstanceType} is ${architectureOf(type)}. ${fitting}`;
  }
  if (accelerator !== 'STANDARD' && accelerator !== acceleratorOf(type)) {
    return `${type.InstanceType} has no ${accelerator === 'NEURON' ? 'Neuron device' : 'NVIDIA GPU'}. ${fitting}`;
  }
  return undefined;
}

function architectureOf({ ProcessorInfo }: InstanceTypeInfo): Architecture {
  return ProcessorInfo?.SupportedArchitectures?.includes('arm64') ? 'arm64' : 'x86_64';
}

function acceleratorOf({
  GpuInfo,
  NeuronInfo,
  InferenceAcceleratorInfo,
}: InstanceTypeInfo): Accelerator {
  if (GpuInfo?.Gpus?.some(({ Manufacturer }) => Manufacturer === 'NVIDIA')) return 'NVIDIA';
  const neuron =
    NeuronInfo?.NeuronDevices?.length ?? InferenceAcceleratorInfo?.Accelerators?.length;
  return neuron ? 'NEURON' : 'STANDARD';
}
