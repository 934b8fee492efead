/** Efa.NetworkInterfaces against the network cards that the instance types have. */

import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { type Card, cardsOf, maximumEfaInterfaces } from '../instance-type/cards';
import { efaInterfaceCount } from '../instance-type/interface-types';
import type { Finding } from '../model/findings';
import type { NetworkInterface, Properties } from '../model/properties';

/** [] where a layout is given: layouts follow from the cards. */
export function cardFindings(
  { Efa }: Properties,
  types: readonly InstanceTypeInfo[],
): readonly Finding[] {
  const list = Efa?.NetworkInterfaces;
  if (!list) return [];
  return types.flatMap((type) => [
    ...list.flatMap((item, at) => itemConflict(item, `Efa.NetworkInterfaces[${at}]`, type)),
    ...tooManyEfas(list, type),
  ]);
}

/** The first thing of an item that its card does not hold. */
function itemConflict(
  item: NetworkInterface,
  path: string,
  type: InstanceTypeInfo,
): readonly Finding[] {
  const { NetworkCardIndex: index, DeviceIndex: device, InterfaceType: interfaceType } = item;
  const cards = cardsOf(type);
  const card = cards.find((each) => each.index === index);
  const ofType = `Network card ${index} of ${type.InstanceType}`;
  if (!card || card.maximumNetworkInterfaces === 0) {
    const why = card ? 'accepts no interfaces' : 'does not exist';
    return [
      {
        path: `${path}.NetworkCardIndex`,
        message: `${ofType} ${why}. Use NetworkCardIndex ${ranges(cards)}.`,
      },
    ];
  }
  const { maximumNetworkInterfaces: holds, takes } = card;
  if (device >= holds) {
    const use = holds === 1 ? '0' : `0 to ${holds - 1}`;
    return [
      {
        path: `${path}.DeviceIndex`,
        message: `${ofType} accepts ${holds === 1 ? '1 interface' : `${holds} interfaces`}, so DeviceIndex ${device} does not exist. Use ${use}.`,
      },
    ];
  }
  if (takes.includes(interfaceType)) return [];
  return [
    {
      path: `${path}.InterfaceType`,
      message: `${ofType} does not support ${interfaceType}. Use ${takes.join(' or ')}, or another card.`,
    },
  ];
}

function tooManyEfas(
  list: readonly NetworkInterface[],
  type: InstanceTypeInfo,
): readonly Finding[] {
  const count = efaInterfaceCount(list);
  const most = maximumEfaInterfaces(type);
  if (count <= most) return [];
  return [
    {
      path: 'Efa.NetworkInterfaces',
      message: `${count} interfaces use EFA, but ${type.InstanceType} supports ${most}. Set ${count - most} of them to interface, or remove them.`,
    },
  ];
}

/** `0-3, 5`: cards that hold anything. */
function ranges(cards: readonly Card[]): string {
  const runs: [number, number][] = [];
  for (const { index } of cards.filter((card) => card.maximumNetworkInterfaces > 0)) {
    const last = runs.at(-1);
    if (last && last[1] === index - 1) last[1] = index;
    else runs.push([index, index]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}
