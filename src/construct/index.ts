/** CDK constructs of eks-efa-nodegroup: `import { EfaNodeGroup } from 'eks-efa-nodegroup'`. */
export type { INodeGroupCluster } from './cluster';
export { addDevicePlugin, type DevicePluginOptions, type HelmCluster } from './device-plugin';
export {
  EfaNodeGroup,
  type EfaNodeGroupAttributes,
  type EfaNodeGroupProps,
  type IEfaNodeGroup,
} from './efa-node-group';
export type * from './props';
