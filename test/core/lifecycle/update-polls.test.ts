/** What is asked while an EKS update is under way. */

import { decide } from '../../../src/core/lifecycle/decide';
import { NOTHING_OBSERVED } from '../../../src/core/loop/observation';
import type { Facts } from '../../../src/core/model/facts';
import { headlineOf } from '../decisions';
import { progress, update } from '../given';

function asked(status: string | undefined, waits: number): string {
  const sent = { id: 'u-1', ...(status && { status }) };
  const observed = { ...(status && { isUpdateObserved: true }) };
  const facts = { ...NOTHING_OBSERVED, update: sent, ...observed } as Facts;
  return headlineOf(decide(update({}, { Labels: { team: 'ml' } }), facts, progress({ waits })));
}

it('is the update alone, and the node group too every two minutes', () => {
  const polls = Array.from({ length: 12 }, (_, waits) => asked(undefined, waits));
  const both = polls.flatMap((poll, at) => (poll === 'observe nodegroup update' ? [at] : []));
  expect(both).toEqual([2, 6, 10]);
  expect(new Set(polls)).toEqual(new Set(['observe update', 'observe nodegroup update']));
});

it('is nothing else while it is in progress', () => {
  expect(asked('InProgress', 7)).toContain('wait');
});

it.each(['Successful', 'Failed', 'Cancelled'])('is the node group once it is %s', (status) => {
  expect(asked(status, 7)).toBe('observe nodegroup');
});
