/**
 * What EC2 would refuse to launch. CreateLaunchTemplate only warns of it; EKS refuses the node group.
 * Sources: EC2 user guide, efa-acc-inst-types and using-eni (network cards); eksctl#7520 (device index),
 * karpenter#5666 (public IP); API_RequestLaunchTemplateData (security groups beside interfaces).
 */
import type {
  InstanceTypeInfo,
  LaunchTemplateInstanceNetworkInterfaceSpecificationRequest as Interface,
  RequestLaunchTemplateData,
  ValidationWarning,
} from '@aws-sdk/client-ec2';
import { cpuOptionsProblems, cpuTypeProblems } from './cpu-options-rules';
import { deviceProblems } from './device-rules';
import { metadataTagsProblems } from './metadata-tags-rules';
import { volumeProblems } from './volume-rules';

export interface Problem {
  readonly code: string;
  readonly message: string;
}

export function warningOf(input: { LaunchTemplateData?: RequestLaunchTemplateData | undefined }): {
  Warning?: ValidationWarning;
} {
  const problems = templateProblems(input.LaunchTemplateData ?? {});
  if (problems.length === 0) return {};
  return {
    Warning: { Errors: problems.map(({ code: Code, message: Message }) => ({ Code, Message })) },
  };
}

/** What is wrong whatever the instance type. */
export function templateProblems(data: RequestLaunchTemplateData): Problem[] {
  const interfaces = data.NetworkInterfaces ?? [];
  const problems = [
    ...tagProblems(data),
    ...cpuOptionsProblems(data),
    ...metadataTagsProblems(data),
    ...volumeProblems(data),
    ...deviceProblems(data),
  ];
  if (interfaces.length === 0) return problems;
  if (data.SecurityGroupIds?.length || data.SecurityGroups?.length) {
    problems.push({
      code: 'InvalidParameterCombination',
      message:
        'Network interfaces and an instance-level security groups may not be specified on the same request',
    });
  }
  if (interfaces.length > 1 && interfaces.some((item) => item.AssociatePublicIpAddress === true)) {
    problems.push({
      code: 'InvalidParameterCombination',
      message:
        'The associatePublicIPAddress parameter cannot be specified when launching with multiple network interfaces.',
    });
  }
  problems.push(
    ...interfaces.filter(isEfaOnly).flatMap(efaOnlyProblems),
    ...placeProblems(interfaces),
  );
  return problems;
}

/** EC2 user guide, Using_Tags: "Maximum number of tags per resource – 50"; API reference, error codes: TagLimitExceeded. */
function tagProblems({ TagSpecifications = [] }: RequestLaunchTemplateData): Problem[] {
  const message =
    "You've reached the limit on the number of tags that you can assign to the resource.";
  return TagSpecifications.some(({ Tags = [] }) => Tags.length > 50)
    ? [{ code: 'TagLimitExceeded', message }]
    : [];
}

function placeProblems(interfaces: Interface[]): Problem[] {
  const problems: Problem[] = [];
  // terraform-aws-eks-blueprints#363
  if (interfaces.some((item) => item.DeviceIndex === undefined)) {
    problems.push({
      code: 'InvalidParameterValue',
      message: 'Each network interface requires a device index.',
    });
  }
  const primary = interfaces.find((item) => cardOf(item) === 0 && item.DeviceIndex === 0);
  if (!primary) {
    problems.push({
      code: 'InvalidParameterValue',
      message: 'The primary network interface (device index 0 of network card 0) is missing.',
    });
  } else if (isEfaOnly(primary)) {
    problems.push({
      code: 'InvalidParameterCombination',
      message: "You can't use an EFA-only network interface as the primary network interface.",
    });
  }
  const places = interfaces.map((item) => `${cardOf(item)}/${item.DeviceIndex}`);
  if (new Set(places).size < places.length) {
    problems.push({
      code: 'InvalidParameterCombination',
      message: 'Each network interface requires a unique device index on its network card.',
    });
  }
  const efaCards = interfaces.filter(isEfa).map(cardOf);
  if (new Set(efaCards).size < efaCards.length) {
    problems.push({
      code: 'InvalidParameterCombination',
      message: 'Only one EFA network interface is supported on a network card.',
    });
  }
  return problems;
}

