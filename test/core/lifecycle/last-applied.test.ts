/** The record of what was applied last: its groups, its text, and what it makes of previous and desired. */

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
  parseApplied,
} from '../../../src/core/ownership/applied-record';
import { isReservedTagKey } from '../../../src/core/ownership/tag-keys';
import { settled } from '../features';
import { factsOf, living, properties, update } from '../given';

const GROUPS = appliedGroups(FEATURES);
const HASHES = appliedHashes(GROUPS, { properties: properties(), stackTags: {} });
const LARGEST = { min: 5000, max: 5000, desired: 5000 };
const FULL: AppliedRecord = {
  operation: '0a1b2c',
  isSending: true,
  isBack: true,
  hashes: HASHES,
  before: HASHES,
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
    expect(formatApplied(FULL)).toMatch(/^[A-Za-z0-9 =/]+$/);
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
