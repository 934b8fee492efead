/** Efa.NetworkInterfaces against the network cards that the instance types have. */
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import type { NetworkInterface, Properties } from '../model/properties';
import type { Finding } from '../model/types';
import { type Card, cardsOf, maximumEfaInterfaces } from './cards';
import { efaInterfaceCount } from './layout';

/** [] where a layout is asked for: layouts follow from the cards. */
export function networkInterfaceFindings(
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
  const of = `card ${index} of ${type.InstanceType}`;
  if (!card || card.maximumNetworkInterfaces === 0) {
    const why = card ? `${of} holds no interface` : `${type.InstanceType} has no such card`;
    return [
      {
        path: `${path}.NetworkCardIndex`,
        message: `${index}: ${why}. Use ${ranges(cards)}.`,
      },
    ];
  }
  const { maximumNetworkInterfaces: holds, takes } = card;
  if (device >= holds) {
    const use = holds === 1 ? '0' : `0 to ${holds - 1}`;
    return [
      {
        path: `${path}.DeviceIndex`,
        message: `${device}: ${of} holds ${holds === 1 ? '1 interface' : `${holds} interfaces`}. Use ${use}.`,
      },
    ];
  }
  if (takes.includes(interfaceType)) return [];
  return [
    {
      path: `${path}.InterfaceType`,
      message: `${interfaceType}: ${of} takes ${takes.join(', ')} alone. Use ${takes.join(' or ')}, or another card.`,
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
      message: `${count} of them carry EFA; ${type.InstanceType} holds ${most}. Make ${count - most} of them interface, or remove them.`,
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
