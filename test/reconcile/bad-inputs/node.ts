/** Bad inputs about AMI, user data, disks, key, repair and warm pool. */
import type { Image } from '@aws-sdk/client-ec2';
import type { World } from '../../world/world';
import type { BadInput } from './bad-input';

const IMAGE = 'ami-00000001';
const WHOLE = '#!/bin/sh\njoin\n';
/** A sound custom AMI, but for what a row changes. */
const custom = (more: object = {}) => ({
  ImageId: IMAGE,
  UserData: WHOLE,
  LocalStorage: undefined,
  ...more,
});
const withImage = (image: Image = {}) => ({
  world: (world: World) => {
    world.addImage({ ...image, ImageId: IMAGE });
  },
});
const bottlerocket = (more: object = {}) => ({ AmiType: 'BOTTLEROCKET_x86_64_NVIDIA', ...more });
const SECRET_FREE = /^(?!.*SECRET)/;

export const AMI_TYPES: readonly BadInput[] = [
  {
    name: 'an AL2 AMI',
    properties: { AmiType: 'AL2_x86_64_GPU' },
    path: 'AmiType',
    words: ['AL2_x86_64_GPU', 'no Amazon Linux 2', 'Use one of AL2023'],
  },
  {
    name: 'a Windows AMI',
    properties: { AmiType: 'WINDOWS_CORE_2022_x86_64' },
    path: 'AmiType',
    words: ['WINDOWS_CORE_2022', 'no driver for Windows', 'Use one of'],
  },
  {
    name: 'CUSTOM without an image',
    properties: { AmiType: 'CUSTOM' },
    path: 'AmiType',
    words: ['CUSTOM', 'specified by ImageId'],
  },
  {
    name: 'an Arm AMI on x86',
    properties: { AmiType: 'AL2023_ARM_64_NVIDIA' },
    path: 'AmiType',
    words: ['AL2023_ARM_64_NVIDIA', 'p5.48xlarge is x86_64', 'use AL2023_x86_64_NVIDIA'],
  },
  {
    name: 'a Neuron AMI on GPUs',
    properties: { AmiType: 'AL2023_x86_64_NEURON' },
    path: 'AmiType',
    words: [
      'AL2023_x86_64_NEURON',
      'is for instance types with Neuron devices, but p5.48xlarge has none',
      'use AL2023_x86_64_NVIDIA',
    ],
  },
  {
    name: 'Bottlerocket without a driver for the GPUs',
    properties: { AmiType: 'BOTTLEROCKET_x86_64' },
    path: 'AmiType',
    words: ['no driver for the NVIDIA GPUs', 'use BOTTLEROCKET_x86_64_NVIDIA'],
  },
  {
    name: 'a Bottlerocket release without EFA',
    properties: bottlerocket({ ReleaseVersion: '1.27.1-efcf1f5d' }),
    path: 'ReleaseVersion',
    words: ['1.27.1-efcf1f5d is older than Bottlerocket 1.28.0', 'Use 1.28.0 or later'],
  },
];

