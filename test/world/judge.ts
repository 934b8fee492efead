/**
 * What AWS's service models say against a request or an answer: members that are missing or unknown, types, lengths,
 * ranges, patterns, values of an enumeration, errors that the operation does not have.
 */
import { appendFileSync } from 'node:fs';
import { Authorizations } from './authorization';
import type { Member, Operation, Shape } from './wire-schema';

/** Every service has them (the "Common Errors" page of each API reference); no operation declares them. */
const COMMON_ERRORS = new Set([
  'AccessDeniedException',
  'ExpiredTokenException',
  'InternalFailure',
  'RequestExpired',
  'ServiceUnavailable',
  'ThrottlingException',
  'UnrecognizedClientException',
  'ValidationError',
  'ValidationException',
]);
const patterns = new Map<string, RegExp>();

/** Where AWS itself is not as its model says: the beginning of the sentence, and how we know. */
const KNOWN: readonly (readonly [wrong: RegExp, because: string])[] = [
  [
    /^DescribeInstanceTypes\.InstanceTypes\[\]: .* is none of its values$/,
    'a template may name a type that is newer than this model; EC2 says whether there is one',
  ],
  [
    /^answer of \w+\.(cluster|nodegroup)\.tags: its number of entries is 0,/,
    'EKS answers "tags": {} where there are none: the examples of describe-cluster and describe-nodegroup in the AWS CLI reference',
  ],
  [
    /^answer of DescribeCapacityReservations\.CapacityReservations\[\]\.PlacementGroupArn: /,
    'the pattern has ^ in its middle and matches nothing; its own documentation shows ARNs like ours',
  ],
  [
    /^answer of DescribeInstanceTypes\..*\.SupportedFeatures\[\]: "metal-compatibility" is none/,
    'recorded from EC2 (instance-types.json)',
  ],
  [
    /^answer of CreateNodegroup: the operation has no error ResourceNotFoundException$/,
    'github.com/terraform-aws-modules/terraform-aws-eks/issues/793: "ResourceNotFoundException: No cluster found for name"',
  ],
];

export class Judge {
  requests = 0;
  answers = 0;
  /** What IAM was asked for the requests of the provider. */
  readonly authorizations = new Authorizations();
  /** In a test that takes tags off between a look and a call, which IAM would deny. */
  leavesOutAuthorizations = false;
  /** Kinds that no test expected. */
  readonly unexpected: string[] = [];
  private readonly known = new Set<number>();
  private wrong: string[] = [];

  request(operation: Operation, input: unknown, onTheWire: readonly string[] = []): void {
    this.requests += 1;
    this.keep([...onTheWire, ...problemsOf(operation.input, input, operation.name)]);
  }

  answer(operation: Operation, output: unknown): void {
    this.answers += 1;
    this.keep(problemsOf(operation.output, output, `answer of ${operation.name}`));
  }

  error(operation: Operation, code: string): void {
    this.answers += 1;
    const { name, errors } = operation;
    // EC2's model and those of the query protocol declare none, or few of those that they give
    if (operation.service === 'ec2' || operation.service === 'autoscaling') return;
    if (errors.includes(code) || COMMON_ERRORS.has(code)) return;
    this.keep([`answer of ${name}: the operation has no error ${code}`]);
  }

  /** What was wrong since this was asked last. A test that sends something wrong by hand asks, and says what it expects. */
  takeWrong(): readonly string[] {
    const taken = [...new Set(this.wrong)];
    this.wrong = [];
    return taken;
  }

  /** Adds the figures to a file, for the last lines of `make test`. */
  report(file: string): void {
    const { requests, answers, unexpected } = this;
    const authorizations = this.leavesOutAuthorizations ? [] : this.authorizations.all();
    if (requests + answers + authorizations.length === 0) return;
    const known = { known: [...this.known], listed: KNOWN.length };
    appendFileSync(
      file,
      `${JSON.stringify({ requests, answers, unexpected, ...known, authorizations })}\n`,
    );
  }

