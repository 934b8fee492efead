/** An update that sees the record of a later operation sends nothing more. */

import type { Nodegroup } from '@aws-sdk/client-eks';
import { whereOvertaken } from '../../../src/core/lifecycle/update/overtaken';
import {
  APPLIED_TAG,
  formatApplied,
  operationHash,
} from '../../../src/core/ownership/applied-record';
import { progress, update } from '../given';

const REQUEST = update({}, {});
const OWN = operationHash(REQUEST);
const text = (operation: string, earlier?: string) =>
  formatApplied({
    operation,
    ...(earlier && { earlier }),
    isSending: false,
    hashes: {},
    before: {},
  });
const showing = (record: string | undefined): Nodegroup => ({
  tags: { ...(record !== undefined && { [APPLIED_TAG]: record }) },
});
const decided = (record: string | undefined, checkpoint: object = {}) =>
  whereOvertaken(REQUEST, showing(record), progress({ checkpoint }));

const WRITTEN = { applied: text(OWN, 'aaaaaa') };

it.each([
  ['its own record', text(OWN, 'aaaaaa'), WRITTEN],
  ['the record that it found, where the read lags behind', text('aaaaaa', 'bbbbbb'), WRITTEN],
  ['no record', undefined, WRITTEN],
  ['a record of another form', 'v2 op=ffffff', WRITTEN],
  ['any record before it has written its own', text('bbbbbb', 'aaaaaa'), {}],
])('goes on where the node group shows %s', (_name, record, checkpoint) => {
  expect(decided(record, checkpoint)).toBeUndefined();
});

it.each([
  ['a record that took the place of its own', text('cccccc', OWN), {}],
  ['a record that it neither wrote nor found', text('cccccc', 'dddddd'), WRITTEN],
  ['a record where it found none', text('cccccc'), { applied: text(OWN) }],
])(
  'waits where the node group shows %s, and fails when the window is over',
  (_name, record, checkpoint) => {
    expect(decided(record, checkpoint)).toMatchObject({
      kind: 'wait',
      wait: { notShown: 'record' },
    });
    expect(decided(record, { ...checkpoint, notShown: { record: 6 } })).toMatchObject({
      kind: 'wait',
    });
    expect(decided(record, { ...checkpoint, notShown: { record: 7 } })).toMatchObject({
      kind: 'fail',
      failure: { code: 'NotStabilized' },
    });
  },
);
