/**
 * The rows of the cross-check as data: rows/*.yaml, one file a family of rules, and scene.yaml with what they share.
 * README.md says what each member means. local-aws/tests/ec2_eks/cross_check/rows.py reads the same.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** A call that prepares; `keep`: what of its answer later placeholders name. */
export interface CallStep {
  readonly call: string;
  readonly like?: string;
  readonly request?: JsonObject;
  readonly keep?: Readonly<Record<string, string>>;
  /** The code with which it is refused. */
  readonly refused?: string;
}
/** What AWS or somebody else does; each model has its own way (world-side.ts). */
export interface EventStep {
  readonly event: string;
  readonly with?: JsonObject;
}
export type Step = CallStep | EventStep;

interface RowOfFile {
  readonly row: string;
  readonly given?: readonly (string | Step)[];
  readonly request?: JsonObject;
  readonly data?: JsonObject;
  readonly code?: string;
  readonly text?: string;
  readonly shows?: JsonObject;
  readonly invalid?: readonly string[];
  readonly source?: string;
}
interface RuleOfFile extends Omit<RowOfFile, 'row' | 'code' | 'text' | 'shows' | 'invalid'> {
  readonly rule: string;
  readonly call: string;
  readonly like?: string;
  readonly rows: readonly RowOfFile[];
}

export interface Row {
  readonly name: string;
  readonly call: string;
  readonly steps: readonly Step[];
  readonly request: JsonObject;
  /** Absent: accepted. */
  readonly code: string | undefined;
  readonly text: string | undefined;
  readonly shows: JsonObject;
  /** What botocore's model says against the request, in the judge's words. */
  readonly invalid: readonly string[];
  readonly source: string;
}

interface SharedScene {
  readonly requests: Readonly<Record<string, JsonObject>>;
  readonly data: JsonObject;
  readonly values: Readonly<Record<string, string>>;
  readonly steps: Readonly<Record<string, readonly (string | Step)[]>>;
}

const read = (file: string) => parse(readFileSync(join(__dirname, file), 'utf8')) as unknown;
const shared = read('scene.yaml') as SharedScene;

export function allRows(): readonly Row[] {
  const files = readdirSync(join(__dirname, 'rows')).sort();
  return files.flatMap((file) => (read(`rows/${file}`) as readonly RuleOfFile[]).flatMap(rowsOf));
}

/** @throws Error where a rule has no accepted row or a row no source. */
function rowsOf(rule: RuleOfFile): readonly Row[] {
  if (rule.rows.every(({ code }) => code !== undefined))
    throw new Error(`${rule.rule}: the nearest accepted row is missing`);
  return rule.rows.map((row) => {
    const source = row.source ?? rule.source;
    if (!source) throw new Error(`${rule.rule}, ${row.row}: it has no source`);
    const data = rule.data || row.data ? { ...shared.data, ...rule.data, ...row.data } : undefined;
    const steps = stepsOf([...(rule.given ?? []), ...(row.given ?? []), ...templateOf(data)]);
    const byTemplate = data && { launchTemplate: { id: '<row template>', version: '1' } };
    return {
      name: `${rule.rule}: ${row.row}`,
      call: rule.call,
      steps,
      request: requestOf(rule.like, { ...rule.request, ...byTemplate, ...row.request }),
      code: row.code,
      text: row.text,
      shows: row.shows ?? {},
      invalid: row.invalid ?? [],
      source,
    };
  });
}

/** `data` is put into a template of its own, which the request names. */
function templateOf(data: JsonObject | undefined): readonly Step[] {
  if (!data) return [];
  return [
    {
      call: 'ec2:CreateLaunchTemplate',
      request: { LaunchTemplateName: 'row', LaunchTemplateData: withoutNull(data) },
      keep: { 'row template': 'LaunchTemplate.LaunchTemplateId' },
    },
  ];
}

/** Each named step once, those that it needs before it. */
function stepsOf(given: readonly (string | Step)[], taken = new Set<string>()): Step[] {
  return given.flatMap((one) => {
    if (typeof one !== 'string') return [one];
    if (taken.has(one)) return [];
    taken.add(one);
    const named = shared.steps[one];
    if (!named) throw new Error(`scene.yaml has no step ${one}`);
    return stepsOf(named, taken);
  });
}

/** A member that is null is left out. */
export function requestOf(like: string | undefined, request: JsonObject = {}): JsonObject {
  const base = like === undefined ? {} : shared.requests[like];
  if (!base) throw new Error(`scene.yaml has no request ${like}`);
  return withoutNull({ ...base, ...request });
}

function withoutNull(given: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
}

/** What `<name>` in a request or an answer stands for. */
export class Names {
  private readonly values = new Map<string, string>(Object.entries(shared.values));

  set(name: string, value: string): void {
    this.values.set(name, value);
  }

  /** `<51 tags>` is a map, `<51 tag pairs>` a list; `<64 x>` is text; anything else was kept or is of the scene. */
  fill(value: Json): Json {
    if (Array.isArray(value)) return value.map((item) => this.fill(item as Json));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [String(this.text(key)), this.fill(item)]),
      );
    return typeof value === 'string' ? this.text(value) : value;
  }

  private text(text: string): Json {
    const many = /^<(\d+) (tags|tag pairs)>$/.exec(text);
    if (many) {
      const numbers = Array.from({ length: Number(many[1]) }, (_, at) => at);
      if (many[2] === 'tags') return Object.fromEntries(numbers.map((at) => [`k${at}`, 'v']));
      return numbers.map((at) => ({ Key: `k${at}`, Value: 'v' }));
    }
    return text.replaceAll(/<([^<>]+)>/g, (whole, name: string) => {
      const repeated = /^(\d+) (\S)$/.exec(name);
      if (repeated) return String(repeated[2]).repeat(Number(repeated[1]));
      if (name === 'any' || name === 'none') return whole;
      const known = this.values.get(name);
      if (known === undefined) throw new Error(`nothing is called <${name}>`);
      return known;
    });
  }
}

/** Lists without regard to order, which AWS promises nowhere; `<any>`: there is a value, `<none>`: there is none. */
export function matches(shown: Json | undefined, expected: Json): boolean {
  if (expected === '<any>') return shown !== undefined && shown !== null;
  if (expected === '<none>')
    return shown === undefined || shown === null || (Array.isArray(shown) && shown.length === 0);
  if (Array.isArray(expected)) {
    if (!Array.isArray(shown) || shown.length !== expected.length) return false;
    const left = [...(shown as Json[])];
    return expected.every((item) => {
      const at = left.findIndex((candidate) => matches(candidate, item as Json));
      if (at >= 0) left.splice(at, 1);
      return at >= 0;
    });
  }
  if (typeof expected === 'object' && expected !== null) {
    const given = (shown ?? {}) as JsonObject;
    return Object.entries(expected).every(([name, item]) => matches(given[name], item));
  }
  return shown === expected;
}

/** `Reservations.0.Instances.0.InstanceId` of an answer. */
export function valueAt(answer: Json, path: string): string {
  const found = path
    .split('.')
    .reduce<Json | undefined>((value, name) => (value as JsonObject | undefined)?.[name], answer);
  if (typeof found !== 'string') throw new Error(`${path} is not in ${JSON.stringify(answer)}`);
  return found;
}
