/** Bad inputs about Efa.NetworkInterfaces. */
import { route, shutEndpoint, TO_INTERNET } from '../../world/route-tables';
import type { BadInput } from './bad-input';

type Item = readonly [card: number, device: number, type: string];

function listed(items: readonly Item[], more: object = {}) {
  const NetworkInterfaces = items.map(([NetworkCardIndex, DeviceIndex, InterfaceType]) => ({
    NetworkCardIndex,
    DeviceIndex,
    InterfaceType,
  }));
  return { Efa: { NetworkInterfaces, ...more } };
}

const PRIMARY: Item = [0, 0, 'interface'];
const LIST = 'Efa.NetworkInterfaces';

export const INTERFACES: readonly BadInput[] = [
  {
    name: 'a list beside a layout',
    properties: listed([[0, 0, 'efa']], { InterfaceLayout: 'EFA_ALL' }),
    path: LIST,
    words: ['The list cannot be combined with InterfaceLayout EFA_ALL', 'Remove one of the two'],
  },
  {
    name: 'no primary interface',
    properties: listed([[1, 1, 'efa']]),
    path: LIST,
    words: ['The list has no primary interface', 'NetworkCardIndex 0, DeviceIndex 0'],
  },
  {
    name: 'a primary interface without address',
    properties: listed([[0, 0, 'efa-only']]),
    path: `${LIST}[0].InterfaceType`,
    words: ['efa-only is not supported for the primary interface', 'Use interface or efa'],
  },
  {
    name: 'no EFA at all',
    properties: listed([PRIMARY, [1, 1, 'interface']]),
    path: LIST,
    words: ['No interface of the list uses EFA', 'efa or efa-only'],
  },
  {
    name: 'two interfaces in one place',
    properties: listed([
      [0, 0, 'efa'],
      [1, 1, 'interface'],
      [1, 1, 'efa-only'],
    ]),
    path: `${LIST}[2].DeviceIndex`,
    words: [
      'Efa.NetworkInterfaces[1] already uses network card 1, device 1',
      'another DeviceIndex',
    ],
  },
  {
    name: 'the same interface twice',
    properties: listed([
      [0, 0, 'efa'],
      [1, 1, 'efa-only'],
      [1, 1, 'efa-only'],
    ]),
    path: LIST,
    words: ['is listed twice, as [1] and [2]', 'Remove one'],
  },
  {
    name: 'two EFAs on a card',
    properties: listed([
      [0, 0, 'efa'],
      [0, 1, 'efa-only'],
    ]),
    path: `${LIST}[1].InterfaceType`,
    words: [
      'Efa.NetworkInterfaces[0] already uses EFA on network card 0',
      'Use interface, or another card',
    ],
  },
  {
    name: 'a card that the type has not',
    properties: listed([
      [0, 0, 'efa'],
      [32, 0, 'efa-only'],
    ]),
    path: `${LIST}[1].NetworkCardIndex`,
    words: ['Network card 32 of p5.48xlarge does not exist', 'Use NetworkCardIndex 0-31'],
  },
  {
    name: "a device index at the card's limit (eksctl#7520)",
    properties: listed([
      [0, 0, 'efa'],
      [1, 1, 'efa-only'],
      [2, 2, 'efa-only'],
    ]),
    path: `${LIST}[2].DeviceIndex`,
    words: [
      'Network card 2 of p5.48xlarge accepts 2 interfaces',
      'DeviceIndex 2 does not exist',
      'Use 0 to 1',
    ],
  },
  {
    name: 'device 1 on a card that holds one interface',
    properties: {
      ...listed([
        [0, 0, 'efa'],
        [1, 1, 'efa-only'],
      ]),
      InstanceTypes: ['hpc6id.32xlarge'],
    },
    path: `${LIST}[1].DeviceIndex`,
    words: [
      'Network card 1 of hpc6id.32xlarge accepts 1 interface,',
      'DeviceIndex 1 does not exist',
      'Use 0.',
    ],
  },
  {
    name: 'an EFA on a card without (aws-parallelcluster#7143)',
    properties: { ...listed([[0, 0, 'efa']]), InstanceTypes: ['p6-b300.48xlarge'] },
    path: `${LIST}[0].InterfaceType`,
    words: ['Network card 0 of p6-b300.48xlarge does not support efa.', 'Use interface'],
  },
  {
    name: 'more EFAs than the type holds, on cards that each take one',
    properties: {
      ...listed([
        [0, 0, 'efa'],
        [1, 1, 'efa-only'],
      ]),
      InstanceTypes: ['i7ie.48xlarge'],
    },
    path: LIST,
    words: ['2 interfaces use EFA', 'i7ie.48xlarge supports 1', 'Set 1 of them to interface'],
  },
  {
    name: 'an update to a list that does not fit',
    living: {},
    properties: listed([
      [0, 0, 'efa'],
      [2, 2, 'efa-only'],
    ]),
    path: `${LIST}[1].DeviceIndex`,
    words: ['Network card 2 of p5.48xlarge accepts 2 interfaces', 'DeviceIndex 2 does not exist'],
  },
  {
    name: 'an update to several interfaces in a public subnet without private endpoint',
    living: { InstanceTypes: ['c5n.18xlarge'], LocalStorage: 'NONE' },
    properties: {
      InstanceTypes: ['c5n.18xlarge'],
      LocalStorage: 'NONE',
      Efa: { InterfaceLayout: 'ENA_PRIMARY' },
    },
    world: (world) => {
      route(world.account, [TO_INTERNET], { mapPublicIpOnLaunch: true });
      shutEndpoint(world.account);
    },
    path: 'Efa',
    words: [
      'from public subnets (',
      'Nodes with 2 interfaces get no public IP',
      'private endpoint',
    ],
  },
];
