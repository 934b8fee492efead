/** Custom AMIs that do not fit the instance type, and AWS's own with which nodes do not join (images.ts of the world). */
import type { Image } from '@aws-sdk/client-ec2';
import { silenceLogs } from '../custom-resource/given';
import type { Scene } from '../world/scene';
import { refusedEverywhere, takenEverywhere } from './everywhere';

silenceLogs();

const ImageId = 'ami-00000000000000001';
const AL2023 = 'amazon-eks-node-al2023-x86_64-nvidia-1.33-v20260505';
const NODE_CONFIG = 'apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n';
const CLUSTER = '  cluster:\n    name: training\n    apiServerEndpoint: https://x\n';
const BOOTSTRAP = '#!/bin/bash\n/etc/eks/bootstrap.sh training\n';

const named =
  (image: Image) =>
  ({ world }: Scene) => {
    world.addImage({ ...image, ImageId });
  };
const properties = (UserData: string, more: object = {}) => ({
  ImageId,
  UserData,
  LocalStorage: 'NONE',
  ...more,
});
const VT1 = { InstanceTypes: ['vt1.24xlarge'], Placement: { Group: 'NONE' } };

refusedEverywhere([
  {
    name: 'an AMI that boots in another mode than the type',
    properties: properties(BOOTSTRAP, VT1),
    world: named({ BootMode: 'uefi' }),
    path: 'ImageId',
    words: ['boots in uefi mode, which vt1.24xlarge does not have (legacy-bios)', 'Use an AMI'],
    atSynth: false,
  },
]);

takenEverywhere([
  {
    name: 'an AMI that prefers UEFI',
    properties: properties(BOOTSTRAP, VT1),
    world: named({ BootMode: 'uefi-preferred' }),
  },
  {
    name: 'AL2023 with the script of AL2',
    properties: properties(BOOTSTRAP),
    world: named({ Name: AL2023 }),
    warned: ['needs a NodeConfig (node.eks.aws/v1alpha1)', 'may not join the cluster'],
  },
  {
    name: 'AL2023 without the cluster',
    properties: properties(`${NODE_CONFIG}  kubelet: {}\n`),
    world: named({ Name: AL2023 }),
    warned: ['needs spec.cluster with name'],
  },
  {
    name: 'AL2023 with the cluster',
    properties: properties(NODE_CONFIG + CLUSTER),
    world: named({ Name: AL2023 }),
  },
  {
    name: 'Bottlerocket with a script',
    properties: properties(BOOTSTRAP),
    world: named({ Name: 'bottlerocket-aws-k8s-1.33-nvidia-x86_64-v1.50.0-0a1b2c3d' }),
    warned: ['reads only TOML'],
  },
  {
    name: 'AL2023 of another Kubernetes',
    properties: properties(NODE_CONFIG + CLUSTER),
    world: named({ Name: AL2023.replace('1.33', '1.34') }),
    warned: ['is for Kubernetes 1.34, but the cluster has 1.33'],
  },
  {
    name: 'an encrypted AMI beside Encrypted false',
    properties: properties(NODE_CONFIG + CLUSTER, { Volume: { Encrypted: false } }),
    world: named({
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 20, Encrypted: true } }],
    }),
    warned: ['is encrypted, and its encryption cannot be removed'],
  },
]);
