import type { Nodegroup } from '@aws-sdk/client-eks';
import { decide } from '../../../src/core/lifecycle/decide';
import { NOTHING_OBSERVED } from '../../../src/core/loop/observation';
import type { Choices } from '../../../src/core/model/choices';
import type { Facts } from '../../../src/core/model/facts';
import { headlineOf, textOf } from '../decisions';
import {
  ABSENT,
  choices,
  cluster,
  create,
  environment,
  factsOf,
  living,
  missed,
  NAME,
  PLACEMENT_GROUP,
  present,
  progress,
  SECURITY_GROUP,
  subnet,
} from '../given';

const REQUEST = create();
const CHOICES = choices();
const WITH_GROUP: Choices = { ...CHOICES, efaSecurityGroup: { kind: 'created' } };
const NEW_GROUP = {
  ...SECURITY_GROUP,
  selfIngress: false,
  selfEgress: false,
  openEgressIpv4: true,
  openEgressIpv6: true,
  rulesConfirmed: false,
};
const SENT_GROUP = { ...SECURITY_GROUP, rulesConfirmed: false };
const TEMPLATE = { id: 'lt-1', createdVersion: 1 };
const EXISTS = { is: 'unknown', confirmed: true, observations: 0, observeNow: true } as const;

function facts(more: Partial<Facts> = {}): Facts {
  return { ...NOTHING_OBSERVED, nodegroup: missed(), ...more };
}
const before = (more: Partial<Facts>) => decide(REQUEST, facts(more), progress());
const after = (more: Partial<Facts>, chosen = WITH_GROUP) =>
  decide(REQUEST, facts(more), progress({ choices: chosen }));

describe('the first invocation', () => {
  const { securityGroups: _later, ...first } = environment();
  it.each<readonly [string, Partial<Facts>, string]>([
    [
      'observes everything together',
      NOTHING_OBSERVED,
      'observe nodegroup cluster cniVersion subnets offerings instanceTypes',
    ],
    [
      'observes the groups once the cluster is known',
      { environment: first },
      'observe securityGroups routeTables',
    ],
    [
      'answers with the choices before anything is created',
      { environment: environment() },
      'accept use1-az2',
    ],
    [
      'fails where nothing can be chosen',
      { environment: environment({ subnets: [subnet('c')] }) },
      'fail InvalidRequest',
    ],
    [
      'fails where there is no cluster',
      { environment: { ...first, cluster: 'absent' } },
      'fail InvalidRequest',
    ],
    [
      'waits for a busy cluster',
      { environment: environment({ cluster: cluster({ status: 'UPDATING' }) }) },
      'wait the cluster to become ACTIVE',
    ],
    [
      'fails where the name is taken',
      { nodegroup: present({ status: 'ACTIVE' } as Nodegroup, false) },
      'fail AlreadyExists',
    ],
  ])('%s', (_name, more, expected) => {
    expect(headlineOf(before(more))).toBe(expected);
  });
  it('says what to do about a taken name', () => {
    const taken = { nodegroup: present<Nodegroup>({}, false) };
    const request = create({ NodegroupName: 'mine' });
    expect(textOf(decide(request, facts(taken), progress()))).toMatch(
      /training\/nodes-0123456789ab already exists and is not managed by this resource\. Remove NodegroupName/,
    );
  });
});

