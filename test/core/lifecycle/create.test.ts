import type { Nodegroup } from '@aws-sdk/client-eks';
import { describeTarget as named } from '../../../src/core/lifecycle/create';
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
const MADE: Choices = { ...CHOICES, efaSecurityGroup: 'made' };
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
const making = (more: Partial<Facts>, chosen = MADE) =>
  decide(REQUEST, facts(more), progress({ choices: chosen }));

describe('the first invocation', () => {
  const { securityGroups: _later, ...first } = environment();
  it.each<readonly [string, Partial<Facts>, string]>([
    [
      'asks for everything together',
      NOTHING_OBSERVED,
      'observe nodegroup cluster subnets instanceTypes offerings cniVersion',
    ],
    [
      'asks for the groups once the cluster is known',
      { environment: first },
      'observe securityGroups',
    ],
    [
      'answers with the choices before anything is made',
      { environment: environment() },
      'accept use1-az2',
    ],
    [
      'fails where the choices can not be made',
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
      'wait the cluster to be ACTIVE',
    ],
    [
      'fails where the name is taken',
      { nodegroup: present({ status: 'ACTIVE' } as Nodegroup, false) },
      'fail AlreadyExists',
    ],
  ])('%s', (_name, more, wanted) => {
    expect(headlineOf(before(more))).toBe(wanted);
  });
  it('says how to mend a taken name', () => {
    const taken = { nodegroup: present<Nodegroup>({}, false) };
    const request = create({ NodegroupName: 'mine' });
    expect(textOf(decide(request, facts(taken), progress()))).toMatch(
      /not of this resource\. Remove NodegroupName/,
    );
  });
});

describe('what is made', () => {
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
      MADE,
      'call CreatePlacementGroup CreateSecurityGroup',
    ],
    [
      'without a placement group',
      {},
      { ...CHOICES, placementGroup: 'none' },
      'call CreateLaunchTemplate',
    ],
    [
      'then the template and the rules together',
      { placementGroup: present(PLACEMENT_GROUP), securityGroup: present(NEW_GROUP) },
      MADE,
      'call CreateLaunchTemplate AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupEgress RevokeSecurityGroupEgress',
    ],
    [
      'then one look at the rules',
      {
        placementGroup: present(PLACEMENT_GROUP),
        securityGroup: present(SENT_GROUP),
        launchTemplate: present(TEMPLATE),
      },
      MADE,
      'observe securityGroup',
    ],
    [
      'a wait where they do not show',
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
      MADE,
      `wait the rules of security group ${SECURITY_GROUP.id} to show`,
    ],
    [
      'an end where they never show',
      {
        placementGroup: present(PLACEMENT_GROUP),
        securityGroup: present({ ...SENT_GROUP, waitForRules: true, ruleObservations: 8 }),
        launchTemplate: present(TEMPLATE),
      },
      MADE,
      'fail NotStabilized',
    ],
    [
      'then the node group',
      {
        placementGroup: present(PLACEMENT_GROUP),
        securityGroup: present(SECURITY_GROUP),
        launchTemplate: present(TEMPLATE),
      },
      MADE,
      'call CreateNodegroup',
    ],
    [
      'a wait for a pending placement group',
      {
        placementGroup: present({ ...PLACEMENT_GROUP, state: 'pending' }),
        launchTemplate: present(TEMPLATE),
      },
      CHOICES,
      `wait placement group ${NAME} to be available`,
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
      'a look where AWS says that something of the name exists',
      { placementGroup: EXISTS, launchTemplate: EXISTS },
      CHOICES,
      'observe placementGroup launchTemplate',
    ],
    [
      'a wait where it does not show',
      { launchTemplate: missed(1, true) },
      CHOICES,
      'wait the launch template to show',
    ],
    [
      'an end where it never shows',
      {
        nodegroup: missed(8, true),
        launchTemplate: present(TEMPLATE),
        placementGroup: present(PLACEMENT_GROUP),
      },
      CHOICES,
      'fail NotStabilized',
    ],
    [
      "nothing where a piece is somebody else's",
      { placementGroup: present(PLACEMENT_GROUP, false) },
      CHOICES,
      'fail AlreadyExists',
    ],
  ])('%s', (_name, more, chosen, wanted) => {
    expect(headlineOf(making(more, chosen))).toBe(wanted);
  });
});

describe('a node group of ours', () => {
  const issue = (code: 'AsgInstanceLaunchFailures' | 'IamNodeRoleNotFound') => ({
    health: { issues: [{ code, message: 'words', resourceIds: ['r'] }] },
  });
  const until = 'wait node group nodes-0123456789ab to be ACTIVE';
  it.each<readonly [string, Nodegroup, string, string]>([
    ['ACTIVE: look at what EKS launches from', { status: 'ACTIVE' }, 'observe templateCopy', ''],
    ['CREATING: wait', { status: 'CREATING' }, until, 'now CREATING'],
    ['UPDATING: wait', { status: 'UPDATING' }, until, 'now UPDATING'],
    ['a status of some day: wait', { status: 'RESTING' as never }, until, 'now RESTING'],
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
      'names no health issue',
    ],
    [
      'DELETING: somebody deletes it',
      { status: 'DELETING' },
      'fail NotStabilized',
      'somebody deleted it',
    ],
    [
      'DELETE_FAILED: the same',
      { status: 'DELETE_FAILED' },
      'fail NotStabilized',
      'somebody deleted it',
    ],
  ])('%s', (_name, nodegroup, wanted, text) => {
    const decision = making({ nodegroup: present(nodegroup) });
    expect(headlineOf(decision)).toBe(wanted);
    expect(textOf(decision)).toContain(text);
  });
  it('is awaited even where the choices were lost', () => {
    expect(headlineOf(decide(REQUEST, factsOf(living()), progress()))).toBe(
      'observe templateCopy ownInterfaces',
    );
  });
});

describe('a target', () => {
  it.each([
    ['nodegroup', 'node group'],
    ['launchTemplate', 'launch template'],
    ['securityGroup', 'security group'],
    ['placementGroup', 'placement group'],
  ] as const)('%s is called %s', (target, wanted) => {
    expect(named(target)).toBe(wanted);
  });
});
