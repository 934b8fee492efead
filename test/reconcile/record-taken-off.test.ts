/** Somebody takes all tags of ours off the node group: a roll keeps the group that carries EFA traffic. */
import type { Properties } from '../../src/core/model/properties';
import { CLUSTER } from '../world/scene';
import { created, liveTemplate, QUICK, run, SMALL, setting, succeeded, update } from './driver';
import { addGroup, SHARED_GROUP } from './shared-group';
import { watch } from './watch';

const EXTRA = 'sg-0e0e0e0e0e0e0e0e0';
type Given = Partial<Properties>;

async function stripped(change: Given) {
  const made = setting({ change: { ...SMALL, ...change }, timings: QUICK });
  const { world, vpcId, request } = made;
  for (const id of [SHARED_GROUP, EXTRA]) addGroup(world, { id, vpcId });
  watch(world).watchOthers();
  const model = await created(world, request);
  const name = request.identity.nodegroupName;
  world.account.nodegroups.put(`${CLUSTER}/${name}`, {
    ...world.nodegroup(CLUSTER, name),
    tags: {},
  });
  return { ...made, model };
}

const LIVING: readonly (readonly [string, Given])[] = [
  ['that Efa.SecurityGroupId names', { Efa: { SecurityGroupId: SHARED_GROUP } }],
  ['of ours', { Efa: { SecurityGroup: 'CREATE' } }],
  ['of SecurityGroupIds that AUTO chose', { SecurityGroupIds: [SHARED_GROUP] }],
];
describe.each(LIVING)('a group %s', (_name, from) => {
  it.each<readonly [string, Given]>([
    ['SecurityGroupIds', { SecurityGroupIds: [...(from.SecurityGroupIds ?? []), EXTRA] }],
    ['the layout', { Efa: { ...from.Efa, InterfaceLayout: 'EFA_ALL' } }],
    ['the volume', { Volume: { SizeGiB: 200 } }],
  ])('stays on every interface with a change of %s', async (_what, to) => {
    const { world, request, properties, model } = await stripped(from);
    const desired = { ...properties, ...to };
    succeeded(await run(world, update(request.identity, properties, desired)));
    const { NetworkInterfaces = [] } = liveTemplate(world, model).data;
    expect(NetworkInterfaces.length).toBeGreaterThan(1);
    for (const { Groups } of NetworkInterfaces) expect(Groups).toContain(model.EfaSecurityGroupId);
  });
});
