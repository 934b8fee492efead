/** CDK constructs of eks-efa-nodegroup: `import { EfaNodeGroup } from 'eks-efa-nodegroup'`. */
export { CfnEfaNodeGroup, type CfnEfaNodeGroupProps } from './cfn-efa-node-group';
export type { INodeGroupCluster } from './cluster';
export { addDevicePlugin, type DevicePluginOptions, type HelmCluster } from './device-plugin';
export { EfaNodeGroup } from './efa-node-group';
export * from './enums';
export type { EfaNodeGroupAttributes, IEfaNodeGroup } from './imported';
export type {
  AdditionalNodeVolume,
  EfaNodeGroupProps,
  INodeKeyPair,
  NodeVolume,
  VolumeOptions,
} from './node-group-props';
export type * from './props';
export {
  EfaNodeGroupProvider,
  type EfaNodeGroupProviderProps,
  EfaNodeGroupType,
  type EfaNodeGroupTypeProps,
  type INodeGroupProvider,
  type ProviderOptions,
} from './provider/provider';
export { EfaSmokeTest, type EfaSmokeTestProps, type ManifestCluster } from './smoke-test';
