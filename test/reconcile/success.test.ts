/** Success means EFA: the template that EKS launches nodes from is compared before SUCCESS. */
import { ID_TAG } from '../../src/core/ownership/tag-keys';
import type { World } from '../world/world';
import {
  actions,
  failed,
  type Living,
  leftOf,
  living,
  QUICK,
  type Run,
  remove,
  run,
  SMALL,
  setting,
  succeeded,
  update,
} from './driver';

const options = { change: SMALL, timings: QUICK };
const READS = ['DescribeAutoScalingGroups', 'DescribeLaunchTemplateVersions'] as const;

/** EKS loses the last interface of each template that it copies from now on. */
function loseInterface(world: World): void {
  world.account.copied = (data) => ({
    ...data,
    NetworkInterfaces: data.NetworkInterfaces?.slice(0, -1),
  });
}

/** Somebody deletes EKS's copies. */
function removeCopies(world: World): void {
  const { templates } = world.account;
  for (const { id, tags } of templates.all()) if (!tags[ID_TAG]) templates.remove(id);
}

/** The calls after the answer of the last call that changes something. */
function lastReads({ calls }: Run): readonly string[] {
  const names = actions(calls);
  return names.slice(calls.map(({ write }) => write).lastIndexOf(true) + 1);
}

function count(names: readonly string[], name: string): number {
  return names.filter((each) => each === name).length;
}

describe('create', () => {
  it.each([true, false])(
    'succeeds after two reads in two round trips (a MixedInstancesPolicy: %s)',
    async (mixedInstancesPolicy) => {
      const { world, request } = setting({ ...options, assumptions: { mixedInstancesPolicy } });
      const end = await run(world, request);
      expect(succeeded(end).message).toBe('');
      const reads = lastReads(end);
      expect(count(reads, 'DescribeAutoScalingGroups')).toBe(1);
      // the copy, and Read's own template
      expect(count(reads, 'DescribeLaunchTemplateVersions')).toBe(2);
      const [asked, copy] = end.calls
        .slice(-reads.length)
        .filter(({ action }) => READS.some((read) => read === action));
      const { autoScalingGroup, copyTemplateId } = world.nodegroup(
        'training',
        request.identity.nodegroupName,
      );
      expect(asked?.input).toEqual({ AutoScalingGroupNames: [autoScalingGroup] });
      expect(copy?.input).toEqual({ LaunchTemplateId: copyTemplateId, Versions: ['1'] });
    },
  );

  it('is NotStabilized where the copy stays short of an EFA, and says which; Delete leaves nothing', async () => {
    const made = setting(options);
    const { world, request } = made;
    loseInterface(world);
    const end = await run(world, request);
    expect(failed(end)).toMatchObject({ code: 'NotStabilized', accepted: true });
    expect(failed(end).message).toMatch(
      /^Launch template lt-\w+ version 1 lacks card 1 device 0 efa-only; 1 of 2 EFA interfaces are present\. /,
    );
    expect(end.messages.join('\n')).toContain('lacks card 1 device 0 efa-only');
    succeeded(await run(world, remove(request.identity)));
    world.clock.advance(600);
    expect(leftOf(made)).toEqual([]);
  });

  it('succeeds where the copy has more than was planned', async () => {
    const { world, request } = setting(options);
    world.account.copied = (data) => ({
      ...data,
      NetworkInterfaces: [...(data.NetworkInterfaces ?? []), { NetworkCardIndex: 7 }],
    });
    expect(succeeded(await run(world, request)).message).toBe('');
  });

  it.each([
    ['DescribeAutoScalingGroups', 'AccessDenied', 0],
    // it was allowed before anything was created
    ['DescribeLaunchTemplateVersions', 'UnauthorizedOperation', 1],
  ])(
    'succeeds where %s is refused, and says that nothing was verified',
    async (action, code, skip) => {
      const { world, request } = setting(options);
      world.faults.add({ action, skip, error: { code, status: 403 } });
      const { message } = succeeded(await run(world, request));
      expect(message).toMatch(/^The interfaces of the nodes were not verified: /);
      expect(message).toContain(`${action} `);
      expect(message).toContain(code);
      expect(world.faults.unused()).toEqual([]);
    },
  );

  it('waits for a group that is not visible yet', async () => {
    const { world, request } = setting(options);
    world.stale({ action: 'DescribeAutoScalingGroups', times: 3 });
    const end = await run(world, request);
    expect(succeeded(end).message).toBe('');
    expect(count(actions(end.calls), 'DescribeAutoScalingGroups')).toBe(4);
    expect(end.delays.slice(-3)).toEqual([5, 10, 20]);
    expect(end.messages.at(-1)).toContain('has no launch template');
  });

  it.each([
    ['the group', (world: World) => world.stale({ action: READS[0], times: 99 })],
    [
      'the copy',
      (world: World) => world.faults.add({ action: READS[0], run: () => removeCopies(world) }),
    ],
  ])(
    'succeeds where %s never becomes visible, and says so after the window',
    async (_name, prepare) => {
      const { world, request } = setting(options);
      prepare(world);
      const end = await run(world, request);
      expect(succeeded(end).message).toMatch(
        /^The interfaces of the nodes were not verified: .*has no launch template/,
      );
      expect(end.delays.slice(-7)).toEqual([5, 10, 20, 20, 20, 20, 20]);
    },
  );

  it.each(READS)('goes on after %s was throttled', async (action) => {
    const { world, request } = setting(options);
    const error = { code: 'Throttling' };
    world.faults.add({ action, times: 3, error });
    const end = await run(world, request);
    expect(succeeded(end).message).toBe('');
    expect(world.faults.unused()).toEqual([]);
  });
});

