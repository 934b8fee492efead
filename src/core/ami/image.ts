/** What is known of a custom AMI: AWS's own images and copies that kept their names, and what its user data shows. */
import type { Image } from '@aws-sdk/client-ec2';
import { bottlerocket, isSettings } from './bottlerocket';

/** Names of AWS's images: Bottlerocket's variants (bottlerocket README), and amazon-eks-ami's releases. */
const BOTTLEROCKET =
  /^bottlerocket-aws-k8s-[\d.]+(?<nvidia>-nvidia)?(?<fips>-fips)?-(?<architecture>x86_64|aarch64)-/;
const AL2023 =
  /^amazon-eks-node-al2023-(?<architecture>x86_64|arm64)-(?<variant>standard|nvidia|neuron)-/;

/** The AMI type of EKS that the image is one of; undefined for another image. */
export function amiTypeOfImage({ Name = '' }: Pick<Image, 'Name'>): string | undefined {
  const variant = BOTTLEROCKET.exec(Name)?.groups;
  if (variant) {
    const architecture = variant.architecture === 'aarch64' ? 'ARM_64' : 'x86_64';
    const [nvidia, fips] = [variant.nvidia && '_NVIDIA', variant.fips && '_FIPS'];
    return `BOTTLEROCKET_${architecture}${nvidia ?? ''}${fips ?? ''}`;
  }
  const al2023 = AL2023.exec(Name)?.groups;
  const architecture = al2023?.architecture === 'arm64' ? 'ARM_64' : 'x86_64';
  return al2023 && `AL2023_${architecture}_${al2023.variant?.toUpperCase()}`;
}

/** Kubernetes version of AWS's own image, such as 1.33; undefined for another image. */
export function kubernetesOfImage({ Name = '' }: Pick<Image, 'Name'>): string | undefined {
  return /^(?:bottlerocket-aws-k8s|amazon-eks-node-al2023-\w+-\w+)-(\d+\.\d+)-/.exec(Name)?.[1];
}

/**
 * Why nodes of AWS's own image do not join with this user data: EKS adds nothing to it (EKS user guide, launch-templates:
 * with AL2023, "apiServerEndpoint, certificateAuthority, and service cidr are now required"). Undefined where they may, as
 * those of another image.
 */
export function cannotJoin(image: Pick<Image, 'Name'>, userData: string): string | undefined {
  const amiType = amiTypeOfImage(image) ?? '';
  if (amiType.startsWith('BOTTLEROCKET')) {
    return bottlerocket.unsupportedUserData(userData) === undefined ? undefined : 'reads only TOML';
  }
  if (!amiType.startsWith('AL2023')) return undefined;
  if (!/node\.eks\.aws|nodeadm/.test(userData)) return 'needs a NodeConfig (node.eks.aws/v1alpha1)';
  const isConfig = /kind["']?\s*:\s*["']?NodeConfig/.test(userData);
  return isConfig && !/apiServerEndpoint|nodeadm/.test(userData)
    ? 'needs spec.cluster with name, apiServerEndpoint, certificateAuthority and cidr in its NodeConfig'
    : undefined;
}

/**
 * Device of the volume that Volume is about: the root, or Bottlerocket's data volume, which holds containers, images
 * and logs (eksctl#2776, bottlerocket#1604). A renamed Bottlerocket shows by its user data.
 */
export function volumeDeviceOfImage(
  image: Image,
  userData: string | undefined,
): string | undefined {
  const isBottlerocket = /^bottlerocket-/i.test(image.Name ?? '') || isSettings(userData);
  const data = image.BlockDeviceMappings?.find(
    ({ DeviceName, Ebs }) => Ebs && DeviceName !== image.RootDeviceName,
  );
  return (isBottlerocket ? data?.DeviceName : undefined) ?? image.RootDeviceName;
}
