/** What the requests of a resource say of a generation: the table of decisions/custom-resource-entry-point.md. */
import { claimOf } from '../../src/custom-resource/claims';
import type { Execution } from '../../src/custom-resource/executions';
import { replacedBy } from '../../src/custom-resource/previous';

const [OLD, NEW] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'];
const ID = `training/Nodes-${NEW}/${NEW}`;

function request(
  at: number,
  requestType: Execution['requestType'],
  names: string | undefined,
  more: Partial<Execution> = {},
): Execution {
  return {
    name: String(at),
    arn: 'arn',
    resource: 'r',
    requestType,
    names,
    requestedAtEpochSeconds: 1000 * at,
    startedAtEpochSeconds: 1000 * at,
    stoppedAtEpochSeconds: 1000 * at + 100,
    generation: String(at).padStart(12, '0'),
    requestId: String(at),
    status: 'SUCCEEDED',
    ...more,
  };
}

const stopped = { status: 'ABORTED' };
const create = (more = {}) => request(1, 'Create', undefined, { generation: NEW, ...more });
const replacement = (more = {}) => request(1, 'Update', OLD, { generation: NEW, ...more });
const own = request(5, 'Delete', OLD, { status: 'RUNNING' });
const placeholder = request(5, 'Delete', undefined, { status: 'RUNNING' });
const rollback = request(5, 'Update', OLD, { status: 'RUNNING' });

function claim(
  status: string | undefined,
  by: Execution,
  requests: readonly Execution[],
  unanswered: readonly string[] = [],
) {
  const identity = { clusterName: 'training', nodegroupName: `Nodes-${NEW}`, generation: NEW };
  const nodegroup = status === undefined ? undefined : { status: status as never };
  return claimOf({ identity, nodegroup }, by, requests, unanswered);
}

test.each([
  ['nothing is known of its request', [], own, 'ACTIVE', 'held'],
  [
    'its request is a later one',
    [replacement({ requestedAtEpochSeconds: 9000 })],
    own,
    'ACTIVE',
    'held',
  ],
  ['an Update names it', [replacement(), request(2, 'Update', NEW)], own, 'ACTIVE', 'held'],
  [
    'an Update names it, stopped before',
    [replacement(stopped), request(2, 'Update', NEW)],
    own,
    'ACTIVE',
    'held',
  ],
  ['a Delete names it', [replacement(), request(2, 'Delete', NEW)], own, 'ACTIVE', 'lost'],
  ['this Delete is the cleanup of what it replaced', [replacement()], own, 'ACTIVE', 'held'],
  ['the same, and the read is an old one', [replacement()], own, 'CREATING', 'held'],
  ['the same, and EKS does not show it', [replacement()], own, undefined, 'held'],
  ['the same, and it failed', [replacement()], own, 'CREATE_FAILED', 'lost'],
  ['it was stopped, and is being created', [replacement(stopped)], own, 'CREATING', 'lost'],
  ['it was stopped, and is in service', [replacement(stopped)], own, 'ACTIVE', 'unclear'],
  ['it was stopped, and is changed by hand', [replacement(stopped)], own, 'UPDATING', 'unclear'],
  [
    'it was stopped, and taken back',
    [replacement(stopped), request(2, 'Update', OLD)],
    own,
    'ACTIVE',
    'lost',
  ],
  [
    'it answered, and was taken back',
    [replacement(), request(2, 'Update', OLD)],
    own,
    'ACTIVE',
    'unclear',
  ],
  [
    'it answered after the next request had begun',
    [replacement({ stoppedAtEpochSeconds: 2000.5 }), request(2, 'Update', OLD)],
    own,
    'ACTIVE',
    'lost',
  ],
  [
    'the next request begins as it ends',
    [replacement({ stoppedAtEpochSeconds: 2000 }), request(2, 'Update', OLD)],
    own,
    'ACTIVE',
    'unclear',
  ],
  [
    'it answered after the Delete of what it replaced had begun',
    [replacement({ stoppedAtEpochSeconds: 5000.5 })],
    own,
    'ACTIVE',
    'held',
  ],
  [
    'its create answered after the Delete had begun',
    [create({ stoppedAtEpochSeconds: 5000.5 })],
    placeholder,
    'ACTIVE',
    'lost',
  ],
  ['it was stopped, and this is its rollback', [replacement(stopped)], rollback, 'ACTIVE', 'lost'],
  ['it answered, and this is its rollback', [replacement()], rollback, 'ACTIVE', 'unclear'],
  [
    'a Delete names it, and an Update asks',
    [replacement(), request(2, 'Delete', NEW)],
    rollback,
    'ACTIVE',
    'held',
  ],
  ['it was retained', [create(), request(2, 'Create', undefined)], own, 'ACTIVE', 'held'],
  [
    'the replacement was retained',
    [replacement(), request(2, 'Create', undefined)],
    own,
    'ACTIVE',
    'held',
  ],
  [
    'its create was sent again',
    [create(), request(2, 'Create', undefined, { requestId: '1' })],
    own,
    'ACTIVE',
    'lost',
  ],
  ['its create was answered, perhaps in time', [create()], placeholder, 'ACTIVE', 'unclear'],
  ['its create was stopped', [create(stopped)], placeholder, 'ACTIVE', 'lost'],
  ['its create timed out', [create({ status: 'TIMED_OUT' })], placeholder, 'ACTIVE', 'lost'],
] as const)('where %s', (_, requests, by, status, expected) => {
  expect(claim(status, by, requests)).toBe(expected);
});

test('what was not in service when the Delete came is lost, whatever it is by now', () => {
  expect(claim('ACTIVE', own, [replacement(stopped)], [ID])).toBe('lost');
  // its request answered meanwhile, so that the first read may have been an old one
  expect(claim('ACTIVE', own, [replacement()], [ID])).toBe('unclear');
});

describe('a generation that is not in service was to replace', () => {
  const back = request(3, 'Update', NEW, { status: 'RUNNING' });
  const late = request(9, 'Update', NEW, { status: 'RUNNING' });
  test.each([
    ['what its request names', [replacement()], back, 'CREATE_FAILED', { generation: OLD }],
    ['the same, days later', [replacement()], late, 'CREATE_FAILED', { generation: OLD }],
    ['the same, where EKS does not show it', [replacement()], back, undefined, { generation: OLD }],
    ['nothing, where it may have been in service', [replacement()], late, undefined, 'none'],
    ['nothing, where it was created', [create()], back, 'CREATE_FAILED', 'none'],
    ['nothing, where that was deleted', [replacement(), own], late, undefined, 'none'],
    ['nothing that is known', [request(1, 'Update', OLD)], back, 'CREATE_FAILED', 'unknown'],
  ] as const)('%s', (_, requests, by, status, expected) => {
    const identity = { clusterName: 'training', nodegroupName: `Nodes-${NEW}`, generation: NEW };
    const nodegroup = status === undefined ? undefined : { status: status as never };
    expect(replacedBy({ identity, nodegroup }, by, requests)).toEqual(expected);
  });
});
