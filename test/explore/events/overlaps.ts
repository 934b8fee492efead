/** A second request that arrives while a call of the first is under way. */

import type { RequestKind } from '../stacks/stack';
import type { EventKind } from './event';

export const OVERLAPS: readonly EventKind[] = [
  {
    // the stack is deleted during its create, or rolled back during its update
    name: 'give-up',
    group: 'overlap',
    owed: 'given-up',
    // a rollback and a delete are not given up
    applies: (_, { name, refused, last }) =>
      !['delete', 'list'].includes(name) && !refused && !last,
    arm: (stage, moment) => stage.atCall(moment, () => stage.stack.interfere('give-up')),
  },
  {
    name: 'same',
    group: 'overlap',
    owed: 'recovers',
    applies: (_, { name }) => name !== 'list',
    arm: (stage, moment) => stage.atCall(moment, () => stage.stack.interfere('same')),
  },
  {
    name: 'same-name',
    group: 'overlap',
    owed: 'one-wins',
    applies: (_, { name }) => name === 'create-named',
    arm: (stage, moment) => stage.atCall(moment, () => stage.stack.interfere('same-name')),
  },
];

/** What follows a request that was given up. */
export const FOLLOWS: Partial<Record<RequestKind, RequestKind>> = {
  CREATE: 'DELETE',
  UPDATE: 'ROLLBACK',
};
