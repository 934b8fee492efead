/** An invocation that comes late sends nothing where the next request may have been answered. */

import { TO_OBSERVE_AGAIN } from '../../../src/core/loop/checkpoint';
import { dueAfter, isLate, whenLate } from '../../../src/core/loop/late';
import { NOTHING_OBSERVED } from '../../../src/core/loop/observation';
import type { Facts } from '../../../src/core/model/facts';
import {
  APPLIED_TAG,
  formatApplied,
  operationHash,
} from '../../../src/core/ownership/applied-record';
import {
  ABSENT,
  create,
  DELETE,
  missed,
  PLACEMENT_GROUP,
  present,
  progress,
  SECURITY_GROUP,
  update,
} from '../given';

const CREATE = create();
const FENCED = { ...CREATE, fenced: true } as const;
const UPDATE = update({}, {});
const FENCED_UPDATE = { ...UPDATE, fenced: true } as const;
const TEMPLATE = { id: 'lt-1', createdVersion: 1 };
const facts = (more: Partial<Facts> = {}): Facts => ({ ...NOTHING_OBSERVED, ...more });

describe('an invocation', () => {
  const due = { waits: 3, atEpochSeconds: 1_000 };
  it.each([
    ['on time is not late', CREATE, 3, 1_000, false],
    ['three minutes after its time is not late', CREATE, 3, 1_180, false],
    ['later than that is', CREATE, 3, 1_181, true],
    // CloudFormation sends the last one again after it was killed: that one has no time of its own
    ['whose time was given for another one is not', CREATE, 4, 9_999, false],
    ['of a create that a fence protects is not', FENCED, 3, 9_999, false],
    ['of an update is', update({}, {}), 3, 1_181, true],
    ['of an update that a fence protects is not', FENCED_UPDATE, 3, 9_999, false],
    ['of a delete is not', DELETE, 3, 9_999, false],
  ])('%s', (_name, request, waits, now, expected) => {
    expect(isLate(request, progress({ due, waits }), now)).toBe(expected);
  });
  it('that was given no time is not late', () => {
    expect(isLate(CREATE, progress({ waits: 3 }), 9_999)).toBe(false);
  });
  it('of a create or an update is given the time of the next one', () => {
    const before = progress({ waits: 2 });
    for (const request of [CREATE, UPDATE]) {
      expect(dueAfter(request, before, 990, 10, false)).toEqual({ due });
    }
    for (const request of [FENCED, FENCED_UPDATE, DELETE]) {
      expect(dueAfter(request, before, 990, 10, false)).toEqual({});
    }
  });
  it.each([
    ['that is late and only waits leaves the next one as late', 1_181, false, 1_000],
    ['that is late and sends calls was looked at', 1_181, true, 1_191],
    ['that is on time and waits', 1_180, false, 1_190],
  ])('%s', (_name, now, hasSent, atEpochSeconds) => {
    const next = dueAfter(CREATE, progress({ due, waits: 3 }), now, 10, hasSent);
    expect(next).toEqual({ due: { waits: 4, atEpochSeconds } });
  });
});

describe('a late create', () => {
  it('that had created nothing sends nothing', () => {
    const { failure, ...others } = whenLate(CREATE, facts({ launchTemplate: ABSENT }), {});
    expect(others).toEqual({});
    expect(failure?.code).toBe('NotStabilized');
    expect(failure?.message).toContain('nothing of it had been created');
  });
  it('observes again what it knows as created, and nothing else', () => {
    const known = facts({
      launchTemplate: present(TEMPLATE),
      securityGroup: present(SECURITY_GROUP),
      placementGroup: ABSENT,
    });
    expect(whenLate(CREATE, known, { observedAnything: true })).toEqual({
      facts: { ...known, launchTemplate: TO_OBSERVE_AGAIN, securityGroup: TO_OBSERVE_AGAIN },
      checkpoint: { observedAnything: true, doubted: ['launchTemplate', 'securityGroup'] },
    });
  });
  const doubting = {
    observedAnything: true,
    doubted: ['launchTemplate', 'placementGroup'],
  } as const;
  it('goes on where it finds all of it', () => {
    const found = facts({
      launchTemplate: present(TEMPLATE),
      placementGroup: present(PLACEMENT_GROUP),
    });
    expect(whenLate(CREATE, found, doubting)).toEqual({ checkpoint: { observedAnything: true } });
  });
  it.each<readonly [string, Partial<Facts>, string]>([
    [
      'one of it',
      { launchTemplate: present(TEMPLATE), placementGroup: ABSENT },
      'its placement group cannot be found',
    ],
    [
      'one of it for sure',
      { launchTemplate: missed(), placementGroup: present(PLACEMENT_GROUP) },
      'its launch template cannot be found',
    ],
    [
      'any of it',
      { launchTemplate: ABSENT, placementGroup: ABSENT },
      'its launch template and its placement group cannot be found',
    ],
  ])('sends nothing where it does not find %s', (_name, more, words) => {
    const { failure, ...others } = whenLate(CREATE, facts(more), doubting);
    expect(others).toEqual({});
    expect(failure?.code).toBe('NotStabilized');
    expect(failure?.message).toContain(words);
  });
});

describe('a late update', () => {
  const sent = { sentTokens: ['token'] };
  const recorded = (operation: string) =>
    facts({
      nodegroup: present({
        tags: {
          [APPLIED_TAG]: formatApplied({ operation, isSending: false, hashes: {}, before: {} }),
        },
      }),
    });
  const own = recorded(operationHash(UPDATE));
  it.each([
    ['goes on where its own record stands after what it sent', own, sent],
    ['goes on after its roll, whatever is recorded', recorded('f00f00'), { rolledTo: {} }],
  ])('%s', (_name, known, checkpoint) => {
    expect(whenLate(UPDATE, known, checkpoint)).toEqual({});
  });
  it.each([
    ['that had sent nothing', own, {}],
    ['that another operation followed', recorded('f00f00'), sent],
    ['without a record', facts({ nodegroup: present({}) }), sent],
    ['that does not see the node group', facts(), sent],
  ])('%s sends nothing', (_name, known, checkpoint) => {
    const { failure, ...others } = whenLate(UPDATE, known, checkpoint);
    expect(others).toEqual({});
    expect(failure?.code).toBe('NotStabilized');
    expect(failure?.message).toContain('nothing more was changed');
  });
});
