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
    ['node-role.kubernetes.io is reserved', 'such as example.com/gpu'],
  ),
  labels(
    '02b-label-eks-prefix',
    { 'eks.amazonaws.com/team': 'x', 'app.k8s.io/x': 'y', 'a.eks.amazonaws.com/x': 'y' },
    'eks.amazonaws.com/team',
    [
      'eks.amazonaws.com is reserved',
      'Labels.app.k8s.io/x: The prefix app.k8s.io is reserved',
      'Labels.a.eks.amazonaws.com/x: The prefix a.eks.amazonaws.com is reserved',
    ],
  ),
  labels('02c-label-bad-chars', { 'bad label!': 'with space', '-x': 'y/z' }, 'bad label!', [
    'bad label! is not a key',
    'with space is not a value',
    'Labels.-x: -x is not a key',
    'y/z is not a value',
    'Correct the key',
  ]),
  labels('03-empty-label-and-taint', { 'nvidia.com/gpu.present': '' }, 'nvidia.com/gpu.present', [
    'The value is empty',
    '1 to 63 characters',
    'such as "true"',
  ]),
  taint('03b-taint-node-role', { Key: 'node-role.kubernetes.io/fix', Value: '' }, 'Key', [
    'node-role.kubernetes.io is reserved',
    'such as example.com/fix',
  ]),
  labels('kubernetes.io itself', { 'kubernetes.io/os': 'linux' }, 'kubernetes.io/os', [
    'kubernetes.io is reserved',
  ]),
  labels(
    'a subdomain that the kubelet does not take',
    { 'topology.kubernetes.io/rack': '1' },
    'topology.kubernetes.io/rack',
    ['topology.kubernetes.io is reserved', 'example.com/rack'],
  ),
  labels('two slashes', { 'a/b/c': 'x' }, 'a/b/c', ['a/b/c is not a key']),
  labels('a prefix that is no DNS name', { 'A_B/c': 'x' }, 'A_B/c', ['A_B/c is not a key']),
  taint('a taint of EKS', { Key: 'eks.amazonaws.com/x' }, 'Key', ['reserved']),
  taint('a taint with two slashes', { Key: 'a//b' }, 'Key', ['a//b is not a key']),
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
