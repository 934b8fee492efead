/** What an update records of itself. */

import type { SizeDifference } from '../../../src/core/feature/feature';
import { FEATURES } from '../../../src/core/features';
import { appliedGroups, appliedHashes } from '../../../src/core/lifecycle/applied-groups';
import { isRecorded } from '../../../src/core/lifecycle/update/last-applied';
import { isOutOfDate, recordOfOperation } from '../../../src/core/lifecycle/update/record';
import type { Properties } from '../../../src/core/model/properties';
import {
  APPLIED_TAG,
  type AppliedRecord,
  formatApplied,
  operationHash,
} from '../../../src/core/ownership/applied-record';
import { settled } from '../features';
import { factsOf, living, properties, update } from '../given';

const GROUPS = appliedGroups(FEATURES);

describe('the record of an operation', () => {
  const hashesOf = (given: Partial<Properties>) =>
    appliedHashes(GROUPS, { properties: properties(given), stackTags: {} });
  const SMALL = { ScalingConfig: { MinSize: 1, MaxSize: 5 } };
  const LARGE = { ScalingConfig: { MinSize: 3, MaxSize: 9 } };
  const before = { min: 1, max: 5, desired: 4 };
  const after = { min: 3, max: 9, desired: 4 };
  const since = (request: ReturnType<typeof update>, record?: AppliedRecord) => {
    const born = living(SMALL);
    const { [APPLIED_TAG]: _none, ...tags } = born.nodegroup.tags ?? {};
    const text = record && formatApplied(record);
    return settled(request, factsOf(born), {
      ...born.nodegroup,
      tags: { ...tags, ...(text && { [APPLIED_TAG]: text }) },
    });
  };
  const REQUEST = update(SMALL, LARGE);
  const WRITTEN: AppliedRecord = {
    operation: operationHash(REQUEST),
    hour: 0,
    isSending: true,
    hashes: hashesOf(LARGE),
    before: { sca: hashesOf(SMALL).sca ?? '' },
    sizes: { before, after },
  };

  it('holds what it applies, what was before of that alone, and the sizes', () => {
    expect(recordOfOperation(since(REQUEST), true, { before, after } as SizeDifference)).toEqual(
      WRITTEN,
    );
    const record = recordOfOperation(since(REQUEST), false, undefined);
    expect(record).not.toHaveProperty('sizes');
    expect(record.isSending).toBe(false);
  });
  it('says that it goes back, also where a way back goes on', () => {
    const back = update(LARGE, SMALL);
    expect(
      recordOfOperation(since(back, { ...WRITTEN, operation: 'f00f00' }), true, undefined),
    ).toMatchObject({ takenBack: ['sca'], earlier: 'f00f00' });
    const going = { ...WRITTEN, operation: 'f00f00', takenBack: ['sca'] };
    expect(recordOfOperation(since(REQUEST, going), true, undefined).takenBack).toEqual(['sca']);
    const forward = { ...WRITTEN, operation: operationHash(REQUEST) };
    expect(recordOfOperation(since(REQUEST, forward), true, undefined)).not.toHaveProperty(
      'takenBack',
    );
    expect(recordOfOperation(since(REQUEST), true, undefined)).not.toHaveProperty('takenBack');
  });
  it('is there once it was written, by the same operation and of the same template', () => {
    expect(isRecorded(since(REQUEST, WRITTEN))).toBe(true);
    expect(isRecorded(since(REQUEST))).toBe(false);
    expect(isRecorded(since(REQUEST, { ...WRITTEN, operation: 'f00f00' }))).toBe(false);
    expect(isRecorded(since(REQUEST, { ...WRITTEN, hashes: hashesOf(SMALL) }))).toBe(false);
  });

  const LABEL = { Labels: { a: '1' } };
  const TAG = { Tags: { a: '1' } };
  const VOLUME = { Volume: { SizeGiB: 200 } };
  const of = (given: Partial<Properties>, more: Partial<AppliedRecord> = {}): AppliedRecord => ({
    operation: 'f00f00',
    isSending: false,
    hashes: hashesOf(given),
    before: {},
    ...more,
  });
  it.each<readonly [string, ReturnType<typeof update>, AppliedRecord | undefined, boolean]>([
    ['is out of date where a label changed', update({}, LABEL), of({}), true],
    ['is out of date where a tag changed', update({}, TAG), of({}), true],
    ['is not where the launch template alone did', update({}, VOLUME), of({}), false],
    ['is out of date where both did', update({}, { ...LABEL, ...VOLUME }), of({}), true],
    ['is not where nothing changed', update({}, {}), of({}), false],
    ['is not where it has the change already', update({}, LABEL), of(LABEL), false],
    ['is not where there is none', update({}, LABEL), undefined, false],
    [
      'is not where tags go back that may not have been sent',
      update(TAG, {}),
      of(TAG, { isSending: true, before: { tag: hashesOf({}).tag ?? '' } }),
      false,
    ],
    [
      'is out of date where tags go back that were sent',
      update(TAG, {}),
      of(TAG, { before: { tag: hashesOf({}).tag ?? '' } }),
      true,
    ],
  ])('%s', (_name, request, record, expected) => {
    expect(isOutOfDate(since(request, record))).toBe(expected);
  });
});
