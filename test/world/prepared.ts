/** For tests: what a node group needs besides the scene, made through the clients. */
import {
  CreateLaunchTemplateCommand,
  CreatePlacementGroupCommand,
  CreateSecurityGroupCommand,
  type RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import {
  CreateNodegroupCommand,
  type CreateNodegroupCommandInput,
  DescribeNodegroupCommand,
} from '@aws-sdk/client-eks';
import { CLUSTER, NODE_ROLE, type Scene, scene } from './scene';
import type { WorldOptions } from './world';

export const GROUP = { clusterName: CLUSTER, nodegroupName: 'efa' };

/** Placement group, security group, template with `count` interfaces, and the call that uses them. */
export async function prepared(
  options: WorldOptions & { data?: RequestLaunchTemplateData; count?: number } = {},
) {
  const setting = scene(options);
  const { world, vpcId, clusterSecurityGroupId, subnetIds } = setting;
  await world.ec2.send(new CreatePlacementGroupCommand({ GroupName: 'pg', Strategy: 'cluster' }));
  const { GroupId: groupId = '' } = await world.ec2.send(
    new CreateSecurityGroupCommand({ GroupName: 'efa', Description: 'EFA', VpcId: vpcId }),
  );
  const data: RequestLaunchTemplateData = {
    Placement: { GroupName: 'pg' },
    NetworkInterfaces: Array.from({ length: options.count ?? 32 }, (_, NetworkCardIndex) => ({
      NetworkCardIndex,
      DeviceIndex: NetworkCardIndex === 0 ? 0 : 1,
      InterfaceType: NetworkCardIndex === 0 ? 'efa' : 'efa-only',
      Groups: NetworkCardIndex === 0 ? [clusterSecurityGroupId, groupId] : [groupId],
    })),
    ...options.data,
  };
  const { LaunchTemplate } = await world.ec2.send(
    new CreateLaunchTemplateCommand({ LaunchTemplateName: 'efa', LaunchTemplateData: data }),
  );
  const templateId = LaunchTemplate?.LaunchTemplateId ?? '';
  const input: CreateNodegroupCommandInput = {
    ...GROUP,
    nodeRole: NODE_ROLE,
    subnets: [subnetIds[0]],
    instanceTypes: ['p5.48xlarge'],
    amiType: 'AL2023_x86_64_NVIDIA',
    scalingConfig: { minSize: 0, maxSize: 4, desiredSize: 2 },
    launchTemplate: { id: templateId, version: '1' },
    tags: { 'efa-node-group:id': 'x' },
    clientRequestToken: 'token',
  };
  return { ...setting, groupId, templateId, data, input };
}

/** The node group as well, ACTIVE. */
export async function active(options: Parameters<typeof prepared>[0] = {}) {
  const setting = await prepared(options);
  await setting.world.eks.send(new CreateNodegroupCommand(setting.input));
  setting.world.clock.advance(180);
  return setting;
}

export const describe1 = async ({ world }: Pick<Scene, 'world'>) =>
  (await world.eks.send(new DescribeNodegroupCommand(GROUP))).nodegroup;
