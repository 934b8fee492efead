/**
 * Clusters whose nodes and pods have IPv6 addresses. EKS user guide, cni-ipv6: "subnets that you specify … must be
 * configured to auto-assign IPv6 addresses"; what EKS says where they are not: eksctl#4701.
 */
import {
  create,
  created,
  failed,
  liveTemplate,
  QUICK,
  run,
  SMALL,
  setting,
  succeeded,
  update,
  writes,
} from './driver';

/** A cluster `six` with a subnet that assigns addresses of IPv6, and one of the same zone that does not. */
function six(change: object = SMALL) {
  const made = setting({ timings: QUICK });
  const { world } = made;
  const vpcId = world.addVpc({ hasIpv6: true });
  const zone = { vpcId, zone: 'us-east-1a', zoneId: 'use1-az1' };
  const assigning = world.addSubnet(zone);
  const other = world.addSubnet({ ...zone, assignsIpv6: false });
  world.addCluster({ name: 'six', vpcId, ipFamily: 'ipv6' });
  world.account.addons.set('six/vpc-cni', 'v1.20.4-eksbuild.2');
  const properties = { ...made.properties, ...change, ClusterName: 'six' };
  return { ...made, assigning, other, properties };
}

describe('08 an IPv6 cluster', () => {
  it('and a subnet that assigns none: refused before any call', async () => {
    const { world, properties, assigning, other } = six();
    for (const Subnets of [[other], [assigning, other]]) {
      const end = await run(world, create({ ...properties, Subnets }));
      expect(failed(end)).toMatchObject({
        code: 'InvalidRequest',
        message: `Subnets: Nodes of six need IPv6 addresses, but ${other} does not assign them (AssignIpv6AddressOnCreation). Associate an IPv6 CIDR block with the subnet and enable the attribute, or use other subnets.`,
      });
      expect(writes(end.calls)).toEqual([]);
    }
  });

  it('and one that does: our security group has the two rules of EFA, and no egress of IPv6', async () => {
    const { world, properties, assigning } = six();
    const model = await created(world, create({ ...properties, Subnets: [assigning] }));
    const { rules } = world.account.securityGroups.get(model.EfaSecurityGroupId ?? '') ?? {};
    expect(rules?.map(({ peer }) => Object.keys(peer))).toEqual([['groupId'], ['groupId']]);
  });

  it('and one that does: each interface that carries IP has an address, and no other', async () => {
    for (const layout of [undefined, 'EFA_ALL', 'ENA_PRIMARY'] as const) {
      const efa = layout && { Efa: { InterfaceLayout: layout } };
      const { world, properties, assigning } = six({ ...SMALL, ...efa });
      const model = await created(world, create({ ...properties, Subnets: [assigning] }));
      const { NetworkInterfaces = [] } = liveData(world, model);
      const addressed = NetworkInterfaces.filter(
        ({ InterfaceType }) => InterfaceType !== 'efa-only',
      );
      expect(addressed.length).toBe(layout === 'EFA_ALL' ? 2 : 1);
      for (const each of NetworkInterfaces) {
        const expected = addressed.includes(each) ? [1, true] : [undefined, undefined];
        expect([each.Ipv6AddressCount, each.PrimaryIpv6]).toEqual(expected);
      }
    }
  });

  it('keeps them through a roll to other interfaces, and rolls for nothing else', async () => {
    const { world, properties, assigning } = six();
    const before = { ...properties, Subnets: [assigning] };
    const creation = create(before);
    const model = await created(world, creation);
    const same = await run(world, update(creation.identity, before, before));
    succeeded(same);
    expect(writes(same.calls)).toEqual([]);
    const after = { ...before, Efa: { InterfaceLayout: 'EFA_ALL' as const } };
    succeeded(await run(world, update(creation.identity, before, after)));
    const { NetworkInterfaces = [] } = liveData(world, model);
    expect(NetworkInterfaces.map(({ Ipv6AddressCount }) => Ipv6AddressCount)).toEqual([1, 1]);
  });

  it('whose other interfaces stay as they are where IPv4 is the family', async () => {
    const made = setting({ timings: QUICK, change: SMALL });
    const model = await created(made.world, made.request);
    const { NetworkInterfaces = [] } = liveTemplate(made.world, model).data;
    expect(NetworkInterfaces.some((each) => 'Ipv6AddressCount' in each)).toBe(false);
  });
});

function liveData(world: ReturnType<typeof six>['world'], model: { LaunchTemplateId?: string }) {
  const template = world.account.templates.get(model.LaunchTemplateId ?? '');
  return template?.versions.at(-1)?.data ?? {};
}