export const IMAGES: readonly BadInput[] = [
  {
    name: 'an image that does not exist',
    properties: custom(),
    path: 'ImageId',
    words: [`AMI ${IMAGE} does not exist`, 'with this account', 'Correct the ID'],
  },
  {
    name: 'an image that is not ready',
    properties: custom(),
    ...withImage({ State: 'pending' }),
    path: 'ImageId',
    words: [`${IMAGE} is pending`, 'Wait until it is available'],
  },
  {
    name: 'an Arm image on x86',
    properties: custom(),
    ...withImage({ Architecture: 'arm64' }),
    path: 'ImageId',
    words: [`${IMAGE} is for arm64`, 'p5.48xlarge is x86_64'],
  },
  {
    name: 'an image without ENA',
    properties: custom(),
    ...withImage({ EnaSupport: false }),
    path: 'ImageId',
    words: [IMAGE, 'does not support ENA'],
  },
  {
    name: 'an image whose root is no EBS volume',
    properties: custom(),
    ...withImage({ RootDeviceType: 'instance-store' }),
    path: 'ImageId',
    words: ['root device type instance-store', 'EBS-backed AMI'],
  },
  {
    name: 'a Windows image',
    properties: custom(),
    ...withImage({ Platform: 'Windows' }),
    path: 'ImageId',
    words: [IMAGE, 'is a Windows AMI'],
  },
  {
    name: 'a volume that is smaller than the image',
    properties: custom({ Volume: { SizeGiB: 30 } }),
    ...withImage({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 75 } }] }),
    path: 'Volume.SizeGiB',
    words: ['30 GiB is less than the 75 GiB', 'at least 75'],
  },
  {
    name: 'another image that does not exist, by update',
    living: ({ world }) => custom({ ImageId: world.addImage() }),
    properties: custom({ ImageId: 'ami-00000002' }),
    path: 'ImageId',
    words: ['AMI ami-00000002 does not exist', 'with this account'],
  },
  {
    name: 'an image without user data',
    properties: custom({ UserData: undefined }),
    path: 'UserData',
    words: ['ImageId requires UserData', 'Add UserData'],
  },
  {
    name: 'whole user data without an image',
    properties: { UserData: '#!/bin/sh\nSECRET' },
    path: 'UserData',
    words: ['applies only with ImageId', 'Use PreBootstrapUserData', SECRET_FREE],
  },
  {
    name: 'whole user data of more than 16 KiB',
    properties: custom({ UserData: `#SECRET${'ü'.repeat(8_200)}` }),
    path: 'UserData',
    words: ['16407 bytes', '16384', SECRET_FREE],
  },
  ...(
    [
      ['AmiType', 'AL2023_x86_64_NVIDIA', 'Remove one of the two'],
      ['Version', '1.33', 'an AMI of that version'],
      ['ReleaseVersion', '1.33.5-20251120', 'the AMI of that release'],
      ['LocalStorage', 'RAID0', 'in UserData'],
      ['MaxPods', 30, 'in UserData'],
    ] as const
  ).map(([path, value, fix]) => ({
    name: `${path} beside an image`,
    properties: custom({ [path]: value }),
    path,
    words: [`${value} cannot be combined with ImageId`, fix],
  })),
  {
    name: 'PreBootstrapUserData beside an image',
    properties: custom({ PreBootstrapUserData: '#!SECRET' }),
    path: 'PreBootstrapUserData',
    words: ['cannot be combined with ImageId', 'Move its text to UserData', SECRET_FREE],
  },
];

export const USER_DATA: readonly BadInput[] = [
  {
    name: 'text that AL2023 does not run',
    properties: { PreBootstrapUserData: '[settings]\na = "SECRET"\n' },
    path: 'PreBootstrapUserData',
    words: ['neither #! nor a MIME header', 'Begin it with #!', SECRET_FREE],
  },
  {
    name: 'more than 16 KiB for AL2023',
    properties: { PreBootstrapUserData: `#!/bin/sh\n#SECRET${'x'.repeat(16_300)}` },
    path: 'PreBootstrapUserData',
    words: [/has 16\d{3} bytes/, '16384', SECRET_FREE],
  },
  {
    name: 'a shell script for Bottlerocket',
    properties: bottlerocket({ PreBootstrapUserData: '#!/bin/sh\necho SECRET\n' }),
    path: 'PreBootstrapUserData',
    words: ['Invalid TOML at line 2', 'settings in TOML', SECRET_FREE],
  },
  {
    name: 'TOML that EKS cannot merge',
    properties: bottlerocket({ PreBootstrapUserData: '[settings]\na = ["SECRET", 1]\n' }),
    path: 'PreBootstrapUserData',
    words: ['settings.a mixes types', 'EKS cannot merge', SECRET_FREE],
  },
  {
    name: 'a shell script for a Bottlerocket group whose template no longer says so, by update',
    living: bottlerocket(),
    properties: { PreBootstrapUserData: '#!/bin/sh\necho SECRET\n' },
    path: 'PreBootstrapUserData',
    words: ['Invalid TOML at line 2', SECRET_FREE],
  },
  {
    name: 'RAID10 on Bottlerocket',
    properties: bottlerocket({ LocalStorage: 'RAID10' }),
    path: 'LocalStorage',
    words: ['RAID10', 'one RAID0 array', 'Use RAID0, AUTO or NONE'],
  },
  {
    name: 'Mount on Bottlerocket, by update',
    living: bottlerocket(),
    properties: bottlerocket({ LocalStorage: 'Mount' }),
    path: 'LocalStorage',
    words: ['Mount', 'one RAID0 array', 'Use RAID0, AUTO or NONE'],
  },
  {
    name: 'disks of a type that has none',
    properties: { InstanceTypes: ['c5n.18xlarge'], LocalStorage: 'RAID0' },
    path: 'LocalStorage',
    words: ['RAID0', 'c5n.18xlarge has none', 'AUTO or NONE'],
  },
];

