import type { Fault } from '../world/faults';
import { comparable } from './comparable';
import { leftOf, QUICK, type RunOptions, remove, run, SMALL, setting, succeeded } from './driver';

/** Every create call, and how many of the same action go before it. */
const CREATE_CALLS = [
  ['the placement group', 'CreatePlacementGroup', 0],
  ['the security group', 'CreateSecurityGroup', 0],
  ['the self rule in', 'AuthorizeSecurityGroupIngress', 0],
  ['the self rule out', 'AuthorizeSecurityGroupEgress', 0],
  ['the open IPv4 egress that goes', 'RevokeSecurityGroupEgress', 0],
  ['the launch template', 'CreateLaunchTemplate', 0],
  ['the node group', 'CreateNodegroup', 0],
] as const;

const LOSSES: readonly (readonly [string, Partial<Fault>, RunOptions])[] = [
  ['lost, and the SDK tries again', { error: 'ECONNRESET' }, {}],
  ['lost, and nobody tries again', { error: 'ECONNRESET' }, { maxAttempts: 1 }],
  ['never heard, and the context is the one before', { error: 'killed' }, { afterKill: 'context' }],
  ['never heard, and the context is gone', { error: 'killed' }, { afterKill: 'nothing' }],
];

describe.each([true, false])('with EKS replaying tokens: %s', (eksTokenReplays) => {
  const options = { change: SMALL, assumptions: { eksTokenReplays }, timings: QUICK };
  let calm: object;
  beforeAll(async () => {
    const made = setting(options);
    await run(made.world, made.request);
    calm = comparable(made);
  });

  describe.each(LOSSES)('an answer that is %s', (_loss, fault, runOptions) => {
    it.each(CREATE_CALLS)('of %s (%s, %i before)', async (_piece, action, skip) => {
      const lossy = setting(options);
      lossy.world.faults.add({ action, skip, when: 'after', ...fault });
      const { outcome } = await run(lossy.world, lossy.request, runOptions);

      expect(outcome.kind).toBe('succeeded');
      expect(lossy.world.faults.unused()).toEqual([]);
      expect(comparable(lossy)).toEqual(calm);
      succeeded(await run(lossy.world, remove(lossy.request.identity)));
      lossy.world.clock.advance(600);
      expect(leftOf(lossy)).toEqual([]);
    });
  });
});

describe('two invocations at once, because the first took too long', () => {
  it('make one of each, and both end well; two deletes at once leave nothing', async () => {
    const made = setting({ change: SMALL });
    const { world, request } = made;
    const ends = await Promise.all([run(world, request), run(world, request)]);
    expect(ends.map(({ outcome }) => outcome.kind)).toEqual(['succeeded', 'succeeded']);
    const resources = leftOf(made).filter(({ tags }) => 'efa-node-group:id' in tags);
    expect(resources.map(({ type }) => type).sort()).toEqual([
      'launch-template',
      'nodegroup',
      'placement-group',
      'security-group',
    ]);
    const gone = remove(request.identity);
    const deletes = await Promise.all([run(world, gone), run(world, gone)]);
    expect(deletes.map(({ outcome }) => outcome.kind)).toContain('succeeded');
    world.clock.advance(600);
    expect(leftOf(made)).toEqual([]);
  });
});
