/** What survives callbackContext: through JSON, and never more than is needed. */

import { checkpointOf, restore } from '../../../src/core/loop/checkpoint';
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
