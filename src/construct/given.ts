/** From the CDK's types to the properties of a template, in the CDK's spelling. */
import { CfnResource, Token } from 'aws-cdk-lib';
import type { UserData } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { EfaNodeGroupProps, VolumeOptions } from './node-group-props';
import type { CapacityReservation, ScalingConfig } from './props';

/** Nodes where no size is given: with one there is nothing that EFA could connect. */
const DEFAULT_SIZE = 2;
/** What is no property of a template, or made of several. */
const NOT_PROPERTIES = [
  'cluster',
  'desiredSize',
  'keyPair',
  'machineImage',
  'maxSize',
  'minSize',
  'provider',
  'removalPolicy',
  'securityGroups',
  'serviceTimeout',
  'serviceToken',
  'vpc',
  'vpcSubnets',
] as const;

/**
 * The properties that the props give, without cluster, role and subnets.
 * @throws Error where something is given twice
 */
export function givenProperties(scope: Construct, props: EfaNodeGroupProps): object {
  for (const [one, other] of [
    ['provider', 'serviceToken'],
    ['machineImage', 'imageId'],
    ['keyPair', 'keyName'],
    ['minSize', 'scalingConfig'],
    ['maxSize', 'scalingConfig'],
    ['desiredSize', 'scalingConfig'],
  ] as const) {
    if (props[one] !== undefined && props[other] !== undefined) {
      throw new Error(`${scope.node.path}: Give ${one} or ${other}, not both.`);
    }
  }
  const imageId = props.machineImage?.getImage(scope).imageId ?? props.imageId;
  const rest = Object.entries(props).filter(([name]) => !NOT_PROPERTIES.includes(name as never));
  return {
    ...Object.fromEntries(rest),
    instanceTypes: props.instanceTypes.map(String),
    scalingConfig: props.scalingConfig ?? scalingConfigOf(props),
    imageId,
    keyName: props.keyPair?.keyPairName ?? props.keyName,
    capacityReservation: reservationGiven(props.capacityReservation),
    volume: props.volume && volumeOf(props.volume),
    additionalVolumes: props.additionalVolumes?.map(volumeOf),
    securityGroupIds: groupIdsOf(props),
    ...userDataOf(props.userData, imageId),
  };
}

function scalingConfigOf({ minSize, maxSize, desiredSize }: EfaNodeGroupProps): ScalingConfig {
  const smallest = minSize ?? desiredSize ?? DEFAULT_SIZE;
  const sizes = [smallest, desiredSize ?? smallest];
  // which of two tokens is larger is not known; a maximum that is too small is refused
  const largest = sizes.some((size) => Token.isUnresolved(size))
    ? (desiredSize ?? smallest)
    : Math.max(1, ...sizes);
  return {
    minSize: smallest,
    maxSize: maxSize ?? largest,
    ...(desiredSize !== undefined && { desiredSize }),
  };
}

function reservationGiven(
  given: EfaNodeGroupProps['capacityReservation'],
): CapacityReservation | undefined {
  if (typeof given === 'string') return { id: given };
  return isResource(given) ? { id: given.ref } : given;
}

function isResource(given: EfaNodeGroupProps['capacityReservation']): given is CfnResource {
  return given instanceof CfnResource;
}

function volumeOf<
  T extends VolumeOptions & { readonly sizeGiB?: number; readonly kmsKeyId?: string },
>({ size, encryptionKey, ...volume }: T): object {
  return {
    ...volume,
    ...(size && { sizeGiB: size.toGibibytes() }),
    ...(encryptionKey && { kmsKeyId: encryptionKey.keyArn }),
  };
}

function groupIdsOf({ securityGroupIds = [], securityGroups = [] }: EfaNodeGroupProps) {
  const ids = [
    ...securityGroupIds,
    ...securityGroups.map(({ securityGroupId }) => securityGroupId),
  ];
  return ids.length > 0 ? ids : undefined;
}

/** What is `undefined` leaves what else was given. */
function userDataOf(given: UserData | string | undefined, imageId: string | undefined): object {
  if (given === undefined || typeof given === 'string') return {};
  const text = given.render();
  return imageId === undefined
    ? { userData: undefined, preBootstrapUserData: text }
    : { userData: text };
}
