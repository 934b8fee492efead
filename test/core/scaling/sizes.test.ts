/** Sizes, three-way: what an autoscaler or an operator did is never undone by another change. */

import type { Nodegroup } from '@aws-sdk/client-eks';
import type { Properties } from '../../../src/core/model/properties';
import { configOf } from '../features';
import { living, update } from '../given';

const LIVE = living().nodegroup;

describe('scaling', () => {
  const size = (MinSize: number, MaxSize: number, DesiredSize?: number): Partial<Properties> => ({
    ScalingConfig: { MinSize, MaxSize, ...(DesiredSize !== undefined && { DesiredSize }) },
  });
  const live = (minSize: number, maxSize: number, desiredSize: number): Nodegroup => ({
    ...LIVE,
    scalingConfig: { minSize, maxSize, desiredSize },
  });

  it.each([
    [
      'nothing changed, an autoscaler moved desired from 2 to 6',
      size(2, 10, 2),
      size(2, 10, 2),
      live(2, 10, 6),
      undefined,
    ],
    [
      'nothing changed, max was raised by hand',
      size(2, 10),
      size(2, 10),
      live(2, 20, 15),
      undefined,
    ],
    [
      'max raised, an autoscaler moved desired',
      size(2, 10, 2),
      size(2, 12, 2),
      live(2, 10, 6),
      { maxSize: 12 },
    ],
    ['max raised to what it is by hand', size(2, 10), size(2, 20), live(2, 20, 15), undefined],
    ['max raised, min changed by hand', size(2, 10), size(2, 12), live(4, 10, 4), { maxSize: 12 }],
    [
      'min raised above live desired raises that',
      size(2, 10),
      size(4, 10),
      live(2, 10, 3),
      { minSize: 4, desiredSize: 4 },
    ],
    [
      'min raised below live desired',
      size(2, 10, 2),
      size(4, 10, 4),
      live(2, 10, 6),
      { minSize: 4 },
    ],
    ['min raised, desired never given', size(2, 10), size(4, 10), live(2, 10, 6), { minSize: 4 }],
    ['min lowered', size(2, 10), size(0, 10), live(2, 10, 6), { minSize: 0 }],
    ['desired raised', size(2, 10, 2), size(2, 10, 8), live(2, 10, 6), { desiredSize: 8 }],
    ['desired raised to less than runs', size(2, 10, 2), size(2, 10, 5), live(2, 10, 6), undefined],
    ['desired lowered', size(2, 10, 4), size(2, 10, 3), live(2, 10, 6), { desiredSize: 3 }],
    ['desired changed to what it is', size(2, 10, 2), size(2, 10, 6), live(2, 10, 6), undefined],
    [
      'desired given for the first time, less than runs',
      size(2, 10),
      size(2, 10, 5),
      live(2, 10, 6),
      undefined,
    ],
    ['desired removed: untouched', size(2, 10, 2), size(2, 10), live(2, 10, 6), undefined],
    [
      'all changed',
      size(2, 10, 6),
      size(3, 5, 4),
      live(2, 10, 6),
      { minSize: 3, maxSize: 5, desiredSize: 4 },
    ],
    ['max lowered to live desired', size(2, 10), size(2, 6), live(2, 10, 6), { maxSize: 6 }],
    [
      'all to 0',
      size(2, 10, 2),
      size(0, 1, 0),
      live(2, 10, 6),
      { minSize: 0, maxSize: 1, desiredSize: 0 },
    ],
  ])('%s', (_name, previous, desired, nodegroup, expected) => {
    expect(configOf(update(previous, desired), nodegroup)).toEqual(
      expected && { scalingConfig: expected },
    );
  });

  it.each([
    [
      'max below live desired: this alone does not remove nodes',
      size(2, 10),
      size(2, 4),
      live(2, 10, 6),
      'ScalingConfig.MaxSize',
      '4 is below the current desired size 6',
    ],
    [
      'desired above a max that was lowered by hand',
      size(2, 10, 2),
      size(2, 10, 8),
      live(2, 5, 2),
      'ScalingConfig.MaxSize',
      '5 is below the desired size 8',
    ],
    [
      'desired below a min that was raised by hand',
      size(2, 10, 4),
      size(2, 10, 3),
      live(4, 10, 4),
      'ScalingConfig.DesiredSize',
      '3 is below the current minimum size 4',
    ],
    [
      'min above a max that was lowered by hand',
      size(2, 10),
      size(6, 10),
      live(2, 5, 2),
      'ScalingConfig.MinSize',
      '6 exceeds the current maximum size 5',
    ],
  ])('refuses %s', (_name, previous, desired, nodegroup, path, text) => {
    expect(configOf(update(previous, desired), nodegroup)).toEqual({
      path,
      message: expect.stringContaining(text),
    });
  });

  const numbers = [0, 1, 2, 3];
  const sizes = numbers.flatMap((min) =>
    [1, 2, 3]
      .filter((max) => max >= min)
      .flatMap((max) =>
        [undefined, ...numbers.filter((at) => at >= min && at <= max)].map(
          (at) => [min, max, at] as const,
        ),
      ),
  );
  it('keeps the rule for every previous, desired and live of small numbers', () => {
    const broken: unknown[] = [];
    for (const before of sizes) {
      for (const after of sizes) {
        for (const [min, max, at] of sizes) {
          if (at === undefined) continue;
          const difference = configOf(update(size(...before), size(...after)), live(min, max, at));
          const drifted = before[0] !== min || before[1] !== max || before[2] !== at;
          const given = after[2] !== undefined && after[2] !== before[2];
          const lowered = given && before[2] !== undefined && after[2] < before[2];
          if (difference && 'path' in difference) {
            if (!drifted && after[1] >= at) broken.push([before, after, [min, max, at]]);
            continue;
          }
          const next = {
            minSize: min,
            maxSize: max,
            desiredSize: at,
            ...difference?.scalingConfig,
          };
          const kept =
            next.minSize === (after[0] === before[0] ? min : after[0]) &&
            next.maxSize === (after[1] === before[1] ? max : after[1]) &&
            next.desiredSize ===
              Math.max(given && (lowered || after[2] > at) ? after[2] : at, next.minSize) &&
            next.minSize <= next.desiredSize &&
            next.desiredSize <= next.maxSize;
          if (!kept) broken.push([before, after, [min, max, at], difference]);
        }
      }
    }
    expect(broken.slice(0, 5)).toEqual([]);
  });
});