export const SETTINGS: readonly BadInput[] = [
  {
    name: 'a key pair that does not exist',
    properties: { KeyName: 'mine' },
    path: 'KeyName',
    words: ['Key pair mine does not exist', 'remove KeyName'],
  },
  {
    name: 'a key pair that does not exist, by update',
    living: {},
    properties: { KeyName: 'mine' },
    path: 'KeyName',
    words: ['Key pair mine does not exist', 'remove KeyName'],
  },
  {
    name: 'repair with two thresholds',
    properties: {
      NodeRepairConfig: {
        Enabled: true,
        MaxUnhealthyNodeThresholdCount: 2,
        MaxUnhealthyNodeThresholdPercentage: 20,
      },
    },
    path: 'NodeRepairConfig',
    words: ['ThresholdCount 2', 'ThresholdPercentage 20', 'Remove one'],
  },
  {
    name: 'repair with two limits, by update',
    living: {},
    properties: {
      NodeRepairConfig: {
        Enabled: true,
        MaxParallelNodesRepairedCount: 1,
        MaxParallelNodesRepairedPercentage: 10,
      },
    },
    path: 'NodeRepairConfig',
    words: ['RepairedCount 1', 'RepairedPercentage 10', 'Remove one'],
  },
  {
    name: 'repair that is not turned on',
    properties: { NodeRepairConfig: { MaxUnhealthyNodeThresholdCount: 2 } },
    path: 'NodeRepairConfig.Enabled',
    words: ['to take effect', 'Add Enabled: true'],
  },
  {
    name: 'one condition and reason overridden twice',
    properties: {
      NodeRepairConfig: {
        Enabled: true,
        NodeRepairConfigOverrides: ['Replace', 'Reboot'].map((RepairAction) => ({
          NodeMonitoringCondition: 'AcceleratedHardwareReady',
          NodeUnhealthyReason: 'NvidiaXID64Error',
          MinRepairWaitTimeMins: 5,
          RepairAction,
        })),
      },
    },
    path: 'NodeRepairConfig.NodeRepairConfigOverrides',
    words: ['AcceleratedHardwareReady / NvidiaXID64Error is listed twice', 'Remove one'],
  },
  {
    name: 'a warm pool that is not turned on',
    properties: { WarmPoolConfig: { MinSize: 1 } },
    path: 'WarmPoolConfig.Enabled',
    words: ['to take effect', 'Add Enabled: true'],
  },
  {
    name: 'a warm pool of a custom AMI',
    properties: custom({ WarmPoolConfig: { Enabled: true } }),
    path: 'WarmPoolConfig.Enabled',
    words: ['warm pools with a custom AMI', 'Remove WarmPoolConfig or ImageId'],
  },
  {
    name: 'a warm pool of SPOT',
    properties: { CapacityType: 'SPOT', WarmPoolConfig: { Enabled: true } },
    path: 'WarmPoolConfig.Enabled',
    words: ['warm pools with Spot Instances', 'use ON_DEMAND'],
  },
  {
    name: 'a warm pool that hibernates on Bottlerocket',
    properties: bottlerocket({ WarmPoolConfig: { Enabled: true, PoolState: 'HIBERNATED' } }),
    path: 'WarmPoolConfig.PoolState',
    words: ['HIBERNATED is not supported by BOTTLEROCKET_x86_64_NVIDIA', 'Use STOPPED or RUNNING'],
  },
  {
    name: 'a warm pool that is reused on Bottlerocket',
    properties: bottlerocket({ WarmPoolConfig: { Enabled: true, ReuseOnScaleIn: true } }),
    path: 'WarmPoolConfig.ReuseOnScaleIn',
    words: ['reuse instances of BOTTLEROCKET_x86_64_NVIDIA', 'Remove ReuseOnScaleIn'],
  },
  {
    name: "a volume below the snapshot of the nodes' AMI, by update",
    living: {},
    properties: { Volume: { SizeGiB: 10 } },
    path: 'Volume.SizeGiB',
    words: ['10 GiB is less than the 20 GiB', 'AL2023', 'Set at least 20'],
  },
  {
    name: 'a warm pool that hibernates on a type that cannot, by update',
    living: {},
    properties: { WarmPoolConfig: { Enabled: true, PoolState: 'HIBERNATED' } },
    path: 'WarmPoolConfig.PoolState',
    words: ['HIBERNATED is not supported by p5.48xlarge', 'Use STOPPED or RUNNING'],
  },
];