describe('what is created', () => {
  it.each<readonly [string, Partial<Facts>, Choices, string]>([
    [
      'without a group: placement group and template together',
      {},
      CHOICES,
      'call CreatePlacementGroup CreateLaunchTemplate',
    ],
    [
      'with a group: the template waits for its id',
      {},
      WITH_GROUP,
      'call CreatePlacementGroup CreateSecurityGroup',
    ],
    [
      'without a placement group',
      {},
      { ...CHOICES, placementGroup: { kind: 'none' } },
      'call CreateLaunchTemplate',
    ],
    [
      'then the template and the rules together',
      { placementGroup: present(PLACEMENT_GROUP), securityGroup: present(NEW_GROUP) },
      WITH_GROUP,
      'call CreateLaunchTemplate AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupEgress RevokeSecurityGroupEgress',
    ],
    [
      'then one observation of the rules',
      {
        placementGroup: present(PLACEMENT_GROUP),
        securityGroup: present(SENT_GROUP),
        launchTemplate: present(TEMPLATE),
      },
      WITH_GROUP,
      'observe securityGroup',
    ],
    [
      'a wait where they are not visible',
      {
        placementGroup: present(PLACEMENT_GROUP),
        securityGroup: present({
          ...SENT_GROUP,
          selfEgress: false,
          waitForRules: true,
          ruleObservations: 1,
        }),
        launchTemplate: present(TEMPLATE),
      },
      WITH_GROUP,
      `wait the rules of security group ${SECURITY_GROUP.id} to become visible`,
    ],
    [
      'an end where they never become visible',
      {
        placementGroup: present(PLACEMENT_GROUP),
        securityGroup: present({ ...SENT_GROUP, waitForRules: true, ruleObservations: 8 }),
        launchTemplate: present(TEMPLATE),
      },
      WITH_GROUP,
      'fail NotStabilized',
    ],
    [
      'then the node group',
      {
        placementGroup: present(PLACEMENT_GROUP),
        securityGroup: present(SECURITY_GROUP),
        launchTemplate: present(TEMPLATE),
      },
      WITH_GROUP,
      'call CreateNodegroup',
    ],
    [
      'a wait for a pending placement group',
      {
        placementGroup: present({ ...PLACEMENT_GROUP, state: 'pending' }),
        launchTemplate: present(TEMPLATE),
      },
      CHOICES,
      `wait placement group ${NAME} to become available`,
    ],
    [
      'an end where it is being deleted',
      {
        placementGroup: present({ ...PLACEMENT_GROUP, state: 'deleting' }),
        launchTemplate: present(TEMPLATE),
      },
      CHOICES,
      'fail NotStabilized',
    ],
    [
      'what is missing alone',
      { placementGroup: present(PLACEMENT_GROUP), launchTemplate: ABSENT },
      CHOICES,
      'call CreateLaunchTemplate',
    ],
    [
      'an observation where AWS says that something of the name exists',
      { placementGroup: EXISTS, launchTemplate: EXISTS },
      CHOICES,
      'observe placementGroup launchTemplate',
    ],
    [
      'a wait where it is not visible',
      { launchTemplate: missed(1, true) },
      CHOICES,
      'wait the launch template to become visible',
    ],
    [
      'an end where it never becomes visible',
      {
        nodegroup: missed(8, true),
        launchTemplate: present(TEMPLATE),
        placementGroup: present(PLACEMENT_GROUP),
      },
      CHOICES,
      'fail NotStabilized',
    ],
    [
      "nothing where the security group is somebody else's",
      { placementGroup: present(PLACEMENT_GROUP), securityGroup: present(SECURITY_GROUP, false) },
      WITH_GROUP,
      'fail AlreadyExists',
    ],
    [
      'no second security group where one is not visible',
      { placementGroup: present(PLACEMENT_GROUP), securityGroup: missed(1, true) },
      WITH_GROUP,
      'wait the security group to become visible',
    ],
    [
      'no placement group where none was chosen, whatever has its name',
      { placementGroup: present(PLACEMENT_GROUP, false) },
      { ...CHOICES, placementGroup: { kind: 'none' } },
      'call CreateLaunchTemplate',
    ],
    [
      'the node group, whatever the state of a placement group that is not ours',
      {
        placementGroup: present({ ...PLACEMENT_GROUP, state: 'pending' }),
        launchTemplate: present(TEMPLATE),
      },
      { ...CHOICES, placementGroup: { kind: 'none' } },
      'call CreateNodegroup',
    ],
    [
      "nothing where a resource is somebody else's",
      { placementGroup: present(PLACEMENT_GROUP, false) },
      CHOICES,
      'fail AlreadyExists',
    ],
  ])('%s', (_name, more, chosen, expected) => {
    expect(headlineOf(after(more, chosen))).toBe(expected);
  });
});

it("names what is somebody else's", () => {
  const decision = after({ placementGroup: present(PLACEMENT_GROUP, false) }, CHOICES);
  expect(textOf(decision)).toContain(
    `The placement group ${NAME} exists but does not carry this node group's tag.`,
  );
});

describe('a node group of ours', () => {
  const issue = (code: 'AsgInstanceLaunchFailures' | 'IamNodeRoleNotFound') => ({
    health: { issues: [{ code, message: 'words', resourceIds: ['r'] }] },
  });
  const until = 'wait node group nodes-0123456789ab to become ACTIVE';
  it.each<readonly [string, Nodegroup, string, string]>([
    ['ACTIVE: observe what EKS launches from', { status: 'ACTIVE' }, 'observe templateCopy', ''],
    ['CREATING: wait', { status: 'CREATING' }, until, ': CREATING'],
    ['UPDATING: wait', { status: 'UPDATING' }, until, ': UPDATING'],
    ['a status of some day: wait', { status: 'RESTING' as never }, until, ': RESTING'],
    [
      'DEGRADED for capacity: wait, with its words',
      { status: 'DEGRADED', ...issue('AsgInstanceLaunchFailures') },
      until,
      'AsgInstanceLaunchFailures: words (r)',
    ],
    [
      'DEGRADED for good: fail',
      { status: 'DEGRADED', ...issue('IamNodeRoleNotFound') },
      'fail InvalidRequest',
      'IamNodeRoleNotFound: words (r)',
    ],
    [
      'CREATE_FAILED: fail with its code',
      { status: 'CREATE_FAILED', ...issue('IamNodeRoleNotFound') },
      'fail InvalidRequest',
      'CREATE_FAILED',
    ],
    [
      'CREATE_FAILED without a word',
      { status: 'CREATE_FAILED' },
      'fail NotStabilized',
      'EKS reports no health issue',
    ],
    [
      'DELETING: somebody deletes it',
      { status: 'DELETING' },
      'fail NotStabilized',
      'was deleted outside CloudFormation while it was being created',
    ],
    [
      'DELETE_FAILED: the same',
      { status: 'DELETE_FAILED' },
      'fail NotStabilized',
      'was deleted outside CloudFormation while it was being created',
    ],
  ])('%s', (_name, nodegroup, expected, text) => {
    const decision = after({ nodegroup: present(nodegroup) });
    expect(headlineOf(decision)).toBe(expected);
    expect(textOf(decision)).toContain(text);
  });
  it('is waited for even where the choices were lost', () => {
    expect(headlineOf(decide(REQUEST, factsOf(living()), progress()))).toBe(
      'observe templateCopy ownTemplate',
    );
  });
});
