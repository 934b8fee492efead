/** Which EKS-optimized AMI fits an instance type. */
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { type Architecture, acceleratorOf, architectureOf } from '../instance-type/hardware';
import { amiFamilyOf, CUSTOM } from './families';

interface Ami {
  readonly architecture: Architecture;
  /** Accelerator that it has the driver for. */
  readonly driver?: 'NVIDIA' | 'NEURON';
  /** Whether it is for instance types with that accelerator alone. */
  readonly accelerated?: boolean;
}

const X86: Ami = { architecture: 'x86_64' };
const X86_WITH_NEURON: Ami = { architecture: 'x86_64', driver: 'NEURON' };
const X86_NEURON: Ami = { architecture: 'x86_64', driver: 'NEURON', accelerated: true };
const X86_NVIDIA: Ami = { architecture: 'x86_64', driver: 'NVIDIA', accelerated: true };
const ARM: Ami = { architecture: 'arm64' };
const ARM_NVIDIA: Ami = { architecture: 'arm64', driver: 'NVIDIA', accelerated: true };

/**
 * API_CreateNodegroup, amiType. Bottlerocket has EFA since 1.28.0 and its plain x86_64 variant has the Neuron
 * driver (EKS user guide, node-efa and ml-eks-optimized-ami).
 */
const AMI_TYPES: Readonly<Record<string, Ami>> = {
  AL2023_x86_64_STANDARD: X86,
  AL2023_ARM_64_STANDARD: ARM,
  AL2023_x86_64_NVIDIA: X86_NVIDIA,
  AL2023_ARM_64_NVIDIA: ARM_NVIDIA,
  AL2023_x86_64_NEURON: X86_NEURON,
  BOTTLEROCKET_x86_64: X86_WITH_NEURON,
  BOTTLEROCKET_x86_64_FIPS: X86_WITH_NEURON,
  BOTTLEROCKET_ARM_64: ARM,
  BOTTLEROCKET_ARM_64_FIPS: ARM,
  BOTTLEROCKET_x86_64_NVIDIA: X86_NVIDIA,
  BOTTLEROCKET_x86_64_NVIDIA_FIPS: X86_NVIDIA,
  BOTTLEROCKET_ARM_64_NVIDIA: ARM_NVIDIA,
  BOTTLEROCKET_ARM_64_NVIDIA_FIPS: ARM_NVIDIA,
};
export const SUPPORTED_AMI_TYPES = Object.keys(AMI_TYPES);

/** Why a value is refused, and what to write instead; undefined where it is supported. */
export function unsupportedReason(amiType: string): string | undefined {
  if (Object.hasOwn(AMI_TYPES, amiType)) return undefined;
  const plain = SUPPORTED_AMI_TYPES.filter((name) => !name.endsWith('_FIPS'));
  const types = `${plain.join(', ')}. The BOTTLEROCKET types also exist with the suffix _FIPS.`;
  const use = `Use one of ${types}`;
  if (/^AL2_/.test(amiType)) {
    return `AWS has published no Amazon Linux 2 AMIs for EKS since 2025-11-26. ${use}`;
  }
  if (/^WINDOWS_/.test(amiType)) return `EFA has no driver for Windows. ${use}`;
  if (amiType === CUSTOM)
    return `A custom AMI is specified by ImageId, without AmiType. Remove AmiType, or use one of ${types}`;
  return use;
}

/** The AMI type for the type's architecture and accelerator: Amazon Linux 2023. */
export function defaultAmiType(type: InstanceTypeInfo): string {
  const arm = architectureOf(type) === 'arm64';
  switch (acceleratorOf(type)) {
    case 'NVIDIA':
      return arm ? 'AL2023_ARM_64_NVIDIA' : 'AL2023_x86_64_NVIDIA';
    case 'NEURON':
      // there is no Neuron device beside an Arm processor, and no AMI for one
      return arm ? 'AL2023_ARM_64_STANDARD' : 'AL2023_x86_64_NEURON';
    default:
      return arm ? 'AL2023_ARM_64_STANDARD' : 'AL2023_x86_64_STANDARD';
  }
}

/** Any type that is chosen by default has user data and releases of the same form. */
export const ANY_DEFAULT = 'AL2023_x86_64_STANDARD';

/** What keeps the AMI type from running on the instance type; undefined where it fits. */
export function amiConflict(amiType: string, type: InstanceTypeInfo): string | undefined {
  const { architecture, driver, accelerated } = AMI_TYPES[amiType] ?? X86;
  const accelerator = acceleratorOf(type);
  const fitting = `For ${type.InstanceType}, use ${fittingAmiTypes(amiType, type).join(' or ')}.`;
  if (architecture !== architectureOf(type)) {
    return `${amiType} is for ${architecture}, but ${type.InstanceType} is ${architectureOf(type)}. ${fitting}`;
  }
  if (!amiFamilyOf(amiType).takesDrivers && accelerator !== 'STANDARD' && driver !== accelerator) {
    return `${amiType} has no driver for the ${DEVICES[accelerator]}s of ${type.InstanceType}, and none can be added. ${fitting}`;
  }
  if (driver && accelerated && driver !== accelerator) {
    return `${amiType} is for instance types with ${DEVICES[driver]}s, but ${type.InstanceType} has none. ${fitting}`;
  }
  return undefined;
}

const DEVICES = { NVIDIA: 'NVIDIA GPU', NEURON: 'Neuron device' } as const;

/** Devices of the type that the AMI type has no driver for; undefined where it has, or there are none. */
export function missingDriver(amiType: string, type: InstanceTypeInfo): string | undefined {
  const accelerator = acceleratorOf(type);
  return accelerator === 'STANDARD' || AMI_TYPES[amiType]?.driver === accelerator
    ? undefined
    : DEVICES[accelerator];
}

/** What a combination that runs lacks; undefined where nothing is known. */
export function amiHint(amiType: string, type: InstanceTypeInfo): string | undefined {
  const devices = missingDriver(amiType, type);
  if (devices) {
    return `${amiType} has no driver for the ${devices}s of ${type.InstanceType}. Use ${defaultAmiType(type)}, unless the user data installs a driver.`;
  }
  if (amiType.startsWith('BOTTLEROCKET_ARM_64_NVIDIA')) {
    // EKS user guide, ml-eks-optimized-ami
    return `AWS lists ${amiType} only for g5g, not for ${type.InstanceType}. Use ${defaultAmiType(type)}, which is listed for it.`;
  }
  return undefined;
}

/** Of the same family where it has one. */
function fittingAmiTypes(amiType: string, type: InstanceTypeInfo): readonly string[] {
  const accelerator = acceleratorOf(type);
  const family = amiFamilyOf(amiType);
  if (family.takesDrivers) return [defaultAmiType(type)];
  const own = SUPPORTED_AMI_TYPES.filter(
    (name) =>
      amiFamilyOf(name) === family &&
      name.endsWith('_FIPS') === amiType.endsWith('_FIPS') &&
      (AMI_TYPES[name]?.driver === 'NVIDIA') === (accelerator === 'NVIDIA') &&
      AMI_TYPES[name]?.architecture === architectureOf(type),
  );
  return [...own, defaultAmiType(type)];
}
