import { CreateLaunchTemplateCommand, type RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import {
  CreateNodegroupCommand,
  type CreateNodegroupCommandInput,
  DescribeNodegroupCommand,
} from '@aws-sdk/client-eks';
import { prepared } from './prepared';
import { CLUSTER, NODE_ROLE, scene } from './scene';

const named = (name: string) => expect.objectContaining({ name });

describe('what EKS refuses', () => {
  const primary = { NetworkCardIndex: 0, DeviceIndex: 0, InterfaceType: 'interface' };
  const secondary = (
    NetworkCardIndex: number,
    DeviceIndex: number,
    InterfaceType = 'efa-only',
  ) => ({
    NetworkCardIndex,
    DeviceIndex,
    InterfaceType,
  });
  test.each<[string, RequestLaunchTemplateData, string]>([
    ['a subnet', { NetworkInterfaces: [{ ...primary, SubnetId: 'subnet-1' }] }, 'SubnetId'],
    ['a profile', { IamInstanceProfile: { Name: 'p' } }, 'IamInstanceProfile'],
    ['spot', { InstanceMarketOptions: { MarketType: 'spot' } }, 'market options'],
    ['efa-only primary', { NetworkInterfaces: [secondary(0, 0)] }, 'EFA-only'],
    ['no primary', { NetworkInterfaces: [secondary(1, 1)] }, 'primary'],
    [
      'device 2 of 2',
      { NetworkInterfaces: [primary, secondary(2, 2)] },
      "The specified number '2'",
    ],
    ['card 32 of 32', { NetworkInterfaces: [primary, secondary(32, 0)] }, 'no network card'],
    [
      'two EFAs on a card',
      { NetworkInterfaces: [primary, secondary(1, 0), secondary(1, 1)] },
      'one EFA',
    ],
    [
      'a place twice',
      { NetworkInterfaces: [primary, secondary(1, 1, 'interface'), secondary(1, 1)] },
      'unique',
    ],
    [
      'a public IP',
      { NetworkInterfaces: [{ ...primary, AssociatePublicIpAddress: true }, secondary(1, 1)] },
      'associatePublicIPAddress',
    ],
    [
      'groups twice',
      { NetworkInterfaces: [primary], SecurityGroupIds: ['sg-1'] },
      'security groups',
    ],
    ['no such group', { NetworkInterfaces: [{ ...primary, Groups: ['sg-1'] }] }, 'sg-1'],
    ['no such placement group', { Placement: { GroupName: 'no' } }, "'no' is unknown"],
    ['types twice', { InstanceType: 'p5.48xlarge' }, 'instance type'],
  ])('%s', async (_, data, message) => {
    const { world, input } = await prepared({ data });
    await expect(world.eks.send(new CreateNodegroupCommand(input))).rejects.toEqual(
      expect.objectContaining({
        name: expect.stringMatching(/^Invalid(Parameter|Request)Exception$/),
        message: expect.stringContaining(message),
      }),
    );
  });

  test.each<[string, Partial<CreateNodegroupCommandInput>, string]>([
    [
      'min over desired',
      { scalingConfig: { minSize: 3, maxSize: 4, desiredSize: 2 } },
      "can't be greater",
    ],
    [
      'a template that is not there',
      { launchTemplate: { id: 'lt-1' } },
      'Launch template could not be found',
    ],
    ['no such type', { instanceTypes: ['p99.large'] }, 'do not exist'],
    ['no EFA', { instanceTypes: ['m5.large'] }, ''],
    ['x86_64 with an ARM image', { amiType: 'AL2023_ARM_64_NVIDIA' }, 'not a valid instance type'],
    ['disk size', { diskSize: 100 }, 'Disk size'],
    ['another version', { version: '1.29' }, 'version'],
    ['no such cluster', { clusterName: 'no' }, 'No cluster'],
  ])('%s', async (_, changes, message) => {
    const { world, input } = await prepared();
    await expect(
      world.eks.send(new CreateNodegroupCommand({ ...input, ...changes })),
    ).rejects.toEqual(expect.objectContaining({ message: expect.stringContaining(message) }));
  });

  test('a zone without the type; more EFAs than the type has', async () => {
    const { world, input, subnetIds } = await prepared();
    await expect(
      world.eks.send(new CreateNodegroupCommand({ ...input, subnets: [subnetIds[2]] })),
    ).rejects.toEqual(named('InvalidParameterException'));
    const two = await prepared({ count: 2 });
    await expect(
      two.world.eks.send(
        new CreateNodegroupCommand({ ...two.input, instanceTypes: ['i7ie.48xlarge'] }),
      ),
    ).rejects.toEqual(
      expect.objectContaining({ message: expect.stringContaining('at most 1 EFA') }),
    );
    await expect(
      two.world.eks.send(
        new CreateNodegroupCommand({ ...two.input, instanceTypes: ['p6-b300.48xlarge'] }),
      ),
    ).rejects.toEqual(expect.objectContaining({ message: expect.stringContaining('index 0') }));
  });
});

test('a template or group that has not spread yet is not found', async () => {
  const { world, input, data } = await prepared();
  world.stale({ action: 'CreateNodegroup', times: 1 });
  const { LaunchTemplate } = await world.ec2.send(
    new CreateLaunchTemplateCommand({ LaunchTemplateName: 'new', LaunchTemplateData: data }),
  );
  const launchTemplate = { id: LaunchTemplate?.LaunchTemplateId };
  const send = () => world.eks.send(new CreateNodegroupCommand({ ...input, launchTemplate }));
  await expect(send()).rejects.toEqual(
    expect.objectContaining({ message: 'Launch template could not be found' }),
  );
  expect((await send()).nodegroup?.status).toBe('CREATING');
});

// EKS user guide, cni-ipv6; the text is EKS's (eksctl#4701)
it('a subnet that assigns no IPv6 address ends the create in an IPv6 cluster, and only there', async () => {
  const { world, vpcId, subnetIds } = scene();
  world.addCluster({ name: 'six', vpcId, ipFamily: 'ipv6' });
  const rest = { nodeRole: NODE_ROLE, subnets: [subnetIds[0]], instanceTypes: ['m5.large'] };
  const statuses = ['six', CLUSTER].map(async (clusterName) => {
    const name = { clusterName, nodegroupName: 'by-hand' };
    await world.eks.send(new CreateNodegroupCommand({ ...name, ...rest }));
    world.clock.advance(180);
    const { nodegroup } = await world.eks.send(new DescribeNodegroupCommand(name));
    return [nodegroup?.status, ...(nodegroup?.health?.issues ?? []).map(({ code }) => code)];
  });
  expect(await Promise.all(statuses)).toEqual([
    ['CREATE_FAILED', 'Ec2SubnetMissingIpv6Assignment'],
    ['ACTIVE'],
  ]);
});