function efaOnlyProblems(item: Interface): Problem[] {
  const fields = [
    item.AssociatePublicIpAddress === true ? 'AssociatePublicIpAddress' : undefined,
    item.Ipv4PrefixCount ? 'Ipv4PrefixCount' : undefined,
    item.Ipv6PrefixCount ? 'Ipv6PrefixCount' : undefined,
    item.Ipv6AddressCount ? 'Ipv6AddressCount' : undefined,
    item.SecondaryPrivateIpAddressCount ? 'SecondaryPrivateIpAddressCount' : undefined,
    item.PrivateIpAddress ? 'PrivateIpAddress' : undefined,
    item.PrimaryIpv6 ? 'PrimaryIpv6' : undefined,
    item.ConnectionTrackingSpecification ? 'ConnectionTrackingSpecification' : undefined,
  ].filter((field) => field !== undefined);
  return fields.map((field) => ({
    code: 'InvalidParameterValue',
    message: `${field} is not supported on EFA-only network interfaces.`,
  }));
}

/** What does not fit the instance type's network cards. */
export function typeProblems(data: RequestLaunchTemplateData, type: InstanceTypeInfo): Problem[] {
  const interfaces = data.NetworkInterfaces ?? [];
  const problems = interfaces.flatMap((item) => cardProblems(item, type));
  const efas = interfaces.filter(isEfa).length;
  const maximumEfas = type.NetworkInfo?.EfaInfo?.MaximumEfaInterfaces ?? 0;
  if (efas > 0 && !type.NetworkInfo?.EfaSupported) {
    problems.push({
      code: 'InvalidParameterCombination',
      message: `The instance type ${type.InstanceType} does not support EFA.`,
    });
  } else if (efas > maximumEfas) {
    problems.push({
      code: 'InvalidParameterCombination',
      message: `The instance type ${type.InstanceType} supports at most ${maximumEfas} EFA network interfaces, but ${efas} were specified.`,
    });
  }
  const strategies: readonly string[] = type.PlacementGroupInfo?.SupportedStrategies ?? [];
  if ((data.Placement?.GroupName ?? data.Placement?.GroupId) && !strategies.includes('cluster')) {
    problems.push({
      code: 'InvalidParameterCombination',
      message: `The instance type ${type.InstanceType} does not support cluster placement groups.`,
    });
  }
  return [...problems, ...cpuTypeProblems(data, type)];
}

function cardProblems(item: Interface, type: InstanceTypeInfo): Problem[] {
  const card = type.NetworkInfo?.NetworkCards?.find(
    (candidate) => candidate.NetworkCardIndex === cardOf(item),
  );
  if (!card) {
    return [
      {
        code: 'InvalidParameterValue',
        message: `The instance type ${type.InstanceType} has no network card at index ${cardOf(item)}.`,
      },
    ];
  }
  const problems: Problem[] = [];
  const maximum = card.MaximumNetworkInterfaces ?? 0;
  if ((item.DeviceIndex ?? 0) >= maximum) {
    // The words of eksctl#7520.
    problems.push({
      code: 'InvalidParameterValue',
      message: `The specified number '${item.DeviceIndex}' for the device index exceeds the maximum number of network interfaces supported by the network card at network card index ${cardOf(item)}. The maximum devices for this network card is ${maximum}. Specify a number from 0 to ${maximum - 1}, and try again.`,
    });
  }
  const interfaceTypes: readonly string[] | undefined = card.InterfaceTypes;
  if (isEfa(item) && interfaceTypes && !interfaceTypes.includes(item.InterfaceType ?? '')) {
    problems.push({
      code: 'InvalidParameterCombination',
      message: `The network card at index ${cardOf(item)} does not support the interface type ${item.InterfaceType}.`,
    });
  }
  return problems;
}

export function cardOf(item: Interface): number {
  return item.NetworkCardIndex ?? 0;
}

export function isEfaOnly(item: Interface): boolean {
  return item.InterfaceType === 'efa-only';
}

export function isEfa(item: Interface): boolean {
  return item.InterfaceType === 'efa' || isEfaOnly(item);
}