  private keep(problems: readonly string[]): void {
    for (const problem of problems) {
      const known = KNOWN.findIndex(([wrong]) => wrong.test(problem));
      if (known < 0) this.wrong.push(problem);
      else this.known.add(known);
    }
  }
}

/** One for all worlds of a test file. */
export const judge = new Judge();

/** @returns one sentence each, beginning with where it is */
export function problemsOf(shape: Shape, value: unknown, where: string): string[] {
  switch (shape.kind) {
    case 'unit':
      return [];
    case 'structure':
      return isObject(value) ? ofStructure(shape, value, where) : [wrongType(shape, value, where)];
    case 'list':
      if (!Array.isArray(value)) return [wrongType(shape, value, where)];
      return [
        ...outOfRange(shape, value.length, `${where}: its number of items`),
        ...value.flatMap((item) => problemsOf(shape.of.shape(), item, `${where}[]`)),
      ];
    case 'map': {
      if (!isObject(value)) return [wrongType(shape, value, where)];
      const entries = Object.entries(value);
      return [
        ...outOfRange(shape, entries.length, `${where}: its number of entries`),
        ...entries.flatMap(([key, item]) => [
          ...(shape.key ? problemsOf(shape.key, key, `${where}: the key`) : []),
          ...problemsOf(shape.of.shape(), item, `${where}{}`),
        ]),
      ];
    }
    case 'string':
      return typeof value === 'string'
        ? ofString(shape, value, where)
        : [wrongType(shape, value, where)];
    case 'integer':
    case 'float':
      if (typeof value !== 'number' || (shape.kind === 'integer' && !Number.isSafeInteger(value)))
        return [wrongType(shape, value, where)];
      return outOfRange(shape, value, where);
    case 'boolean':
      return typeof value === 'boolean' ? [] : [wrongType(shape, value, where)];
    case 'timestamp':
      return isTime(value) ? [] : [wrongType(shape, value, where)];
  }
}

function ofStructure(
  { members, required }: Extract<Shape, { kind: 'structure' }>,
  value: Readonly<Record<string, unknown>>,
  where: string,
): string[] {
  const known = new Map<string, Member>(members.map((member) => [member.name, member]));
  const missing = required.filter((name) => value[name] === undefined);
  return [
    ...missing.map((name) => `${where}.${name}: it is required`),
    ...Object.entries(value).flatMap(([name, item]) => {
      const member = known.get(name);
      if (item === undefined) return [];
      if (!member) return [`${where}.${name}: there is no such member`];
      return problemsOf(member.shape(), item, `${where}.${name}`);
    }),
  ];
}

function ofString(
  shape: Extract<Shape, { kind: 'string' | 'integer' | 'float' }>,
  value: string,
  where: string,
): string[] {
  const problems = outOfRange(shape, [...value].length, `${where}: its length`);
  if (shape.enum && !shape.enum.includes(value))
    problems.push(`${where}: ${JSON.stringify(value)} is none of its values`);
  if (shape.pattern && !patternOf(shape.pattern).test(value))
    problems.push(`${where}: ${JSON.stringify(value)} does not match ${shape.pattern}`);
  return problems;
}

function outOfRange(
  { min, max }: { readonly min?: number | undefined; readonly max?: number | undefined },
  value: number,
  where: string,
): string[] {
  if (min !== undefined && value < min) return [`${where} is ${value}, at least ${min} is allowed`];
  if (max !== undefined && value > max) return [`${where} is ${value}, at most ${max} is allowed`];
  return [];
}

function wrongType({ kind }: Shape, value: unknown, where: string): string {
  return `${where}: ${JSON.stringify(value)} is no ${kind}`;
}

/** The whole value has to match, as AWS's services do it. */
function patternOf(pattern: string): RegExp {
  const known = patterns.get(pattern);
  if (known) return known;
  const made = new RegExp(`^(?:${pattern})$`, 'su');
  patterns.set(pattern, made);
  return made;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON has seconds, where a form and our own answers have a Date. */
function isTime(value: unknown): boolean {
  if (value instanceof Date) return !Number.isNaN(value.getTime());
  return typeof value === 'number' && Number.isFinite(value);
}
