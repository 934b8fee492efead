import { isChanged } from '../../../src/core/feature/change';
import type { Properties, Taint } from '../../../src/core/model/properties';
import { configOf } from '../features';
import { living, update } from '../given';

const LIVE = living().nodegroup;

type Value = string | undefined;
const VALUES: readonly Value[] = [undefined, '', 'x', 'y'];
const THREE: readonly (readonly [Value, Value, Value])[] = VALUES.flatMap((previous) =>
  VALUES.flatMap((desired) => VALUES.map((live) => [previous, desired, live] as const)),
);

/** The rule, for one key: undefined is nothing to send. */
function rule(previous: Value, desired: Value, live: Value): 'set' | 'remove' | undefined {
  if (previous === desired) return undefined;
  if (desired === undefined) return live === undefined ? undefined : 'remove';
  return live === desired ? undefined : 'set';
}

describe('labels', () => {
  const map = (value: Value) => ({ kept: '1', ...(value !== undefined && { key: value }) });
  it.each(THREE)('previous %s, desired %s, live %s', (previous, desired, live) => {
    const difference = configOf(update({ Labels: map(previous) }, { Labels: map(desired) }), {
      ...LIVE,
      labels: { ...(live !== undefined && { key: live }), other: '2' },
    });
    expect(difference).toEqual(
      {
        set: { labels: { addOrUpdateLabels: { key: desired } } },
        remove: { labels: { removeLabels: ['key'] } },
        undefined: undefined,
      }[String(rule(previous, desired, live))],
    );
  });
  it.each([
    ['all removed', { a: '1', b: '2' }, undefined, { labels: { removeLabels: ['a', 'b'] } }],
    [
      'one set, one removed',
      { a: '1' },
      { b: '2' },
      { labels: { addOrUpdateLabels: { b: '2' }, removeLabels: ['a'] } },
    ],
    [
      'keys of Object.prototype set',
      undefined,
      JSON.parse('{"__proto__":"x","constructor":"y"}'),
      { labels: { addOrUpdateLabels: JSON.parse('{"__proto__":"x","constructor":"y"}') } },
    ],
    [
      'keys of Object.prototype that were never live',
      JSON.parse('{"toString":"x"}'),
      undefined,
      undefined,
    ],
  ])('%s', (_name, previous, desired, expected) => {
    const live = { ...LIVE, labels: { a: '1', b: '2x' } };
    const labels = (Labels: Properties['Labels']) => (Labels ? { Labels } : {});
    const difference = configOf(update(labels(previous), labels(desired)), live);
    expect(JSON.stringify(difference)).toBe(JSON.stringify(expected));
  });
  it('removed ones are removed, also those called constructor', () => {
    const live = {
      ...LIVE,
      labels: JSON.parse('{"constructor":"y","__proto__":"x"}'),
    };
    const before = { Labels: JSON.parse('{"constructor":"y","__proto__":"x"}') };
    expect(configOf(update(before, {}), live)).toEqual({
      labels: { removeLabels: ['__proto__', 'constructor'] },
    });
  });
});

describe('taints', () => {
  const taint = (value: Value): readonly Taint[] =>
    value === undefined
      ? []
      : [{ Key: 'key', Effect: 'NO_SCHEDULE', ...(value !== '' && { Value: value }) }];
  const eks = (value: Value) =>
    value === undefined ? [] : [{ key: 'key', effect: 'NO_SCHEDULE' as const, value }];
  it.each(THREE)('previous %s, desired %s, live %s', (previous, desired, live) => {
    const difference = configOf(update({ Taints: taint(previous) }, { Taints: taint(desired) }), {
      ...LIVE,
      taints: [...eks(live), { key: 'key', effect: 'NO_EXECUTE' }],
    });
    const one = { key: 'key', effect: 'NO_SCHEDULE' };
    const withValue = (value: Value) => (value ? { ...one, value } : one);
    expect(difference).toEqual(
      {
        set: { taints: { addOrUpdateTaints: [withValue(desired)] } },
        remove: { taints: { removeTaints: [withValue(previous)] } },
        undefined: undefined,
      }[String(rule(previous, desired, live))],
    );
  });
  it('in another order are no change', () => {
    const both: Taint[] = [
      { Key: 'a', Effect: 'NO_SCHEDULE' },
      { Key: 'b', Effect: 'NO_EXECUTE', Value: 'x' },
    ];
    const request = update({ Taints: both }, { Taints: [...both].reverse() });
    expect(isChanged(request, 'Taints')).toBe(false);
    expect(configOf(request, { ...LIVE, taints: [] })).toBeUndefined();
  });
  it('of one key and another effect are another taint', () => {
    const request = update(
      { Taints: [{ Key: 'a', Effect: 'NO_SCHEDULE' }] },
      { Taints: [{ Key: 'a', Effect: 'NO_EXECUTE' }] },
    );
    const live = {
      ...LIVE,
      taints: [{ key: 'a', effect: 'NO_SCHEDULE' as const, value: '' }],
    };
    expect(configOf(request, live)).toEqual({
      taints: {
        addOrUpdateTaints: [{ key: 'a', effect: 'NO_EXECUTE' }],
        removeTaints: [{ key: 'a', effect: 'NO_SCHEDULE' }],
      },
    });
  });
});

describe('a label beside drift', () => {
  it('is all that is sent: desired stays 6, max stays raised', () => {
    const before = {
      ScalingConfig: { MinSize: 2, MaxSize: 10, DesiredSize: 2 },
      UpdateConfig: { MaxUnavailable: 2 },
      Taints: [{ Key: 'a', Effect: 'NO_SCHEDULE' as const }],
    };
    const nodegroup = {
      ...LIVE,
      scalingConfig: { minSize: 2, maxSize: 20, desiredSize: 6 },
      updateConfig: { maxUnavailable: 9 },
      taints: [],
      labels: { byHand: 'x' },
    };
    expect(configOf(update(before, { ...before, Labels: { team: 'a' } }), nodegroup)).toEqual({
      labels: { addOrUpdateLabels: { team: 'a' } },
    });
  });
});
