import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { CLUSTER } from '../world/scene';
import { World } from '../world/world';
import {
  create,
  created,
  failed,
  liveTemplate,
  living,
  readModel,
  run,
  SMALL,
  seedProperties,
  setting,
  succeeded,
  update,
  writes,
} from './driver';

function cards({ NetworkInterfaces = [] }: RequestLaunchTemplateData): string[] {
  return NetworkInterfaces.map(
    ({ NetworkCardIndex, DeviceIndex, InterfaceType }) =>
      `${NetworkCardIndex}/${DeviceIndex} ${InterfaceType}`,
  );
}

describe('the launch template of p5.48xlarge', () => {
  it('has an EFA interface on each of the 32 cards, and no field that EC2 or EKS forbids', async () => {
    const { world, model } = await living();
    const { data } = liveTemplate(world, model);
    const further = Array.from({ length: 31 }, (_, at) => `${at + 1}/1 efa-only`);
    expect(cards(data)).toEqual(['0/0 efa', ...further]);
    expect(data.NetworkInterfaces?.every((one) => one.DeleteOnTermination)).toBe(true);
    const fields = new Set(data.NetworkInterfaces?.flatMap((one) => Object.keys(one)));
    expect([...fields].sort()).toEqual([
      'DeleteOnTermination',
      'DeviceIndex',
      'Groups',
      'InterfaceType',
      'NetworkCardIndex',
    ]);
    expect(Object.keys(data).sort()).toEqual([
      'BlockDeviceMappings',
      'MetadataOptions',
      'NetworkInterfaces',
      'Placement',
      'UserData',
    ]);
    expect(data.Placement).toEqual({ GroupName: model.PlacementGroupName });
  });

  it('has disks in RAID 0, IMDSv2 for one hop and an encrypted gp3 volume of 100 GiB', async () => {
    const { world, model } = await living();
    const { data } = liveTemplate(world, model);
    const userData = Buffer.from(data.UserData ?? '', 'base64').toString();
    expect(userData).toMatch(/^MIME-Version: 1\.0\nContent-Type: multipart\/mixed; boundary="/);
    expect(userData).toMatch(/Content-Type: application\/node\.eks\.aws\n\n/);
    expect(userData).toMatch(/kind: NodeConfig\n[\s\S]*localStorage:\n\s+strategy: RAID0\n/);
    expect(data.MetadataOptions).toEqual({ HttpTokens: 'required', HttpPutResponseHopLimit: 1 });
    expect(data.BlockDeviceMappings).toEqual([
      {
        DeviceName: '/dev/xvda',
        Ebs: { VolumeSize: 100, VolumeType: 'gp3', Encrypted: true, DeleteOnTermination: true },
      },
    ]);
  });

  it('gives a new group to every interface and the cluster group to the first alone', async () => {
    const { world, model, clusterSecurityGroupId } = await living();
    const [first, ...others] = liveTemplate(world, model).data.NetworkInterfaces ?? [];
    const ours = model.EfaSecurityGroupId ?? '';
    expect(first?.Groups).toEqual([clusterSecurityGroupId, ours]);
    expect(new Set(others.map(({ Groups }) => Groups?.join()))).toEqual(new Set([ours]));
    const group = world.account.securityGroups.get(ours);
    expect(group?.rules.map(({ egress, protocol, peer }) => ({ egress, protocol, peer }))).toEqual([
      { egress: false, protocol: '-1', peer: { groupId: ours } },
      { egress: true, protocol: '-1', peer: { groupId: ours } },
    ]);
    expect(Object.keys(group?.tags ?? {}).filter((key) => key.startsWith('kubernetes.io'))).toEqual(
      [],
    );
  });

  it("makes no group where the cluster's own has both self rules", async () => {
    const { world, model, clusterSecurityGroupId } = await living({ selfEgress: true });
    const interfaces = liveTemplate(world, model).data.NetworkInterfaces ?? [];
    expect(new Set(interfaces.map(({ Groups }) => Groups?.join()))).toEqual(
      new Set([clusterSecurityGroupId]),
    );
    expect(model.EfaSecurityGroupId).toBe(clusterSecurityGroupId);
    expect(writes(world.calls)).toEqual([
      'CreatePlacementGroup',
      'CreateLaunchTemplate',
      'CreateNodegroup',
    ]);
  });

  it('has IPv6 egress revoked too in a VPC that has IPv6', async () => {
    const made = setting();
    const { world } = made;
    const vpcId = world.addVpc({ hasIpv6: true });
    const subnet = world.addSubnet({ vpcId, zone: 'us-east-1a', zoneId: 'use1-az1' });
    world.addCluster({ name: 'six', vpcId });
    const six = { ...made.properties, ...SMALL, ClusterName: 'six', Subnets: [subnet] };
    const model = await created(world, create(six));
    const { rules = [] } = world.account.securityGroups.get(model.EfaSecurityGroupId ?? '') ?? {};
    expect(rules.map(({ peer }) => Object.keys(peer).join())).toEqual(['groupId', 'groupId']);
  });
});

describe('the labels and tags that are ours', () => {
  it('count the EFA interfaces, for selectors and for scaling up from zero', async () => {
    const { world, request } = await living();
    const { labels, tags } = world.nodegroup(CLUSTER, request.identity.nodegroupName);
    expect(labels).toEqual({ 'efa-node-group/efa-count': '32' });
    const resources = 'k8s.io/cluster-autoscaler/node-template/resources';
    expect(tags[`${resources}/vpc.amazonaws.com/efa`]).toBe('32');
  });
});

/** p5en.48xlarge in us-east-1: subnets in a, b, c, d, and b and d offer it. */
function fourZones(zones: readonly string[]) {
  const world = new World();
  const vpcId = world.addVpc();
  const ids = { a: 'use1-az1', b: 'use1-az2', c: 'use1-az3', d: 'use1-az4' } as const;
  const subnets = zones.map((letter) =>
    world.addSubnet({
      vpcId,
      zone: `us-east-1${letter}`,
      zoneId: ids[letter as 'a'],
      availableIpAddressCount: letter === 'd' ? 500 : 400,
    }),
  );
  world.addCluster({ name: CLUSTER, vpcId });
  world.offer('p5en.48xlarge', [ids.b, ids.d]);
  const seed = seedProperties({ subnetIds: ['', '', ''] });
  const properties = { ...seed, Subnets: subnets, InstanceTypes: ['p5en.48xlarge'] };
  return { world, vpcId, subnets, properties, request: create(properties) };
}

describe('p5en.48xlarge, offered in two of four zones', () => {
  it('goes to the one of the two that has more free addresses, and stays there', async () => {
    const { world, subnets, properties, request } = fourZones(['a', 'b', 'c', 'd']);
    const model = await created(world, request);
    expect(model).toMatchObject({ AvailabilityZoneId: 'use1-az4', NodeSubnets: [subnets[3]] });
    const other = world.account.subnets.get(subnets[1] ?? '');
    if (!other) throw new Error('no subnet in b');
    world.account.subnets.put(other.id, { ...other, availableIpAddressCount: 9000 });
    expect(await readModel(world, request.identity)).toEqual(model);
    const rolled = { ...properties, Volume: { SizeGiB: 200 } };
    const { outcome } = await run(world, update(request.identity, properties, rolled));
    expect(outcome).toMatchObject({
      kind: 'succeeded',
      model: {
        AvailabilityZoneId: 'use1-az4',
        NodeSubnets: [subnets[3]],
        Volume: { SizeGiB: 200 },
      },
    });
  });

  it('stays where it is when AWS offers the type in a further zone, and a subnet there is added', async () => {
    const { world, vpcId, subnets, properties, request } = fourZones(['a', 'b', 'c', 'd']);
    const before = await created(world, request);
    world.offer('p5en.48xlarge', ['use1-az1']);
    const zone = { zone: 'us-east-1a', zoneId: 'use1-az1', availableIpAddressCount: 9000 };
    const further = world.addSubnet({ vpcId, ...zone });
    const wider = { ...properties, Subnets: [...subnets, further], Volume: { SizeGiB: 200 } };
    const end = await run(world, update(request.identity, properties, wider));
    const { model } = succeeded(end);
    expect(model).toMatchObject({
      Id: before.Id,
      AvailabilityZoneId: 'use1-az4',
      NodeSubnets: [subnets[3]],
    });
    expect(model?.Subnets).toContain(further);
  });

  it('says both sets of zones where no subnet is in either, and makes nothing', async () => {
    const { world, subnets, request } = fourZones(['a', 'c']);
    const end = await run(world, request);
    const { code, message, accepted } = failed(end);
    expect({ code, accepted }).toEqual({ code: 'InvalidRequest', accepted: false });
    for (const word of ['use1-az1', 'use1-az3', 'use1-az2', 'use1-az4', ...subnets]) {
      expect(message).toContain(word);
    }
    expect(message).not.toContain(' | ');
    expect(writes(end.calls)).toEqual([]);
  });
});
