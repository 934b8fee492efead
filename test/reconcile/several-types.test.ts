/** Several InstanceTypes, and a type that is sold in a Local Zone alone. */
import { CLUSTER } from '../world/scene';
import {
  actions,
  created,
  leftOf,
  liveTemplate,
  living,
  QUICK,
  readModel,
  remove,
  run,
  setting,
  succeeded,
  update,
  writes,
} from './driver';
import { watch } from './watch';

const TWO = { InstanceTypes: ['c5n.9xlarge', 'c5n.18xlarge'], LocalStorage: 'NONE' } as const;
const options = { change: TWO, timings: QUICK };

describe('two types that are alike', () => {
  it('are both given to the node group, without a placement group', async () => {
    const made = await living(options);
    const { instanceTypes } = made.world.nodegroup(CLUSTER, made.model.NodegroupName ?? '');
    expect(instanceTypes).toEqual(TWO.InstanceTypes);
    expect(liveTemplate(made.world, made.model).data.Placement).toBeUndefined();
    expect(made.model).toMatchObject({ Placement: { Group: 'AUTO' }, EfaInterfaceCount: '1' });
    expect(made.model.PlacementGroupName).toBe('');
  });

  it('are read back, and another order is no change', async () => {
    const made = await living(options);
    expect(made.model.InstanceTypes).toEqual(['c5n.18xlarge', 'c5n.9xlarge']);
    expect(await readModel(made.world, made.request.identity)).toEqual(made.model);
    const desired = { ...made.properties, InstanceTypes: [...TWO.InstanceTypes].reverse() };
    const end = await run(made.world, update(made.request.identity, made.properties, desired));
    succeeded(end);
    expect(writes(end.calls)).toEqual([]);
  });

  it('are rolled to another layout together, and go without a trace', async () => {
    const made = await living(options);
    const desired = { ...made.properties, Efa: { InterfaceLayout: 'ENA_PRIMARY' } as const };
    const end = await run(made.world, update(made.request.identity, made.properties, desired));
    expect(succeeded(end).model).toMatchObject({ NetworkInterfaceCount: '2' });
    succeeded(await run(made.world, remove(made.request.identity)));
    expect(leftOf(made)).toEqual([]);
  });

  it('are in a zone that offers both', async () => {
    const made = setting(options);
    for (const offered of [...made.world.account.offerings]) {
      if (offered.startsWith('c5n.9xlarge/') && !offered.endsWith('/use1-az3')) {
        made.world.account.offerings.delete(offered);
      }
    }
    const model = await created(made.world, made.request);
    expect(model.AvailabilityZoneId).toBe('use1-az3');
  });
});

it('asks after sizes of the family only where one has no EFA', async () => {
  const made = setting(options);
  const { calls } = await run(made.world, made.request);
  expect(actions(calls).filter((action) => action === 'DescribeInstanceTypes')).toHaveLength(1);
});

it('a Local Zone is a zone like the others', async () => {
  const made = setting({ timings: QUICK });
  const LOCAL = { zone: 'us-east-1-dfw-2a', zoneId: 'use1-dfw2-az1' };
  const subnetId = made.world.addSubnet({ vpcId: made.vpcId, ...LOCAL });
  made.world.offer('p5.48xlarge', [LOCAL.zoneId]);
  watch(made.world).watchOthers();
  const Subnets = [...made.properties.Subnets, subnetId];
  const desired = { ...made.properties, Subnets, Placement: { AvailabilityZone: LOCAL.zone } };
  const model = await created(made.world, { ...made.request, desired });
  expect(model).toMatchObject({ AvailabilityZoneId: LOCAL.zoneId, NodeSubnets: [subnetId] });
});
