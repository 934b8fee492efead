/** The record of what was applied last: its groups, its text, and what it makes of previous and desired. */

import type { Nodegroup } from '@aws-sdk/client-eks';
import { FEATURES } from '../../../src/core/features';
import {
  appliedGroups,
  appliedHashes,
  withValuesAt,
} from '../../../src/core/lifecycle/applied-groups';
import type { Properties } from '../../../src/core/model/properties';
import {
  APPLIED_TAG,
  type AppliedRecord,
  formatApplied,
  operationHash,
  parseApplied,
} from '../../../src/core/ownership/applied-record';
import { isReservedTagKey } from '../../../src/core/ownership/tag-keys';
import { sameJson } from '../../../src/core/util/compare';
import { settled } from '../features';
import { factsOf, living, properties, update } from '../given';

const GROUPS = appliedGroups(FEATURES);
const HASHES = appliedHashes(GROUPS, { properties: properties(), stackTags: {} });
const LARGEST = { min: 5000, max: 5000, desired: 5000 };
const FULL: AppliedRecord = {
  operation: '0a1b2c',
  isSending: true,
  earlier: '3d4e5f',
  hour: 999_999,
  hashes: HASHES,
  before: HASHES,
  takenBack: Object.keys(HASHES),
  sizes: { before: LARGEST, after: LARGEST },
};

describe('the tag', () => {
  it('is read as it was written, and is ours', () => {
    const plain = { operation: 'f00f00', isSending: false, hashes: HASHES, before: {} };
    for (const record of [FULL, plain]) expect(parseApplied(formatApplied(record))).toEqual(record);
    expect(isReservedTagKey(APPLIED_TAG)).toBe(true);
  });

  it('fits, with every group changed and the largest sizes', () => {
    expect(formatApplied(FULL).length).toBeLessThanOrEqual(256);
    expect(formatApplied(FULL)).toMatch(/^[A-Za-z0-9 =/:]+$/);
  });

  it.each(['', 'v2 op=1', undefined])('of another form is none: %s', (text) => {
    expect(parseApplied(text)).toBeUndefined();
  });
});

