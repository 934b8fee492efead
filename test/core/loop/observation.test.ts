import {
  applyObservation,
  NOTHING_OBSERVED,
  type Observation,
} from '../../../src/core/loop/observation';
import type { Checkpoint } from '../../../src/core/model/decision';
import type { Facts, Observed } from '../../../src/core/model/facts';
import type { Request } from '../../../src/core/model/request';
import {
  ABSENT,
  create,
  DELETE,
  living,
  missed,
  NAME,
  OURS,
  PLACEMENT_GROUP,
  present,
  SECURITY_GROUP,
  update,
} from '../given';

const UPDATE = update({}, {});
const foreign = {
  ...PLACEMENT_GROUP,
  tags: { 'efa-node-group:id': 'training/other/0123456789ab' },
};

describe('after an observation', () => {
  const CONFIRMED: Observed<never> = {
    is: 'unknown',
    confirmed: true,
    observations: 0,
    observeNow: true,
  };
  it.each<
    readonly [
      string,
      Request,
      Observed<typeof PLACEMENT_GROUP>,
      typeof PLACEMENT_GROUP | undefined,
      Observed<unknown>,
    ]
  >([
    [
      'what carries the Id is ours',
      create(),
      NOTHING_OBSERVED.placementGroup,
      PLACEMENT_GROUP,
      present(PLACEMENT_GROUP),
    ],
    [
      'Create finds what carries another Id',
      create(),
      NOTHING_OBSERVED.placementGroup,
      foreign,
      present(foreign, false),
    ],
    [
      'Create waits for the tags of what carries none',
      create(),
      CONFIRMED,
      { ...foreign, tags: {} },
      missed(1, true),
    ],
    [
      "Create takes what stays without tags for somebody else's",
      create(),
      { is: 'unknown' as const, confirmed: true, observations: 7, observeNow: true },
      { ...foreign, tags: {} },
      present({ ...foreign, tags: {} }, false),
    ],
    [
      'Update does not find what carries another Id',
      UPDATE,
      NOTHING_OBSERVED.placementGroup,
      foreign,
      { ...missed(1), otherId: PLACEMENT_GROUP.id },
    ],
    [
      'Delete does not find what carries another Id',
      DELETE,
      NOTHING_OBSERVED.placementGroup,
      foreign,
      { ...missed(1), otherId: PLACEMENT_GROUP.id },
    ],
    [
      'one observation that shows nothing is not absence',
      create(),
      NOTHING_OBSERVED.placementGroup,
      undefined,
      missed(1),
    ],
    ['what was created stays confirmed', create(), CONFIRMED, undefined, missed(1, true)],
    [
      'what was observed stays confirmed',
      create(),
      present(PLACEMENT_GROUP),
      undefined,
      missed(1, true),
    ],
    [
      'after seven observations Create still waits',
      create(),
      missed(6, true),
      undefined,
      missed(7, true),
    ],
    [
      'after eight observations Create assumes that it was removed',
      create(),
      missed(7, true),
      undefined,
      ABSENT,
    ],
    [
      'Create never assumes so of what was not confirmed',
      create(),
      missed(20),
      undefined,
      missed(21),
    ],
    [
      'Delete assumes so after two observations that show nothing',
      DELETE,
      missed(1),
      undefined,
      ABSENT,
    ],
    ['what is absent stays absent', DELETE, ABSENT, undefined, ABSENT],
  ])('%s', (_name, request, before, value, expected) => {
    const facts = { ...NOTHING_OBSERVED, placementGroup: before };
    expect(
      applyObservation(request, facts, { placementGroup: { value } }, {}).placementGroup,
    ).toEqual(expected);
  });

  it.each<readonly [string, Request, Facts['nodegroup'], Checkpoint, Observed<unknown>]>([
    [
      'a node group that was seen DELETING takes one more observation to be gone',
      DELETE,
      CONFIRMED,
      { deletes: 1, seenDeleting: true },
      missed(1, true),
    ],
    [
      'a node group that was seen DELETING is gone after two observations',
      DELETE,
      missed(1, true),
      { deletes: 1, seenDeleting: true },
      ABSENT,
    ],
    [
      'a node group that was deleted and never seen DELETING has the whole window',
      DELETE,
      missed(2, true),
      { deletes: 1 },
      missed(3, true),
    ],
    [
      'a node group that was observed and not deleted by us takes two observations',
      DELETE,
      CONFIRMED,
      {},
      missed(1, true),
    ],
    [
      'a node group is never created a second time',
      create(),
      missed(30, true),
      {},
      missed(31, true),
    ],
  ])('%s', (_name, request, nodegroup, checkpoint, expected) => {
    const facts = { ...NOTHING_OBSERVED, nodegroup };
    expect(
      applyObservation(request, facts, { nodegroup: { value: undefined } }, checkpoint).nodegroup,
    ).toEqual(expected);
  });

  it('Delete learns from the node group which resources were never created', () => {
    const observation: Observation = {
      nodegroup: { value: living({ Placement: { Group: 'NONE' } }).nodegroup },
    };
    expect(applyObservation(DELETE, NOTHING_OBSERVED, observation, {})).toMatchObject({
      placementGroup: ABSENT,
      securityGroup: ABSENT,
      launchTemplate: { is: 'unknown' },
    });
    const none: Observation = {
      nodegroup: { value: { launchTemplate: { name: NAME }, tags: { ...OURS } } },
    };
    expect(applyObservation(DELETE, NOTHING_OBSERVED, none, {}).placementGroup.is).toBe('unknown');
  });

  it('rules that were sent and are not visible make the operation wait', () => {
    const before = {
      ...NOTHING_OBSERVED,
      securityGroup: present({ ...SECURITY_GROUP, ruleObservations: 1 }),
    };
    const value = { ...SECURITY_GROUP, selfEgress: false, rulesConfirmed: false };
    expect(
      applyObservation(create(), before, { securityGroup: { value } }, {}).securityGroup,
    ).toMatchObject({ value: { ruleObservations: 2, waitForRules: true } });
    const right = { securityGroup: { value: SECURITY_GROUP } };
    expect(applyObservation(create(), before, right, {}).securityGroup).toEqual(
      present(SECURITY_GROUP),
    );
  });

  it('what is observed of the environment is added to what is known', () => {
    const facts = { ...NOTHING_OBSERVED, environment: { offerings: { a: ['b'] } } };
    expect(
      applyObservation(create(), facts, { environment: { unknownSubnetIds: [] } }, {}).environment,
    ).toEqual({
      offerings: { a: ['b'] },
      unknownSubnetIds: [],
    });
  });
});
