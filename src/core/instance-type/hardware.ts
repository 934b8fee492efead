/** Processor, accelerators and disks of an instance type, from EC2's description. */
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';

export type Architecture = 'x86_64' | 'arm64';
export type Accelerator = 'NVIDIA' | 'NEURON' | 'STANDARD';

export function architectureOf({ ProcessorInfo }: InstanceTypeInfo): Architecture {
  return ProcessorInfo?.SupportedArchitectures?.includes('arm64') ? 'arm64' : 'x86_64';
}

export function acceleratorOf({
  GpuInfo,
  NeuronInfo,
  InferenceAcceleratorInfo,
}: InstanceTypeInfo): Accelerator {
  if (GpuInfo?.Gpus?.some(({ Manufacturer }) => Manufacturer === 'NVIDIA')) return 'NVIDIA';
  const neuron =
    NeuronInfo?.NeuronDevices?.length ?? InferenceAcceleratorInfo?.Accelerators?.length;
  return neuron ? 'NEURON' : 'STANDARD';
}

export function instanceStoreDisks({ InstanceStorageInfo }: InstanceTypeInfo): number {
  return (InstanceStorageInfo?.Disks ?? []).reduce((sum, { Count = 0 }) => sum + Count, 0);
}

/** Types of one node group are alike in all but their disks: the one with the fewest represents them. */
export function representative(types: readonly InstanceTypeInfo[]): InstanceTypeInfo | undefined {
  return [...types].sort((a, b) => instanceStoreDisks(a) - instanceStoreDisks(b))[0];
}