describe('the groups', () => {
  it('have keys of their own', () => {
    const keys = GROUPS.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('hold each property that an update can change once', () => {
    const paths = GROUPS.flatMap((group) => group.paths);
    const changing = FEATURES.filter(
      ({ change }) => change !== 'replace' && change !== 'nothing',
    ).flatMap((feature) => feature.properties);
    expect([...paths].sort()).toEqual([...changing].sort());
  });

  it.each<readonly [string, Partial<Properties>, Partial<Properties>]>([
    ['update config', {}, { UpdateConfig: { MaxUnavailable: 1, UpdateStrategy: 'DEFAULT' } }],
    ['node repair', {}, { NodeRepairConfig: { Enabled: false } }],
    ['warm pool', {}, { WarmPoolConfig: { Enabled: false } }],
    ['labels', {}, { Labels: {} }],
    ['taints', {}, { Taints: [] }],
    ['user data', {}, { PreBootstrapUserData: '' }],
    ['disks', {}, { LocalStorage: 'AUTO' }],
  ])('know a default that is written down: %s', (_name, before, after) => {
    const [a, b] = [before, after].map((given) =>
      appliedHashes(GROUPS, { properties: properties(given), stackTags: {} }),
    );
    expect(a).toEqual(b);
  });
});

test('values are taken over at paths, and with them that there are none', () => {
  const to = { Efa: { SecurityGroup: 'NONE', InterfaceLayout: 'EFA_ALL' }, Labels: { a: '1' } };
  const from = { Efa: { InterfaceLayout: 'ENA_PRIMARY' } };
  expect(withValuesAt<object>(to, from, ['Efa.SecurityGroup', 'Labels'])).toEqual({
    Efa: { InterfaceLayout: 'EFA_ALL' },
  });
  expect(
    withValuesAt<object>({ Efa: { SecurityGroup: 'NONE' } }, {}, ['Efa.SecurityGroup']),
  ).toEqual({});
});

describe('an update touches', () => {
  const born = living({ Labels: { a: '1' } });
  const labelsOf = (request: ReturnType<typeof update>, applied?: string) => {
    const { [APPLIED_TAG]: recorded, ...tags } = born.nodegroup.tags ?? {};
    const text = applied ?? recorded;
    const nodegroup = {
      ...born.nodegroup,
      tags: { ...tags, ...(text && { [APPLIED_TAG]: text }) },
    };
    return settled(request, factsOf(born), nodegroup).request.previous.Labels;
  };
  const refused = update({ Labels: { a: '2' } }, { Labels: { a: '1' } });

  it('nothing that is applied, whatever was there in between', () => {
    expect(labelsOf(refused)).toEqual({ a: '1' });
  });
  it('what changed against what is applied', () => {
    expect(labelsOf(update({ Labels: { a: '1' } }, { Labels: { a: '3' } }))).toEqual({ a: '1' });
  });
  it('what changed in the template, where no release recorded anything', () => {
    expect(labelsOf(refused, 'of a later release')).toEqual({ a: '2' });
  });
});

describe('with a record, an update touches', () => {
  type Given = Partial<Properties>;
  interface Case {
    /** What was applied last, and what was before that. */
    readonly last: Given;
    readonly before?: Given;
    readonly isSending?: boolean;
    /** Whether the record is that of this very operation. */
    readonly isOwn?: boolean;
    readonly live?: Partial<Nodegroup>;
    readonly description?: string;
  }
  const hashesOf = (given: Given) =>
    appliedHashes(GROUPS, { properties: properties(given), stackTags: {} });
  /** Whether it touches the one property that differs between the templates. */
  function touches(previous: Given, desired: Given, given: Case): boolean {
    const { last, before, isSending = false, isOwn = false, live, description } = given;
    const born = living(last);
    const request = update(previous, desired);
    const [now, then] = [hashesOf(last), hashesOf(before ?? last)];
    const record: AppliedRecord = {
      operation: isOwn ? operationHash(request) : 'f00f00',
      isSending,
      hashes: now,
      before: Object.fromEntries(Object.entries(then).filter(([key, hash]) => now[key] !== hash)),
    };
    const tags = { ...born.nodegroup.tags, [APPLIED_TAG]: formatApplied(record) };
    const [version] = born.template.versions ?? [];
    const template = {
      ...born.template,
      versions: [{ ...version, ...(description && { VersionDescription: description }) }],
    };
    const nodegroup = { ...born.nodegroup, ...live, tags };
    const result = settled(request, factsOf({ ...born, template }), nodegroup).request;
    return !sameJson(result.previous, result.desired);
  }
  const [ONE, TWO, THREE]: readonly [Given, Given, Given] = [
    { Labels: { a: '1' } },
    { Labels: { a: '2' } },
    { Labels: { a: '3' } },
  ];
  const shows = (a: string) => ({ live: { labels: { a, 'efa-node-group/efa-count': '32' } } });

  it.each<readonly [string, Given, Given, Case, boolean]>([
    ['nothing that is applied', TWO, ONE, { last: ONE }, false],
    ['what is not', TWO, ONE, { last: THREE }, true],
    // the rollback of an update that ended with success
    ['what is taken back', TWO, ONE, { last: TWO, before: ONE }, true],
    // its call may never have been sent
    [
      'nothing that was never sent',
      TWO,
      ONE,
      { last: TWO, before: ONE, isSending: true, ...shows('1') },
      false,
    ],
    [
      'what was sent, although it is not known how it ended',
      TWO,
      ONE,
      { last: TWO, before: ONE, isSending: true, ...shows('2') },
      true,
    ],
    [
      'what another update was about to send',
      THREE,
      TWO,
      { last: TWO, before: ONE, isSending: true },
      true,
    ],
    [
      'what it is about to send itself',
      ONE,
      TWO,
      { last: TWO, before: ONE, isSending: true, isOwn: true },
      true,
    ],
    [
      'what it has sent itself, so that its end is seen',
      ONE,
      TWO,
      { last: TWO, before: ONE, isOwn: true },
      true,
    ],
  ])('of the configuration %s', (_name, previous, desired, given, expected) => {
    expect(touches(previous, desired, given)).toBe(expected);
  });

  const [OLD, NEW] = [{ Version: '1.33' }, { Version: '1.34' }] as const;
  const RELEASES = [
    { ReleaseVersion: '1.33.5-20260801' },
    { ReleaseVersion: '1.33.5-20260901' },
  ] as const;
  it.each<readonly [string, Given, Given, Case, boolean]>([
    ['nothing that is applied', OLD, NEW, { last: NEW, live: { version: '1.34' } }, false],
    ['what is not', OLD, NEW, { last: OLD, live: { version: '1.33' } }, true],
    [
      'nothing that was never sent',
      NEW,
      OLD,
      { last: NEW, before: OLD, live: { version: '1.33' } },
      false,
    ],
    // nothing was sent for a version that was taken out of the template, so nothing shows that it was not
    ['what was taken out', {}, OLD, { last: {}, before: OLD, live: { version: '1.33' } }, true],
    ['what was sent', NEW, OLD, { last: NEW, before: OLD, live: { version: '1.34' } }, true],
    [
      'no release that was never sent',
      RELEASES[1],
      RELEASES[0],
      {
        last: RELEASES[1],
        before: RELEASES[0],
        live: { releaseVersion: RELEASES[0].ReleaseVersion },
      },
      false,
    ],
    [
      'a release that was sent',
      RELEASES[1],
      RELEASES[0],
      {
        last: RELEASES[1],
        before: RELEASES[0],
        live: { releaseVersion: RELEASES[1].ReleaseVersion },
      },
      true,
    ],
    // its roll may have failed
    [
      'what another operation tries again',
      OLD,
      NEW,
      { last: NEW, before: OLD, live: { version: '1.33' } },
      true,
    ],
    [
      'what it tries again although it is lower than what lives: EKS says why not',
      OLD,
      NEW,
      { last: NEW, before: OLD, live: { version: '1.35' } },
      true,
    ],
  ])('of the versions %s', (_name, previous, desired, given, expected) => {
    expect(touches(previous, desired, given)).toBe(expected);
  });

  const [SMALL, LARGE] = [{ Volume: { SizeGiB: 100 } }, { Volume: { SizeGiB: 200 } }] as const;
  const BY_HAND = { description: 'by hand' };
  it.each<readonly [string, Given, Given, Case, boolean]>([
    ['nothing that is applied', SMALL, LARGE, { last: LARGE }, false],
    ['what is not', SMALL, LARGE, { last: SMALL }, true],
    ['what is taken back', LARGE, SMALL, { last: LARGE, before: SMALL }, true],
    [
      'nothing where a version made by hand lives',
      LARGE,
      SMALL,
      { last: LARGE, before: SMALL, ...BY_HAND },
      false,
    ],
    ['what another operation tries again', SMALL, LARGE, { last: LARGE, before: SMALL }, true],
    [
      'what it tries again over a version made by hand',
      SMALL,
      LARGE,
      { last: LARGE, before: SMALL, ...BY_HAND },
      true,
    ],
    [
      'what it has sent itself',
      SMALL,
      LARGE,
      { last: LARGE, before: SMALL, isOwn: true, ...BY_HAND },
      true,
    ],
  ])('of the launch template %s', (_name, previous, desired, given, expected) => {
    expect(touches(previous, desired, given)).toBe(expected);
  });

  const [RED, BLUE] = [{ Tags: { team: 'red' } }, { Tags: { team: 'blue' } }] as const;
  it.each<readonly [string, Given, Given, Case, boolean]>([
    ['nothing that is applied', RED, BLUE, { last: BLUE }, false],
    ['what is not', RED, BLUE, { last: RED }, true],
    ['what is taken back', BLUE, RED, { last: BLUE, before: RED }, true],
  ])('of the tags %s', (_name, previous, desired, given, expected) => {
    expect(touches(previous, desired, given)).toBe(expected);
  });
});

describe('the sizes come', () => {
  const [SMALL, LARGE, OTHER] = [
    { ScalingConfig: { MinSize: 1, MaxSize: 5 } },
    { ScalingConfig: { MinSize: 3, MaxSize: 9 } },
    { ScalingConfig: { MinSize: 2, MaxSize: 7 } },
  ] as const;
  const SIZES = {
    before: { min: 1, max: 5, desired: 4 },
    after: { min: 3, max: 9, desired: 4 },
  };
  const hashesOf = (given: Partial<Properties>) =>
    appliedHashes(GROUPS, { properties: properties(given), stackTags: {} });
  /** Of the update from SMALL to LARGE. */
  const RECORD: AppliedRecord = {
    operation: 'f00f00',
    isSending: false,
    hashes: hashesOf(LARGE),
    before: { sca: hashesOf(SMALL).sca ?? '' },
    sizes: SIZES,
  };
  const originOf = (
    request: ReturnType<typeof update>,
    record: Partial<AppliedRecord> | undefined,
  ) => {
    const born = living(SMALL);
    const { [APPLIED_TAG]: _none, ...tags } = born.nodegroup.tags ?? {};
    const applied = record && formatApplied({ ...RECORD, ...record });
    const nodegroup = {
      ...born.nodegroup,
      tags: { ...tags, ...(applied && { [APPLIED_TAG]: applied }) },
    };
    return settled(request, factsOf(born), nodegroup).sizeOrigin;
  };
  const back = update(LARGE, SMALL);
  const again = update(SMALL, LARGE);
  const own = { operation: operationHash(again) };
  const NO_SIZES = undefined as unknown as NonNullable<AppliedRecord['sizes']>;
  const BACK = {
    kind: 'back',
    live: SIZES.before,
    sent: SIZES.after,
    isUnsure: false,
    isSoon: true,
  };
  const AGAIN = { kind: 'again', ...SIZES, isUnsure: false };

  it.each<readonly [string, ReturnType<typeof update>, Partial<AppliedRecord> | undefined, object]>(
    [
      ['from nowhere without a record', again, undefined, { kind: 'unknown' }],
      ['from the template in an ordinary update', update(LARGE, OTHER), {}, { kind: 'forward' }],
      ['from before in a rollback', back, {}, BACK],
      [
        'from before in a rollback of what may not have been sent',
        back,
        { isSending: true },
        { ...BACK, isUnsure: true },
      ],
      ['from the template where the same change comes again', again, {}, { kind: 'forward' }],
      ['from the record where the operation goes on', again, own, AGAIN],
      [
        'from the template where the operation recorded no sizes',
        again,
        { ...own, sizes: NO_SIZES },
        { kind: 'forward' },
      ],
      [
        'from the record of a rollback that did not end, where it comes again',
        again,
        { takenBack: ['sca'], isSending: true },
        AGAIN,
      ],
      [
        'from the record of such a rollback long after, unsure',
        again,
        { takenBack: ['sca'], isSending: true, hour: -4 },
        { ...AGAIN, isUnsure: true },
      ],
      [
        'from the template after a rollback that ended',
        again,
        { takenBack: ['sca'] },
        { kind: 'forward' },
      ],
      [
        'from the template in what takes back a rollback: that is a new change',
        back,
        { takenBack: ['sca'] },
        { kind: 'forward' },
      ],
      ['from before within three hours', back, { hour: -3 }, BACK],
      ['from before within three days', back, { hour: -72 }, { ...BACK, isSoon: false }],
      ['from the template later: somebody puts it back', back, { hour: -73 }, { kind: 'forward' }],
      [
        'from the template where the record knows no sizes of before',
        back,
        { sizes: NO_SIZES },
        { kind: 'forward' },
      ],
      [
        'from the template where something else was before',
        update(LARGE, SMALL),
        { before: {} },
        { kind: 'forward' },
      ],
    ],
  )('%s', (_name, request, record, expected) => {
    expect(originOf(request, record)).toEqual(expected);
  });
});
