/** Bad inputs about labels, taints, versions and sizes, by updates; creates are in test/cases. */
import { CLUSTER } from '../../world/scene';
import type { BadInput } from './bad-input';

const SIZES = { MinSize: 2, MaxSize: 10, DesiredSize: 2 };

export const VALUES: readonly BadInput[] = [
  {
    name: 'a reserved label, by update',
    living: { Labels: { team: 'ml' } },
    properties: { Labels: { team: 'ml', 'node-role.kubernetes.io/gpu': 'true' } },
    path: 'Labels.node-role.kubernetes.io/gpu',
    words: ['The prefix is reserved', 'such as example.com/name'],
  },
  {
    name: 'an empty label, by update',
    living: {},
    properties: { Labels: { team: '' } },
    path: 'Labels.team',
    words: ['The value is empty', 'Add a value'],
  },
  {
    name: 'a reserved taint, by update',
    living: {},
    properties: { Taints: [{ Key: 'k8s.io/x', Effect: 'NO_SCHEDULE' }] },
    path: 'Taints[0].Key',
    words: ['The prefix is reserved', 'example.com/name'],
  },
  {
    name: 'a version above the cluster, by update',
    living: {},
    properties: { Version: '1.99' },
    path: 'Version',
    words: ["1.99 is above the cluster's Kubernetes version 1.33", 'upgrade the cluster first'],
  },
  {
    name: 'a version four behind the cluster, by update',
    living: {},
    properties: { Version: '1.34' },
    world: ({ account }) => {
      const cluster = account.clusters.get(CLUSTER);
      if (cluster) account.clusters.put(CLUSTER, { ...cluster, version: '1.38' });
    },
    path: 'Version',
    words: ["1.34 is 4 minor versions behind the cluster's 1.38", 'at most 3 behind'],
  },
  {
    name: 'a release of a version that the nodes do not have, by update',
    living: {},
    properties: { ReleaseVersion: '1.34.1-20251120' },
    path: 'ReleaseVersion',
    words: ['1.34.1-20251120 is a release of Kubernetes 1.34', 'version is 1.33'],
  },
  {
    name: 'MaxUnavailable above MaxSize, by update',
    living: { ScalingConfig: SIZES },
    properties: { ScalingConfig: SIZES, UpdateConfig: { MaxUnavailable: 11 } },
    path: 'UpdateConfig.MaxUnavailable',
    words: ['11 exceeds ScalingConfig.MaxSize 10', 'at most 10'],
  },
  {
    name: 'a MaxSize that falls below MaxUnavailable, by update',
    living: { ScalingConfig: SIZES, UpdateConfig: { MaxUnavailable: 4 } },
    properties: { ScalingConfig: { ...SIZES, MaxSize: 3 }, UpdateConfig: { MaxUnavailable: 4 } },
    path: 'UpdateConfig.MaxUnavailable',
    words: ['4 exceeds ScalingConfig.MaxSize 3', 'raise MaxSize'],
  },
  {
    name: 'a volume with too many IOPS, by update',
    living: { Volume: { SizeGiB: 30, Iops: 15_000 } },
    properties: { Volume: { SizeGiB: 20, Iops: 15_000 } },
    path: 'Volume.Iops',
    words: ['15000 IOPS are too many for 20 GiB', 'at least 30'],
  },
  {
    name: 'a key of another Region, by update',
    living: {},
    properties: { Volume: { KmsKeyId: 'arn:aws:kms:eu-west-1:123456789012:alias/nodes' } },
    path: 'Volume.KmsKeyId',
    words: ['is a key of eu-west-1', 'Use a key of us-east-1'],
  },
];
