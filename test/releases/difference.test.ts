import { differences, orderedDifferences, short, unorderedDifferences } from './difference';
import { changing, type Request } from './life';
import { type Recording, readText, textOf } from './recording';

function request(round: number, action: string, input: Request['input'] = {}): Request {
  return { round, service: 'ec2', action, input, changes: true };
}

const MAKES = [
  request(1, 'CreateSecurityGroup', { GroupName: 'a' }),
  request(1, 'CreatePlacementGroup', { GroupName: 'a' }),
  request(2, 'CreateLaunchTemplate', { Data: { Cards: [{ Index: 0 }, { Index: 1 }] } }),
];
const [GROUP, PLACEMENT, TEMPLATE] = MAKES as [Request, Request, Request];

describe('differences', () => {
  it('are none where members have another order', () => {
    expect(differences({ a: 1, b: [2] }, { b: [2], a: 1 })).toEqual([]);
  });

  it('name the members that differ, and show little of them', () => {
    const now = { a: { b: [1, 3] }, c: 'x'.repeat(500), e: {} };
    expect(differences({ a: { b: [1, 2] }, d: true }, now)).toEqual([
      '.a.b[1]: 2 → 3',
      '.d: true → absent',
      `.c: absent → "${'x'.repeat(89)}…`,
      '.e: absent → {}',
    ]);
  });

  it('are printed in at most forty lines', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`m${at}`, at]));
    const lines = short(differences({ kept: 1 }, { kept: 1, ...many }));
    expect(lines).toHaveLength(40);
    expect(lines.at(-1)).toBe('and 61 more');
  });
});

describe('differences of requests', () => {
  it('are none where those of one round have another order, and reads are in other rounds', () => {
    const now = [
      { ...PLACEMENT, round: 4 },
      { ...GROUP, round: 4 },
      { ...TEMPLATE, round: 7 },
    ];
    expect(orderedDifferences(MAKES, now)).toEqual([]);
  });

  it('tell another order of rounds', () => {
    const now = [TEMPLATE, GROUP, PLACEMENT].map((each, at) => ({ ...each, round: at + 1 }));
    expect(unorderedDifferences(MAKES, now)).toEqual([]);
    expect(orderedDifferences(MAKES, now)).toEqual([
      'the same requests in another order',
      'round 1 was: ec2:CreatePlacementGroup, ec2:CreateSecurityGroup',
      'round 1 is: ec2:CreateLaunchTemplate',
    ]);
  });

  it('tell one that is gone, one that is new, one that is another, and one that is refused', () => {
    const other = { ...TEMPLATE, input: { Data: { Cards: [{ Index: 0 }, { Index: 2 }] } } };
    const refused = { ...GROUP, error: 'InvalidGroup.Duplicate' };
    expect(orderedDifferences(MAKES, [refused, other, request(3, 'CreateTags')])).toEqual([
      'ec2:CreateSecurityGroup.error: absent → "InvalidGroup.Duplicate"',
      'no longer sent: ec2:CreatePlacementGroup {"GroupName":"a"}',
      'ec2:CreateLaunchTemplate.input.Data.Cards[1].Index: 1 → 2',
      'new: ec2:CreateTags {}',
    ]);
  });

  it('tell one that is sent twice', () => {
    expect(unorderedDifferences([GROUP], [GROUP, GROUP])).toHaveLength(1);
  });

  it('do not tell how often one was refused before it was taken', () => {
    const refused = { ...GROUP, error: 'DependencyViolation' };
    const often = [refused, { ...refused, round: 2 }, { ...refused, round: 3 }];
    const taken = { ...GROUP, round: 4 };
    expect(changing([...often, taken])).toEqual([refused, taken]);
    expect(orderedDifferences(changing([...often, taken]), changing([refused, taken]))).toEqual([]);
  });
});

test('a recording is read as it was written', () => {
  const list = Array.from({ length: 30 }, (_, at) => ({ NetworkCardIndex: at, Type: 'efa' }));
  const templates = { created: { A: [1], B: {} }, changed: {}, rolled: {} };
  const requests = [
    request(1, 'CreateLaunchTemplate', { Data: { list } }),
    request(2, 'CreateLaunchTemplateVersion', { Data: { list, more: true } }),
  ];
  const recording: Recording = { templates, steps: [{ step: 'create', answer: {}, requests }] };
  const text = textOf(recording);
  expect(readText(text)).toEqual(recording);
  expect(text.split('"NetworkCardIndex":29')).toHaveLength(2);
});
