/** Labels and taints that EKS refuses (label-rules.ts of the world has its words), and the nearest that it takes. */
import { silenceLogs } from '../custom-resource/given';
import { type Refused, refusedEverywhere, takenEverywhere } from './everywhere';

silenceLogs();

const labels = (name: string, Labels: object, path: string, words: Refused['words']): Refused => ({
  name,
  properties: { Labels },
  path: `Labels.${path}`,
  words,
  atSynth: true,
});
const taint = (name: string, Taint: object, path: string, words: Refused['words']): Refused => ({
  name,
  properties: { Taints: [{ Effect: 'NO_SCHEDULE', ...Taint }] },
  path: `Taints[0].${path}`,
  words,
  atSynth: true,
});

refusedEverywhere([
  labels(
    '02-label-node-role',
    { 'node-role.kubernetes.io/gpu': 'true' },
    'node-role.kubernetes.io/gpu',
    ['The prefix is reserved', 'such as example.com/name'],
  ),
  labels(
    '02b-label-eks-prefix',
    { 'eks.amazonaws.com/team': 'x', 'app.k8s.io/x': 'y', 'a.eks.amazonaws.com/x': 'y' },
    'eks.amazonaws.com/team',
    [
      'The prefix is reserved',
      'Labels.app.k8s.io/x: The prefix is reserved',
      'Labels.a.eks.amazonaws.com/x: The prefix is reserved',
    ],
  ),
  labels('02c-label-bad-chars', { 'bad label!': 'with space', '-x': 'y/z' }, 'bad label!', [
    'bad label!: The key is not one',
    'The value is not one',
    'Labels.-x: The key is not one',
    'The value is not one',
    'Correct the key',
  ]),
  labels('03-empty-label-and-taint', { 'nvidia.com/gpu.present': '' }, 'nvidia.com/gpu.present', [
    'The value is empty',
    '1 to 63 characters',
    'such as "true"',
  ]),
  taint('03b-taint-node-role', { Key: 'node-role.kubernetes.io/fix', Value: '' }, 'Key', [
    'The prefix is reserved',
    'such as example.com/name',
  ]),
  labels('kubernetes.io itself', { 'kubernetes.io/os': 'linux' }, 'kubernetes.io/os', [
    'The prefix is reserved',
  ]),
  labels(
    'a subdomain that the kubelet does not take',
    { 'topology.kubernetes.io/rack': '1' },
    'topology.kubernetes.io/rack',
    ['The prefix is reserved', 'example.com/name'],
  ),
  labels('two slashes', { 'a/b/c': 'x' }, 'a/b/c', ['The key is not one']),
  labels('a prefix that is no DNS name', { 'A_B/c': 'x' }, 'A_B/c', ['The key is not one']),
  taint('a taint of EKS', { Key: 'eks.amazonaws.com/x' }, 'Key', ['reserved']),
  taint('a taint with two slashes', { Key: 'a//b' }, 'Key', ['The key is not one']),
]);

takenEverywhere([
  {
    name: 'prefixes that EKS and the kubelet take',
    properties: {
      Labels: {
        'node.kubernetes.io/pool': 'efa',
        'x.kubelet.kubernetes.io/y': 'z',
        'topology.kubernetes.io/zone': 'us-east-1a',
      },
    },
  },
  {
    name: 'a prefix of one letter more',
    properties: { Labels: { 'mykubernetes.io/x': 'a.b_c-d' } },
  },
  { name: 'a key without a prefix', properties: { Labels: { 'kubernetes.io': '1' } } },
  {
    name: "the taint of NVIDIA's charts, with an empty value",
    properties: { Taints: [{ Key: 'nvidia.com/gpu', Value: '', Effect: 'NO_SCHEDULE' }] },
  },
]);