describe('an invocation killed at', () => {
  it.each([
    [READS[0], 'context'],
    [READS[0], 'nothing'],
    [READS[1], 'context'],
    [READS[1], 'nothing'],
  ] as const)(
    '%s (what is left: %s) creates nothing twice and loses no check',
    async (action, left) => {
      for (const short of [false, true]) {
        const made = setting(options);
        const { world, request } = made;
        if (short) loseInterface(world);
        world.faults.add({ action, when: 'after', error: 'killed' });
        const end = await run(world, request, { afterKill: left });
        expect(end.outcome.kind).toBe(short ? 'failed' : 'succeeded');
        expect(world.faults.unused()).toEqual([]);
        expect(count(actions(end.calls), 'CreateNodegroup')).toBe(1);
      }
    },
  );
});

describe('update', () => {
  const changed = (
    { request, properties }: Living,
    change: Partial<Living['properties']>,
    token = 'update-token',
  ) => update(request.identity, properties, { ...properties, ...change }, { token });

  it('that rolls is compared with the version that it rolled to', async () => {
    const made = await living(options);
    const end = await run(made.world, changed(made, { Volume: { SizeGiB: 200 } }));
    expect(succeeded(end).message).toBe('');
    const reads = lastReads(end);
    expect(count(reads, 'DescribeAutoScalingGroups')).toBe(1);
    const { copyTemplateId } = made.world.nodegroup(
      'training',
      made.request.identity.nodegroupName,
    );
    expect(
      end.calls.filter(({ action }) => action === READS[1]).map(({ input }) => input),
    ).toContainEqual({
      LaunchTemplateId: copyTemplateId,
      Versions: ['2'],
    });
  });

  it.each<readonly [string, Partial<Living['properties']>]>([
    ['the template', { Volume: { SizeGiB: 200 } }],
    ['the release alone', { ReleaseVersion: '1.33.5-20251120' }],
  ])('that rolls %s is NotStabilized where the copy stays short', async (_what, change) => {
    const older = { ...SMALL, ReleaseVersion: '1.33.0-20251001' };
    const made = await living({ ...options, change: older });
    loseInterface(made.world);
    const end = failed(await run(made.world, changed(made, change)));
    expect(end.code).toBe('NotStabilized');
    expect(end.message).toMatch(/version \d lacks card 1 device 0 efa-only/);
  });

  it('waits where Auto Scaling still shows the version before', async () => {
    const made = await living({
      ...options,
      change: { ...SMALL, Efa: { InterfaceLayout: 'EFA_ALL' } },
    });
    const { account, clock } = made.world;
    made.world.faults.add({
      action: READS[0],
      // the first asks for its size
      skip: 1,
      run: () => {
        const copy = account.templates
          .all()
          .find(({ tags, latestVersion }) => !tags[ID_TAG] && latestVersion === 2);
        if (!copy) throw new Error('no copy with a second version');
        account.templates.put(copy.id, { ...copy, latestVersion: 1 });
        clock.after(5, () => account.templates.put(copy.id, copy));
      },
    });
    const end = await run(made.world, changed(made, { Efa: { InterfaceLayout: 'EFA_PRIMARY' } }));
    expect(end.messages.at(-1)).toContain('version 1 lacks card 1 device 0 efa-only');
    expect(made.world.faults.unused()).toEqual([]);
    expect(succeeded(end).message).toBe('');
  });

  it.each<readonly [string, Partial<Living['properties']>]>([
    ['nothing', {}],
    ['a label', { Labels: { team: 'ml' } }],
    ['a tag', { Tags: { cost: '1' } }],
  ])('of %s reads nothing of Auto Scaling', async (_what, change) => {
    const made = await living({ ...options, timings: { ...QUICK, configUpdate: 600 } });
    const end = await run(made.world, changed(made, change));
    succeeded(end);
    expect(end.calls.filter(({ service }) => service === 'autoscaling')).toEqual([]);
  });

  it('of the maximum asks Auto Scaling for the size that runs, and again right before it is sent', async () => {
    const made = await living({ ...options, timings: { ...QUICK, configUpdate: 600 } });
    const change = { ScalingConfig: { MinSize: 2, MaxSize: 20, DesiredSize: 2 } };
    const end = await run(made.world, changed(made, change));
    succeeded(end);
    const asked = end.calls.filter(({ service }) => service === 'autoscaling');
    const read = 'DescribeAutoScalingGroups';
    expect(actions(asked)).toEqual([read, read]);
  });
});
