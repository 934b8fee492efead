/** What survives callbackContext: through JSON, and never more than is needed. */

import { checkpointOf, resetStreaks, restore, retryAfter } from '../../../src/core/loop/checkpoint';
import { NOTHING_OBSERVED } from '../../../src/core/loop/observation';
import { NOT_OBSERVED } from '../../../src/core/loop/wait';
import type { Checkpoint } from '../../../src/core/model/decision';
import type { Facts } from '../../../src/core/model/facts';
import {
  ABSENT,
  factsOf,
  living,
  missed,
  PLACEMENT_GROUP,
  present,
  SECURITY_GROUP,
} from '../given';

function through(
  action: 'CREATE' | 'UPDATE' | 'DELETE',
  facts: Facts,
  checkpoint: Checkpoint = {},
): Facts {
  return restore(JSON.parse(JSON.stringify(checkpointOf(action, facts, checkpoint))) as Checkpoint);
}

const { tags: _pg, ...placementGroup } = PLACEMENT_GROUP;
const { tags: _sg, ...securityGroup } = SECURITY_GROUP;
const known = factsOf(living(), { securityGroup: present(SECURITY_GROUP) });

describe('from one invocation of Create to the next', () => {
  it.each<readonly [string, Partial<Facts>, Partial<Facts>]>([
    ['nothing known stays unknown', NOTHING_OBSERVED, NOTHING_OBSERVED],
    [
      'resources are kept, without their tags',
      known,
      { placementGroup: present(placementGroup), securityGroup: present(securityGroup) },
    ],
    [
      'the node group is observed again',
      known,
      { nodegroup: { is: 'unknown', confirmed: true, observations: 0, observeNow: true } },
    ],
    [
      "a resource of somebody else's stays theirs",
      { placementGroup: present(PLACEMENT_GROUP, false) },
      { placementGroup: present(placementGroup, false) },
    ],
    [
      'what was missed is observed again, and its observations are counted',
      { launchTemplate: missed(3, true) },
      { launchTemplate: { is: 'unknown', confirmed: true, observations: 3, observeNow: true } },
    ],
    ['what is absent stays absent', { placementGroup: ABSENT }, { placementGroup: ABSENT }],
    [
      'rules that were not visible may be sent again',
      { securityGroup: present({ ...SECURITY_GROUP, waitForRules: true, ruleObservations: 2 }) },
      { securityGroup: present({ ...securityGroup, waitForRules: false, ruleObservations: 2 }) },
    ],
    ['the environment is not carried along', known, { environment: {} }],
  ])('%s', (_name, facts, expected) => {
    expect(through('CREATE', { ...NOTHING_OBSERVED, ...facts })).toMatchObject(expected);
  });
});

describe('from one invocation of Update to the next', () => {
  it('resources are observed afresh, the sent update by its id', () => {
    const facts = through('UPDATE', { ...known, update: { id: 'u-1', status: 'InProgress' } });
    expect(facts).toMatchObject({
      launchTemplate: NOT_OBSERVED,
      placementGroup: NOT_OBSERVED,
      environment: {},
    });
    expect(facts.update).toEqual({ id: 'u-1' });
  });
});

describe('the checkpoint', () => {
  it('keeps what was counted before', () => {
    const checkpoint: Checkpoint = {
      deletes: 2,
      observedAnything: true,
      sentTokens: ['a'],
      attempts: { launchTemplate: 1 },
    };
    for (const action of ['CREATE', 'UPDATE', 'DELETE'] as const) {
      expect(checkpointOf(action, known, checkpoint)).toMatchObject(checkpoint);
    }
  });
  it('holds no tag and no text of the user', () => {
    const born = living({
      Tags: { team: 'SECRET' },
      PreBootstrapUserData: '#!SECRET',
      Labels: { a: 'SECRET' },
    });
    expect(
      JSON.stringify(
        checkpointOf(
          'CREATE',
          factsOf(born, { launchTemplate: present({ id: 'lt-1', tags: { a: 'SECRET' } }) }),
          {},
        ),
      ),
    ).not.toContain('SECRET');
  });
});

describe('what is tried again', () => {
  /** One invocation that meets this error, or none, and the next one's checkpoint. */
  const invocation = (before: Checkpoint, disposition?: 'window' | 'credentials' | 'wait') => {
    const retry =
      disposition &&
      retryAfter(
        before,
        { disposition, code: 'Throttling' },
        { operationKey: 'key' },
        { waits: 0 },
      );
    return {
      delay: retry?.delaySeconds,
      next: resetStreaks(before, retry?.checkpoint ?? before),
    };
  };
  const streak = (
    from: Checkpoint,
    disposition: 'window' | 'credentials' | 'wait',
    times: number,
  ) => {
    const delays: (number | undefined)[] = [];
    let checkpoint = from;
    for (let time = 0; time < times; time += 1) {
      const { delay, next } = invocation(checkpoint, disposition);
      delays.push(delay);
      checkpoint = next;
    }
    return { delays, checkpoint };
  };
  const WINDOW = [5, 10, 20, 20, 20, 20, 20, undefined];

  it('within the visibility window ends with it', () => {
    expect(streak({}, 'window', 8).delays).toEqual(WINDOW);
  });
  it('has a whole window again after an invocation without that error', () => {
    const { checkpoint } = streak({}, 'window', 7);
    expect(streak(invocation(checkpoint).next, 'window', 8).delays).toEqual(WINDOW);
    expect(streak(invocation(checkpoint, 'wait').next, 'window', 8).delays).toEqual(WINDOW);
    expect(streak(invocation(checkpoint, 'credentials').next, 'window', 8).delays).toEqual(WINDOW);
  });
  it('with other credentials is tried once, and once more after an invocation that had them', () => {
    const { delays, checkpoint } = streak({}, 'credentials', 1);
    expect([delays, invocation(checkpoint, 'credentials').delay]).toEqual([[1], undefined]);
    expect(invocation(invocation(checkpoint).next, 'credentials').delay).toBe(1);
    expect(invocation(invocation(checkpoint, 'window').next, 'credentials').delay).toBe(1);
  });
  it('what AWS refuses for now is tried again ever later, and soon after an invocation that went well', () => {
    const times = (from: Checkpoint) => streak(from, 'wait', 5);
    const { delays, checkpoint } = times({});
    expect(
      delays.map(Number).every((delay, at) => at === 0 || delay > Number(delays[at - 1])),
    ).toBe(true);
    expect(times(invocation(checkpoint).next).delays).toEqual(delays);
  });
  it('what is in use is not tried again within seconds', () => {
    const { delaySeconds } = retryAfter(
      {},
      { disposition: 'wait', code: 'ResourceConflict' },
      { operationKey: 'key' },
      { waits: 0 },
    );
    expect(delaySeconds).toBeGreaterThanOrEqual(8);
  });
  it('keeps all else that was known', () => {
    const known: Checkpoint = { deletes: 2, observedAnything: true };
    expect(invocation({ ...known, windowWaits: 3, refusedCredentials: 1 }).next).toEqual(known);
    expect(invocation(known, 'window').next).toEqual({ ...known, windowWaits: 1 });
  });
});
