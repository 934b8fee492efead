/** Efa.NetworkInterfaces through a node group's life: made, read, left alone, changed, gone. */

import type { Efa, NetworkInterface } from '../../src/core/model/properties';
import { EFA_COUNT_LABEL, SCALE_FROM_ZERO_TAG } from '../../src/core/ownership/tag-keys';
import { CLUSTER } from '../world/scene';
import {
  actions,
  type Living,
  leftOf,
  liveTemplate,
  living,
  QUICK,
  readModel,
  remove,
  run,
  succeeded,
  update,
  writes,
} from './driver';

const ROLL = ['CreateLaunchTemplateVersion', 'UpdateNodegroupVersion'];

function placed(card: number, device: number, type: NetworkInterface['InterfaceType']) {
  return { NetworkCardIndex: card, DeviceIndex: device, InterfaceType: type };
}
/** Two EFAs of the 32, and a second address. */
const LIST = [
  placed(0, 0, 'interface'),
  placed(0, 1, 'efa-only'),
  placed(4, 0, 'efa-only'),
  placed(4, 1, 'interface'),
];
const LISTED = { change: { Efa: { NetworkInterfaces: LIST } }, timings: QUICK };

function to(made: Living, Efa: Efa | undefined, token = 'update-token') {
  const { Efa: _, ...others } = made.properties;
  const desired = { ...others, ...(Efa && { Efa }) };
  return update(made.request.identity, made.properties, desired, { token });
}

function placesOf(made: Living) {
  return (liveTemplate(made.world, made.model).data.NetworkInterfaces ?? []).map(
    ({ NetworkCardIndex, DeviceIndex, InterfaceType }) => ({
      NetworkCardIndex,
      DeviceIndex,
      InterfaceType,
    }),
  );
}

function efaCounts({ world, request }: Living) {
  const { labels = {}, tags } = world.nodegroup(CLUSTER, request.identity.nodegroupName);
  return [labels[EFA_COUNT_LABEL], tags[SCALE_FROM_ZERO_TAG]];
}

describe('a list of interfaces', () => {
  it('is what the nodes get, primary first, in whatever order it is written', async () => {
    const backwards = { Efa: { NetworkInterfaces: [...LIST].reverse() } };
    const made = await living({ ...LISTED, change: backwards });
    expect(placesOf(made)).toEqual(LIST);
    expect(made.model).toMatchObject({ EfaInterfaceCount: '2', NetworkInterfaceCount: '4' });
    expect(efaCounts(made)).toEqual(['2', '2']);
  });

  it('is read back instead of a layout', async () => {
    const made = await living(LISTED);
    expect(made.model.Efa).toEqual({ NetworkInterfaces: LIST, SecurityGroup: 'AUTO' });
    expect(await readModel(made.world, made.request.identity)).toEqual(made.model);
  });

  it('takes no call where it is only written in another order', async () => {
    const made = await living(LISTED);
    const end = await run(made.world, to(made, { NetworkInterfaces: [...LIST].reverse() }));
    expect(succeeded(end).model?.Efa?.NetworkInterfaces).toEqual(LIST);
    expect(writes(end.calls)).toEqual([]);
    expect(actions(end.calls)).not.toContain('DescribeInstanceTypes');
  });

  it('goes with the node group', async () => {
    const made = await living(LISTED);
    succeeded(await run(made.world, remove(made.request.identity)));
    expect(leftOf(made)).toEqual([]);
  });
});

describe('a change', () => {
  const more = [...LIST, placed(8, 0, 'efa-only')];
  it('of the list rolls once, and tells pods and the autoscaler the new count', async () => {
    const made = await living(LISTED);
    const end = await run(made.world, to(made, { NetworkInterfaces: more }));
    expect(writes(end.calls)).toEqual(['TagResource', 'UpdateNodegroupConfig', ...ROLL]);
    expect(succeeded(end).model).toMatchObject({
      Efa: { NetworkInterfaces: more },
      EfaInterfaceCount: '3',
    });
    expect(efaCounts(made)).toEqual(['3', '3']);
  });

  it('of the list that keeps the number of EFAs leaves label and tags alone', async () => {
    const made = await living(LISTED);
    const end = await run(made.world, to(made, { NetworkInterfaces: LIST.slice(0, 3) }));
    expect(writes(end.calls)).toEqual(ROLL);
  });

  it('of the list corrects a count that another release of the provider computed', async () => {
    const made = await living(LISTED);
    const { nodegroupName } = made.request.identity;
    const live = made.world.nodegroup(CLUSTER, nodegroupName);
    made.world.account.nodegroups.put(`${CLUSTER}/${nodegroupName}`, {
      ...live,
      labels: { ...live.labels, [EFA_COUNT_LABEL]: '17' },
      tags: { ...live.tags, [SCALE_FROM_ZERO_TAG]: '17' },
    });
    succeeded(await run(made.world, to(made, { NetworkInterfaces: LIST.slice(0, 3) })));
    expect(efaCounts(made)).toEqual(['2', '2']);
  });

  it('of the list that comes with nothing else is found in the template by a second try', async () => {
    const made = await living(LISTED);
    succeeded(await run(made.world, to(made, { NetworkInterfaces: more })));
    const again = await run(made.world, to(made, { NetworkInterfaces: more }, 'again'));
    succeeded(again);
    expect(writes(again.calls)).toEqual([]);
  });

  it('from a list to none gives the layout again, and back', async () => {
    const made = await living(LISTED);
    const end = await run(made.world, to(made, undefined));
    expect(writes(end.calls)).toEqual(['TagResource', 'UpdateNodegroupConfig', ...ROLL]);
    const { model } = succeeded(end);
    expect(model).toMatchObject({ EfaInterfaceCount: '32', NetworkInterfaceCount: '32' });
    expect(model?.Efa).toEqual({ InterfaceLayout: 'EFA_PRIMARY', SecurityGroup: 'AUTO' });
    expect(efaCounts(made)).toEqual(['32', '32']);

    const { Efa: _, ...without } = made.properties;
    const back = update(made.request.identity, without, made.properties, { token: 'back' });
    expect(succeeded(await run(made.world, back)).model?.Efa?.NetworkInterfaces).toEqual(LIST);
    expect(efaCounts(made)).toEqual(['2', '2']);
  });

  it('of something else leaves a list alone that somebody changed by hand', async () => {
    const made = await living(LISTED);
    const { template } = liveTemplate(made.world, made.model);
    const data = template?.versions[0]?.data;
    data?.NetworkInterfaces?.push({ ...placed(5, 0, 'efa-only'), Groups: [] });
    const desired = { ...made.properties, Volume: { SizeGiB: 300 } };
    const end = await run(made.world, update(made.request.identity, made.properties, desired));
    expect(succeeded(end).model?.NetworkInterfaceCount).toBe('5');
  });
});
