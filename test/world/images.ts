/** Images and key pairs of the account. Codes: EC2 API reference, error codes. */
import type {
  DescribeImagesCommandInput,
  DescribeKeyPairsCommandInput,
  Image,
  InstanceTypeInfo,
  KeyPairInfo,
  RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import type { Account } from './account';
import { AwsError } from './aws-error';
import type { Problem } from './launch-template-rules';

/** @returns its id */
export function addImage(account: Account, image: Image): string {
  const { ImageId = account.newId('ami') } = image;
  const RootDeviceName = image.RootDeviceName ?? '/dev/xvda';
  account.images.set(ImageId, {
    State: 'available',
    Architecture: 'x86_64',
    RootDeviceType: 'ebs',
    RootDeviceName,
    EnaSupport: true,
    BlockDeviceMappings: [{ DeviceName: RootDeviceName, Ebs: { VolumeSize: 20 } }],
    ...image,
    ImageId,
  });
  return ImageId;
}

export function describeImages(account: Account, { ImageIds = [] }: DescribeImagesCommandInput) {
  return { Images: ImageIds.map((id) => found(account.images, id, 'InvalidAMIID', 'image id')) };
}

export function describeKeyPairs(
  account: Account,
  { KeyNames = [] }: DescribeKeyPairsCommandInput,
): { KeyPairs: KeyPairInfo[] } {
  return {
    KeyPairs: KeyNames.map((name) => found(account.keyPairs, name, 'InvalidKeyPair', 'key pair')),
  };
}

function found<T>(all: ReadonlyMap<string, T>, id: string, code: string, what: string): T {
  const item = all.get(id);
  if (item) return item;
  throw new AwsError(`${code}.NotFound`, `The ${what} '${id}' does not exist`);
}

/** EC2 user guide, ami-boot: the type has to support the boot mode of the AMI. The words are ours. */
export function bootProblems(
  account: Account,
  { ImageId = '' }: RequestLaunchTemplateData,
  { InstanceType, SupportedBootModes: modes }: InstanceTypeInfo,
): Problem[] {
  const mode = account.images.get(ImageId)?.BootMode;
  if (mode === undefined || mode === 'uefi-preferred' || !modes || modes.includes(mode)) return [];
  const message = `The instance type ${InstanceType} does not support the boot mode ${mode}.`;
  return [{ code: 'InvalidParameterCombination', message }];
}

/** What the template names has to be there when EKS takes it. */
export function checkNamed(
  account: Account,
  { ImageId, KeyName }: RequestLaunchTemplateData,
): void {
  if (ImageId) describeImages(account, { ImageIds: [ImageId] });
  if (KeyName) describeKeyPairs(account, { KeyNames: [KeyName] });
}
