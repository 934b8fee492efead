/** Roles, tags and user data that AWS refuses or that do not do what they seem to, and the nearest that it takes. */
import { silenceLogs } from '../custom-resource/given';
import { refusedEverywhere, takenEverywhere } from './everywhere';

silenceLogs();

const role = (path: string, account = '123456789012', partition = 'aws') =>
  `arn:${partition}:iam::${account}:role/${path}`;
const tags = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 'v']));
const SCRIPT = '#!/bin/bash\n/usr/bin/nodeadm init\n';
const image = (UserData: string) => ({
  ImageId: 'ami-00000000000000001',
  UserData,
  LocalStorage: 'NONE',
});

refusedEverywhere([
  {
    name: 'a role of another account',
    properties: { NodeRole: role('node', '999999999999') },
    path: 'NodeRole',
    words: ['is not a role of account 123456789012', 'Use a role of that account'],
    atSynth: false,
  },
  {
    name: 'a role of another partition',
    properties: { NodeRole: role('node', '123456789012', 'aws-cn') },
    path: 'NodeRole',
    words: ['is not a role of account 123456789012 in partition aws,'],
    atSynth: false,
  },
  ...[role('no de!'), role('n'.repeat(65)), role('path/')].map((NodeRole) => ({
    name: NodeRole,
    properties: { NodeRole },
    path: 'NodeRole',
    words: [],
    atSynth: true,
  })),
  {
    name: '51 tags of instances',
    properties: { InstanceTags: tags(51) },
    path: 'InstanceTags',
    words: ["51 tags exceed EC2's limit of 50", 'Remove 1'],
    atSynth: true,
  },
]);

takenEverywhere([
  { name: 'a role with a path', properties: { NodeRole: role('team/nodes/efa+node=1') } },
  { name: 'a role of 64 characters', properties: { NodeRole: role('n'.repeat(64)) } },
  {
    name: "the cluster's own role",
    properties: { NodeRole: role('cluster') },
    warned: ['is the role of the cluster itself', 'Use a role of their own'],
  },
  { name: '45 tags of instances', properties: { InstanceTags: tags(45) } },
  {
    name: '50 tags of instances',
    properties: { InstanceTags: tags(50) },
    warned: ['EKS puts 5 tags of its own on each instance', 'Remove 5'],
  },
  {
    name: 'user data that is base64 already',
    properties: image(Buffer.from(SCRIPT).toString('base64')),
    world: ({ world }) => {
      world.addImage({ ImageId: 'ami-00000000000000001' });
    },
    warned: ['The text is base64', 'Remove Fn::Base64'],
  },
  {
    name: 'a script',
    properties: image(SCRIPT),
    world: ({ world }) => {
      world.addImage({ ImageId: 'ami-00000000000000001' });
    },
  },
]);
