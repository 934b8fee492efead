/** What the template that EKS launches nodes from means for success. */

import { verifyLaunchTemplate } from '../../../src/core/lifecycle/success';
import { NOTHING_OBSERVED } from '../../../src/core/loop/observation';
import type { TemplateCopy, TemplateInterface } from '../../../src/core/model/facts';
import { headlineOf, textOf } from '../decisions';
import { progress } from '../given';

const PRIMARY = { NetworkCardIndex: 0, DeviceIndex: 0, InterfaceType: 'efa' };
const SECOND = { NetworkCardIndex: 1, DeviceIndex: 1, InterfaceType: 'efa-only' };
const PLANNED = [PRIMARY, SECOND];
const read = (...interfaces: readonly TemplateInterface[]): TemplateCopy => ({
  is: 'read',
  template: 'lt-1 version 3',
  interfaces,
});

function verified(
  observed: TemplateCopy | undefined,
  observations = 8,
  planned: readonly TemplateInterface[] | undefined = PLANNED,
) {
  const facts = {
    ...NOTHING_OBSERVED,
    templateCopy: { observations, ...(observed && { observed }) },
  };
  return verifyLaunchTemplate(planned && { interfaces: planned }, facts, progress());
}

describe('the reservation', () => {
  const CapacityReservation = { Id: 'cr-0123456789abcdef0' };
  const inIt = (reservation?: string, expected: string | undefined = CapacityReservation.Id) => {
    const observed: TemplateCopy = { ...read(...PLANNED), ...(reservation && { reservation }) };
    const facts = { ...NOTHING_OBSERVED, templateCopy: { observations: 8, observed } };
    const planned = { interfaces: PLANNED, ...(expected && { reservation: expected }) };
    return verifyLaunchTemplate(planned, facts, progress());
  };
  it('is in the template, or none was given', () => {
    const arn = 'arn:aws:resource-groups:us-east-1:123456789012:group/pool';
    const done = { kind: 'succeed', notes: [] };
    expect(inIt(CapacityReservation.Id)).toEqual(done);
    expect(inIt(arn, arn)).toEqual(done);
    expect(inIt(undefined, '')).toEqual(done);
    expect(inIt('cr-00000000', '')).toEqual(done);
  });
  it.each([undefined, 'cr-00000000'])('is not there, where the template has %s', (used) => {
    const decision = inIt(used);
    expect(headlineOf(decision)).toBe('fail NotStabilized');
    expect(textOf(decision)).toContain(`lacks Capacity Reservation ${CapacityReservation.Id}`);
    expect(textOf(decision)).toContain('2 of 2 EFA interfaces');
  });
});

describe('what is read', () => {
  it.each<readonly [string, readonly TemplateInterface[]]>([
    ['all of them', PLANNED],
    ['all, in another order', [SECOND, PRIMARY]],
    ['more than planned', [...PLANNED, { NetworkCardIndex: 2, DeviceIndex: 1 }]],
    [
      'the first card left out, which is card 0',
      [{ DeviceIndex: 0, InterfaceType: 'efa' }, SECOND],
    ],
  ])('is enough: %s', (_name, used) => {
    expect(verified(read(...used), 1)).toEqual({ kind: 'succeed', notes: [] });
  });

  it.each<readonly [string, readonly TemplateInterface[], string]>([
    ['an EFA is missing', [PRIMARY], '1 of 2 EFA interfaces'],
    ['all are', [], '0 of 2 EFA interfaces'],
    ['all are, by name', [], 'lacks card 0 device 0 efa, card 1 device 1 efa-only;'],
    [
      'one is of another type',
      [PRIMARY, { ...SECOND, InterfaceType: 'interface' }],
      'card 1 device 1 efa-only',
    ],
    [
      'one is of no type',
      [PRIMARY, { NetworkCardIndex: 1, DeviceIndex: 1 }],
      'card 1 device 1 efa-only',
    ],
    ['one is on another card', [PRIMARY, { ...SECOND, NetworkCardIndex: 2 }], 'card 1 device 1'],
    ['one is at another device', [PRIMARY, { ...SECOND, DeviceIndex: 0 }], 'card 1 device 1'],
  ])('is short where %s', (_name, used, words) => {
    const decision = verified(read(...used));
    expect(headlineOf(decision)).toBe('fail NotStabilized');
    expect(textOf(decision)).toContain(words);
    expect(textOf(decision)).toContain('lt-1 version 3');
  });

  it('is observed seven times more before it fails', () => {
    const short = read(PRIMARY);
    const delays = [1, 2, 3, 4, 5, 6, 7].map((observations) => {
      const decision = verified(short, observations);
      return decision.kind === 'wait' && decision.wait.delaySeconds;
    });
    expect(delays).toEqual([5, 10, 20, 20, 20, 20, 20]);
    expect(headlineOf(verified(short, 8))).toBe('fail NotStabilized');
  });

  it('is waited for by name', () => {
    const decision = verified(read(PRIMARY), 1);
    expect(headlineOf(decision)).toBe(
      "wait EKS's copy of the launch template to show all interfaces",
    );
    expect(textOf(decision)).toContain('lt-1 version 3 lacks card 1 device 1 efa-only');
  });

  it('an interface without EFA counts too, and not as an EFA', () => {
    const planned = [{ ...PRIMARY, InterfaceType: 'interface' }, SECOND];
    expect(textOf(verified(read(SECOND), 8, planned))).toContain('1 of 1 EFA interfaces');
  });
});

describe('what is not read', () => {
  it.each(['notVisible', 'unreadable'] as const)('succeeds with a message: %s', (is) => {
    expect(verified({ is, why: 'of this' })).toEqual({
      kind: 'succeed',
      notes: [
        'The interfaces of the nodes were not verified: of this. Check the EFA interfaces on a node.',
      ],
    });
  });
  it('is observed again where it may become visible, and not where it will not', () => {
    expect(headlineOf(verified({ is: 'notVisible', why: 'w' }, 1))).toMatch(/^wait/);
    expect(headlineOf(verified({ is: 'unreadable', why: 'w' }, 1))).toBe('succeed');
  });
});

it('says that nothing was verified where our own template stays invisible', () => {
  const judged = (observations: number) =>
    verifyLaunchTemplate(
      undefined,
      {
        ...NOTHING_OBSERVED,
        templateCopy: { observations, observed: read(...PLANNED) },
        environment: { ownTemplate: 'absent' },
      },
      progress(),
    );
  expect(headlineOf(judged(1))).toBe('wait the launch template to become visible');
  expect(textOf(judged(8))).toBe(
    'The interfaces of the nodes were not verified: the launch template does not exist. Check the EFA interfaces on a node.',
  );
});

describe('without an observation', () => {
  it('observes, also our own template where the plan is not known', () => {
    expect(headlineOf(verified(undefined, 0))).toBe('observe templateCopy');
    const facts = { ...NOTHING_OBSERVED, templateCopy: { observations: 0 } };
    expect(headlineOf(verifyLaunchTemplate(undefined, facts, progress()))).toBe(
      'observe templateCopy ownTemplate',
    );
  });
  it('compares with our own template then', () => {
    const facts = {
      ...NOTHING_OBSERVED,
      templateCopy: { observations: 8, observed: read(PRIMARY) },
      environment: { ownTemplate: { interfaces: PLANNED } },
    };
    expect(headlineOf(verifyLaunchTemplate(undefined, facts, progress()))).toBe(
      'fail NotStabilized',
    );
  });
});
