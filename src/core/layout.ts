/** Which interfaces an instance type gets, from EC2's own answer about its network cards. */
import type { InstanceTypeInfo, NetworkCardInfo } from '@aws-sdk/client-ec2';
import type { InterfaceLayout } from './properties';
import type { CardInterface, InterfaceType } from './types';

/**
 * Types whose card 0 has no EFA, for an answer without `InterfaceTypes`: card 0 of p6-b300, p6e-gb200 and
 * p6e-gb300 takes ENA alone. Source: EC2 user guide, "Maximize network bandwidth on Amazon EC2 instances
 * with multiple network cards" (efa-acc-inst-types).
 */
const NO_EFA_ON_CARD_0 = /^p6(-b300|e-gb200|e-gb300)\./;

interface Card {
  readonly index: number;
  readonly maximumNetworkInterfaces: number;
  /** The EFA types that the card takes; [] where it has no EFA. */
  readonly efa: readonly InterfaceType[];
}

/**
 * The interfaces of one node, in the order of their cards, primary first. Never more EFAs than
 * `MaximumEfaInterfaces`, never two EFAs on a card, never a device index at or over the card's
 * `MaximumNetworkInterfaces`. Without an EFA where the type has none. Never throws.
 * Source: EC2 user guide, efa-acc-inst-types and efa; API_NetworkCardInfo, API_EfaInfo.
 */
export function cardInterfaces(
  type: InstanceTypeInfo,
  layout: InterfaceLayout,
): readonly CardInterface[] {
  const [first, ...further] = cardsOf(type);
  if (!first) return [];
  const interfaces = firstCard(first, layout);
  let left = maximumEfaInterfaces(type) - efaInterfaceCount(interfaces);
  for (const card of further) {
    if (left <= 0 || card.efa.length === 0) continue;
    interfaces.push(furtherCard(card, layout));
    left -= 1;
  }
  return interfaces;
}

export function isEfa({ InterfaceType }: { readonly InterfaceType?: string | undefined }): boolean {
  return InterfaceType === 'efa' || InterfaceType === 'efa-only';
}

/** What a pod that takes a whole node requests as `vpc.amazonaws.com/efa`. */
export function efaInterfaceCount(interfaces: readonly Parameters<typeof isEfa>[0][]): number {
  return interfaces.filter(isEfa).length;
}

/** `efa-only` interfaces carry no IP address (API_LaunchTemplateInstanceNetworkInterfaceSpecificationRequest). */
export function carriesIp({
  InterfaceType,
}: {
  readonly InterfaceType?: string | undefined;
}): boolean {
  return InterfaceType !== 'efa-only';
}

function firstCard(card: Card, layout: InterfaceLayout): CardInterface[] {
  const primary = (InterfaceType: InterfaceType): CardInterface => ({
    NetworkCardIndex: card.index,
    DeviceIndex: 0,
    InterfaceType,
  });
  const besideIt = card.maximumNetworkInterfaces >= 2 && card.efa.includes('efa-only');
  // hpc6id holds one interface a card: there the primary interface is the EFA in every layout
  if (card.efa.includes('efa') && (layout !== 'ENA_PRIMARY' || !besideIt)) return [primary('efa')];
  if (!besideIt) return [primary('interface')];
  return [
    primary('interface'),
    { NetworkCardIndex: card.index, DeviceIndex: 1, InterfaceType: 'efa-only' },
  ];
}

function furtherCard(card: Card, layout: InterfaceLayout): CardInterface {
  const wanted: InterfaceType = layout === 'EFA_ALL' ? 'efa' : 'efa-only';
  const deviceIndex = layout === 'ENA_PRIMARY' || card.maximumNetworkInterfaces < 2 ? 0 : 1;
  return {
    NetworkCardIndex: card.index,
    DeviceIndex: deviceIndex,
    InterfaceType: card.efa.includes(wanted) ? wanted : (card.efa[0] ?? wanted),
  };
}

function cardsOf(type: InstanceTypeInfo): readonly Card[] {
  const cards = [...(type.NetworkInfo?.NetworkCards ?? [])];
  cards.sort((a, b) => (a.NetworkCardIndex ?? 0) - (b.NetworkCardIndex ?? 0));
  const hasEfa = maximumEfaInterfaces(type) > 0;
  return cards.map((card) => ({
    index: card.NetworkCardIndex ?? 0,
    maximumNetworkInterfaces: card.MaximumNetworkInterfaces ?? 1,
    efa: hasEfa ? efaTypesOf(card, type.InstanceType ?? '') : [],
  }));
}

function efaTypesOf(card: NetworkCardInfo, instanceType: string): readonly InterfaceType[] {
  if (card.InterfaceTypes) {
    return (['efa', 'efa-only'] as const).filter((each) => card.InterfaceTypes?.includes(each));
  }
  const without = card.NetworkCardIndex === 0 && NO_EFA_ON_CARD_0.test(instanceType);
  return without ? [] : ['efa', 'efa-only'];
}

function maximumEfaInterfaces({ NetworkInfo }: InstanceTypeInfo): number {
  if (!NetworkInfo?.EfaSupported) return 0;
  return NetworkInfo.EfaInfo?.MaximumEfaInterfaces ?? NetworkInfo.NetworkCards?.length ?? 1;
}
