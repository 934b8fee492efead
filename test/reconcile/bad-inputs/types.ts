/** Bad inputs about instance types. */
import type { BadInput } from './bad-input';

const NO_GROUP = { Placement: { Group: 'NONE' } };

export const TYPES: readonly BadInput[] = [
  {
    name: 'a type that does not exist',
    properties: { InstanceTypes: ['p9.48xlarge'] },
    path: 'InstanceTypes',
    words: ['Instance type p9.48xlarge does not exist', 'Correct the name'],
  },
  {
    name: 'a type that no zone of the Region offers',
    properties: { InstanceTypes: ['c5n.18xlarge'], LocalStorage: 'NONE' },
    world: (world) => {
      for (const offered of [...world.account.offerings]) {
        if (offered.startsWith('c5n.18xlarge/')) world.account.offerings.delete(offered);
      }
    },
    path: 'InstanceTypes',
    words: ['c5n.18xlarge is offered in no Availability Zone of this Region', 'another Region'],
  },
  {
    name: 'a type whose network cards EC2 does not describe',
    properties: { InstanceTypes: ['c5n.18xlarge'], LocalStorage: 'NONE' },
    world: ({ account }) => {
      const type = account.instanceTypes.get('c5n.18xlarge');
      if (!type) throw new Error('no type');
      const { NetworkCards: _none, ...NetworkInfo } = type.NetworkInfo ?? {};
      account.instanceTypes.set('c5n.18xlarge', { ...type, NetworkInfo });
    },
    path: 'InstanceTypes',
    words: ['EC2 does not describe the network cards of c5n.18xlarge', 'Use another instance type'],
  },
  {
    name: 'a size without EFA in a family that has it',
    properties: { InstanceTypes: ['c5n.large'] },
    path: 'InstanceTypes',
    words: ['c5n.large does not support EFA', 'Use a size that does: c5n.18xlarge, c5n.9xlarge'],
  },
  {
    name: 'the same where EC2 answers a size at a time',
    properties: { InstanceTypes: ['c5n.large'] },
    world: (world) => {
      world.account.quotas.instanceTypesAPage = 1;
    },
    path: 'InstanceTypes',
    words: ['c5n.large does not support EFA', 'Use a size that does: c5n.18xlarge, c5n.9xlarge'],
  },
  {
    name: 'a type of a family without EFA',
    properties: { InstanceTypes: ['m5.large'] },
    path: 'InstanceTypes',
    words: ['Neither m5.large', 'nor any other m5 size', 'another instance family'],
  },
  {
    name: 'types of different interfaces',
    properties: { InstanceTypes: ['p5.48xlarge', 'p5en.48xlarge'], ...NO_GROUP },
    path: 'InstanceTypes',
    words: [
      'p5.48xlarge: 32 EFA (0/0 efa, 1-31/1 efa-only)',
      'p5en.48xlarge: 16 EFA (0/0 efa, 1-15/1 efa-only)',
      'a separate node group for each type',
    ],
  },
  {
    name: 'types of different accelerators',
    // both one EFA on card 0
    properties: {
      InstanceTypes: ['c5n.18xlarge', 'vt1.24xlarge', 'i7ie.48xlarge'],
      LocalStorage: 'NONE',
    },
    world: (world) => {
      const { instanceTypes } = world.account;
      const type = instanceTypes.get('vt1.24xlarge');
      (instanceTypes as Map<string, unknown>).set('vt1.24xlarge', {
        ...type,
        GpuInfo: { Gpus: [{ Manufacturer: 'NVIDIA' }] },
      });
    },
    path: 'InstanceTypes',
    words: [
      'c5n.18xlarge: x86_64 STANDARD; vt1.24xlarge: x86_64 NVIDIA; i7ie.48xlarge: x86_64 STANDARD',
      'cannot share an AMI',
    ],
  },
  {
    name: 'types that no zone offers together',
    properties: { InstanceTypes: ['c5n.18xlarge', 'c5n.9xlarge'], LocalStorage: 'NONE' },
    world: (world) => {
      for (const offered of [...world.account.offerings]) {
        const apart = { 'c5n.18xlarge': 'use1-az1', 'c5n.9xlarge': 'use1-az2' };
        for (const [type, zone] of Object.entries(apart)) {
          if (offered.startsWith(`${type}/`) && offered !== `${type}/${zone}`) {
            world.account.offerings.delete(offered);
          }
        }
      }
    },
    path: 'InstanceTypes',
    words: ['c5n.18xlarge: use1-az1; c5n.9xlarge: use1-az2', 'a separate node group for each type'],
  },
  {
    name: 'a type named twice',
    properties: { InstanceTypes: ['c5n.18xlarge', 'c5n.18xlarge'] },
    path: 'InstanceTypes',
    words: ['The value is listed twice, as [0] and [1]', 'Remove one'],
  },
];
