/**
 * The exploration can fail: with a guard of the product switched off, or with a call that does harm, a plan that ends right
 * ends wrong, and the rule that has to see it sees it.
 */
import type { ApiCall } from '../../src/core/model/api-calls';
import { planOf } from './plan';

type Anything = (...given: never[]) => unknown;
const off = new Set<string>();

/** What the function is while its guard is switched off. */
function guard(file: string, name: string, without: (real: Anything) => Anything): void {
  jest.doMock(file, () => {
    const real = jest.requireActual<Record<string, Anything>>(file);
    const { [name]: guarded } = real;
    if (!guarded) throw new Error(`no ${name} in ${file}`);
    const switched: Anything = (...given) => (off.has(name) ? without(guarded) : guarded)(...given);
    return { ...real, [name]: switched };
  });
}

guard('../../src/core/loop/late', 'heldBack', () => () => undefined);
guard('../../src/core/loop/rolled-to', 'onceRolled', () => (disposition: never) => disposition);
guard('../../src/core/lifecycle/update/last-applied', 'sinceLastApplied', (real) => {
  const unrecorded = (...given: never[]) => {
    const since = real(...given) as object;
    return { ...since, request: given[0], sizeOrigin: { kind: 'forward' } };
  };
  return unrecorded as Anything;
});
guard('../../src/core/scaling/size-difference', 'sizeDifference', (real) => {
  const blind = (change: never, nodegroup: never, _running: never, origin: never) =>
    real(change, nodegroup, undefined as never, origin);
  return blind as Anything;
});
guard('../../src/core/model/errors', 'classify', (real) => {
  const strict = (error: { readonly status?: number }) =>
    error.status === 503
      ? { disposition: 'fail', code: 'GeneralServiceException' }
      : real(error as never);
  return strict as Anything;
});

// after the mocks: nothing here is hoisted
const { silenceLogs } =
  require('../custom-resource/given') as typeof import('../custom-resource/given');
const { referenceOf, verdictOf } = require('./verdict') as typeof import('./verdict');
const { SENDERS } = require('../../src/aws/perform') as typeof import('../../src/aws/perform');

silenceLogs();

async function brokenBy(line: string): Promise<readonly string[]> {
  const { broken } = await verdictOf(planOf(line));
  return [...broken.keys()];
}

describe('without', () => {
  it.each<readonly [string, string, string]>([
    ['heldBack', 'registry create CreateSecurityGroup/1:give-up', 'late'],
    ['onceRolled', 'registry roll DescribeUpdate/3:denied', 'after-roll'],
    ['sinceLastApplied', 'registry refused-early DescribeNodegroup/1:hand-scale-up', 'nodes'],
    ['sizeDifference', 'registry grow DescribeNodegroup/1:hand-scale-up-unseen', 'nodes'],
    ['classify', 'registry quiet DescribeNodegroup/2:http-503', 'ends'],
  ])('%s, %s breaks %s', async (name, line, invariant) => {
    const { entry, journey } = planOf(line);
    await referenceOf(entry, journey);
    expect(await brokenBy(line)).toEqual([]);
    off.add(name);
    const broken = await brokenBy(line).finally(() => off.delete(name));
    expect(broken).toContain(invariant);
  });
});

type Senders = Record<string, (clients: never, input: never) => Promise<unknown>>;

/** What is sent instead. */
function sending(call: ApiCall['call'], change: (real: Senders[string]) => Senders[string]) {
  const senders = SENDERS as unknown as Senders;
  const real = senders[call] as Senders[string];
  senders[call] = change(real);
  return () => {
    senders[call] = real;
  };
}

describe('a provider that', () => {
  it.each<
    readonly [
      string,
      ApiCall['call'],
      (input: Record<string, unknown>) => object | undefined,
      string,
      string,
    ]
  >([
    [
      'lets everybody in',
      'ec2:AuthorizeSecurityGroupIngress',
      (input) => ({
        ...input,
        IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      }),
      'registry create',
      'I13',
    ],
    [
      'takes a node away',
      'eks:UpdateNodegroupConfig',
      (input) => ({ ...input, scalingConfig: { minSize: 0, desiredSize: 1 } }),
      'registry quiet',
      'nodes',
    ],
    [
      'deletes no placement group',
      'ec2:DeletePlacementGroup',
      () => undefined,
      'custom delete',
      'I1',
    ],
    [
      'leaves the tags out',
      'ec2:CreatePlacementGroup',
      ({ TagSpecifications: _, ...input }) => input,
      'registry create',
      'protocol',
    ],
    [
      'leaves a label out',
      'eks:UpdateNodegroupConfig',
      ({ labels: _, ...input }) => input,
      'custom quiet',
      'I3',
    ],
  ])('%s breaks a rule', async (_name, call, change, line, invariant) => {
    const { entry, journey } = planOf(line);
    await referenceOf(entry, journey);
    const restore = sending(call, (real) => async (clients, input) => {
      const instead = change(input);
      return instead ? real(clients, instead as never) : {};
    });
    const broken = await brokenBy(line).finally(restore);
    expect(broken).toContain(invariant);
  });
});
