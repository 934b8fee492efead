/** Which interfaces an instance type gets, from EC2's own answer about its network cards. */
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import type { Efa, NetworkInterface } from '../model/properties';
import type { InterfaceLayout, InterfaceType } from '../model/property-types';
import { type Card, cardsOf, efaCards, maximumEfaInterfaces } from './cards';
import { efaInterfaceCount } from './interface-types';

export const DEFAULT_LAYOUT: InterfaceLayout = 'EFA_PRIMARY';

/** The interfaces of one node that the template demands: the list, else the layout. */
export function desiredInterfaces(
  type: InstanceTypeInfo,
  efa: Efa | undefined,
): readonly NetworkInterface[] {
  return efa?.NetworkInterfaces
    ? inOrder(efa.NetworkInterfaces)
    : cardInterfaces(type, efa?.InterfaceLayout ?? DEFAULT_LAYOUT);
}

/** By card, then by place on it: the primary interface first. */
export function inOrder(interfaces: readonly NetworkInterface[]): readonly NetworkInterface[] {
  return [...interfaces].sort(
    (a, b) => a.NetworkCardIndex - b.NetworkCardIndex || a.DeviceIndex - b.DeviceIndex,
  );
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
): readonly NetworkInterface[] {
  const [first, ...further] = cardsOf(type);
  if (!first) return [];
  const interfaces = firstCard(first, layout);
  const left = maximumEfaInterfaces(type) - efaInterfaceCount(interfaces);
  const others = efaCards(type, further, layout).slice(0, Math.max(0, left));
  return [...interfaces, ...others.map((card) => furtherCard(card, layout))];
}

/** `0/0 efa, 1-31/1 efa-only`: card, place and type, cards that are alike folded. */
export function describeInterfaces(interfaces: readonly NetworkInterface[]): string {
  const runs: { first: number; last: number; rest: string }[] = [];
  for (const { NetworkCardIndex: card, DeviceIndex, InterfaceType } of inOrder(interfaces)) {
    const rest = `/${DeviceIndex} ${InterfaceType}`;
    const before = runs.find((run) => run.rest === rest && run.last === card - 1);
    if (before) before.last = card;
    else runs.push({ first: card, last: card, rest });
  }
  return runs
    .map(({ first, last, rest }) => `${first === last ? first : `${first}-${last}`}${rest}`)
    .join(', ');
}

function firstCard(card: Card, layout: InterfaceLayout): NetworkInterface[] {
  const primary = (InterfaceType: InterfaceType): NetworkInterface => ({
    NetworkCardIndex: card.index,
    DeviceIndex: 0,
    InterfaceType,
  });
  const besideIt = card.maximumNetworkInterfaces >= 2 && card.takes.includes('efa-only');
  // hpc6id holds one interface a card: there the primary interface is the EFA in every layout
  if (card.takes.includes('efa') && (layout !== 'ENA_PRIMARY' || !besideIt)) {
    return [primary('efa')];
  }
  if (!besideIt) return [primary('interface')];
  return [
    primary('interface'),
    { NetworkCardIndex: card.index, DeviceIndex: 1, InterfaceType: 'efa-only' },
  ];
}

function furtherCard(card: Card, layout: InterfaceLayout): NetworkInterface {
  const preferred: InterfaceType = layout === 'EFA_ALL' ? 'efa' : 'efa-only';
  const other: InterfaceType = layout === 'EFA_ALL' ? 'efa-only' : 'efa';
  const deviceIndex = layout === 'ENA_PRIMARY' || card.maximumNetworkInterfaces < 2 ? 0 : 1;
  return {
    NetworkCardIndex: card.index,
    DeviceIndex: deviceIndex,
    InterfaceType: card.takes.includes(preferred) ? preferred : other,
  };
}
