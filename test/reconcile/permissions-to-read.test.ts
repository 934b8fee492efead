/** A read that is not allowed is told before anything is changed, not over a finished roll. */
import { failed, living, QUICK, run, SMALL, setting, succeeded, update, writes } from './driver';

const READS = [
  'DescribeCluster',
  'DescribeSubnets',
  'DescribeSecurityGroups',
  'DescribePlacementGroups',
  'DescribeLaunchTemplateVersions',
  'DescribeUpdate',
];
const refusalOf = (action: string) => ({
  code: action === 'DescribeCluster' ? 'AccessDeniedException' : 'UnauthorizedOperation',
  status: 403,
});

describe('a create', () => {
  // no update is followed
  it.each(READS.filter((action) => action !== 'DescribeUpdate'))(
    'is refused before its first call without %s',
    async (action) => {
      const { world, request } = setting({ change: SMALL, timings: QUICK });
      world.faults.add({ action, times: 99, error: refusalOf(action) });
      const end = await run(world, request);
      expect(failed(end)).toMatchObject({ code: 'AccessDenied', accepted: false });
      expect(failed(end).message).toContain(action);
      expect(writes(end.calls)).toEqual([]);
    },
  );
});

const CHANGES = [
  ['a label', { Labels: { a: 'b' } }],
  ['a tag', { Tags: { a: 'b' } }],
  ['the volume', { Volume: { SizeGiB: 200 } }],
] as const;

describe.each(CHANGES)('an update of %s', (_name, change) => {
  it.each(READS)('is refused before its first call without %s', async (action) => {
    const { world, request, properties } = await living({ change: SMALL, timings: QUICK });
    world.faults.add({ action, times: 99, error: refusalOf(action) });
    const end = await run(
      world,
      update(request.identity, properties, { ...properties, ...change }),
    );
    expect(failed(end).code).toBe('AccessDenied');
    expect(failed(end).message).toContain(action);
    expect(writes(end.calls)).toEqual([]);
  });

  it('is sent where EKS refuses the id that no update has', async () => {
    const { world, request, properties } = await living({ change: SMALL, timings: QUICK });
    const refused = { code: 'InvalidParameterException', status: 400 };
    world.faults.add({ action: 'DescribeUpdate', error: refused });
    succeeded(await run(world, update(request.identity, properties, { ...properties, ...change })));
  });
});
