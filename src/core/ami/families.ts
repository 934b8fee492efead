/** AMI types to their families. */
import { al2023 } from './al2023';
import type { AmiFamily } from './ami-family';
import { bottlerocket } from './bottlerocket';
import { custom } from './custom';

/** AMI type that EKS gives a node group whose launch template names an image (API_Nodegroup, amiType). */
export const CUSTOM = 'CUSTOM';

export function amiFamilyOf(amiType: string): AmiFamily {
  if (amiType === CUSTOM) return custom;
  return amiType.startsWith('BOTTLEROCKET_') ? bottlerocket : al2023;
}
