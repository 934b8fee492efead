/**
 * What EC2 says of the interfaces of an instance type, as rules that know nothing of the planner: they read the
 * answer of DescribeInstanceTypes, which has InterfaceTypes on every card, by themselves.
 * Sources: EC2 user guide, using-eni#network-cards and efa#efa-limits; API_NetworkCardInfo, API_EfaInfo.
 */
import type { InstanceTypeInfo, NetworkCardInfo } from '@aws-sdk/client-ec2';

export interface PlacedInterface {
  readonly NetworkCardIndex: number;
  readonly DeviceIndex: number;
  readonly InterfaceType: string;
}

export function cardsOf(type: InstanceTypeInfo): readonly NetworkCardInfo[] {
  return type.NetworkInfo?.NetworkCards ?? [];
}

export function takes(card: NetworkCardInfo, interfaceType: string): boolean {
  return card.InterfaceTypes?.includes(interfaceType as 'efa') ?? false;
}

/** As many as the type may have, on cards that take one. */
export function mostEfas(type: InstanceTypeInfo): number {
  const capable = cardsOf(type).filter(
    (card) =>
      (card.MaximumNetworkInterfaces ?? 0) > 0 && (takes(card, 'efa') || takes(card, 'efa-only')),
  );
  return Math.min(type.NetworkInfo?.EfaInfo?.MaximumEfaInterfaces ?? 0, capable.length);
}

/** Each rule that the interfaces break, as a sentence; with fewer EFAs than the type may have, that too. */
export function brokenRules(
  type: InstanceTypeInfo,
  interfaces: readonly PlacedInterface[],
): readonly string[] {
  const efas = interfaces.filter(({ InterfaceType }) => InterfaceType !== 'interface');
  const most = mostEfas(type);
  return [
    ...interfaces.flatMap((each) => brokenByOne(type, each, efas)),
    ...brokenByPrimary(interfaces),
    ...(efas.length === most ? [] : [`${efas.length} EFAs, EC2 allows ${most}`]),
  ];
}

function brokenByOne(
  type: InstanceTypeInfo,
  { NetworkCardIndex, DeviceIndex, InterfaceType }: PlacedInterface,
  efas: readonly PlacedInterface[],
): readonly string[] {
  const at = `${NetworkCardIndex}/${DeviceIndex}`;
  const card = cardsOf(type).find((each) => each.NetworkCardIndex === NetworkCardIndex);
  if (!card) return [`${at}: there is no such card`];
  const { MaximumNetworkInterfaces = 0 } = card;
  return [
    ...(takes(card, InterfaceType) ? [] : [`${at}: the card takes no ${InterfaceType}`]),
    ...(DeviceIndex < MaximumNetworkInterfaces ? [] : [`${at}: device index`]),
    ...(efas.filter((efa) => efa.NetworkCardIndex === NetworkCardIndex).length < 2
      ? []
      : [`${at}: two EFAs on the card`]),
  ];
}

function brokenByPrimary(interfaces: readonly PlacedInterface[]): readonly string[] {
  const places = interfaces.map((each) => `${each.NetworkCardIndex}/${each.DeviceIndex}`);
  const primary = interfaces.find((_, at) => places[at] === '0/0');
  return [
    ...(new Set(places).size === places.length ? [] : ['two interfaces in one place']),
    ...(primary ? [] : ['no primary interface']),
    ...(primary?.InterfaceType === 'efa-only' ? ['efa-only primary'] : []),
    ...(interfaces[0] === primary ? [] : ['the primary interface is not first']),
  ];
}
