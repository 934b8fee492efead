/**
 * The words in which schema.json says what a change of a property costs and what its removal leads to. Closed lists:
 * a description that says it in other words fails, until they are listed here with what they mean.
 */
import { isNamed, type Path, type Schema } from './paths';

/**
 * - `replace`: the node group is replaced
 * - `roll`: one new version of the launch template, one roll
 * - `version`: one roll to another release, without a new version of the template
 * - `config`: one UpdateNodegroupConfig
 * - `tags`: tags alone
 * - `record`: our own tags alone
 * - `nothing`: no call
 */
export type Cost = 'replace' | 'roll' | 'version' | 'config' | 'tags' | 'record' | 'nothing';
export interface Told {
  readonly costs: readonly Cost[];
  /** Whether some changes replace the node group. */
  readonly mayReplace: boolean;
}

const always = (...costs: Cost[]): Told => ({ costs, mayReplace: false });
const conditional = (cost: Cost): Told => ({ costs: [cost], mayReplace: true });
const COSTS: Readonly<Record<string, Told>> = {
  'A change replaces the node group.': always('replace'),
  'A change rolls the nodes.': always('roll'),
  "A change of the interfaces' groups rolls the nodes.": always('roll'),
  'A higher version rolls the nodes.': always('version'),
  'A change is applied in place.': always('config', 'tags'),
  'Each number is changed in place, and only when it changed in the template.': always('config'),
  'A change scales the group in place.': always('config'),
  'A change alone does nothing.': always('nothing'),
  'A change that keeps the subnets in use is applied in place; one that removes any of them replaces the node group.':
    conditional('record'),
  'Another AMI rolls the nodes; adding or removing ImageId replaces the node group.':
    conditional('roll'),
  'Another one of the same kind, zone and placement group rolls the nodes; any other change replaces the node group.':
    conditional('roll'),
};
const SAYS_A_COST = /rolls the nodes|in place|replaces the node group|change alone/;

/** What a change costs in the words of the property, else of all its members, else of the object that it is in. */
export function toldCost(path: Path, all: readonly Path[]): Told | string {
  const own = ownCost(path);
  if (own) return own;
  const below = all.filter(({ parent }) => parent?.path === path.path).map(ownCost);
  const [first] = below;
  const told =
    below.length > 0 && below.every((each) => JSON.stringify(each) === JSON.stringify(first));
  if (told && first) return first;
  if (path.parent) return toldCost(path.parent, []);
  return 'schema.json does not say what a change costs';
}

function ownCost({ description }: Path): Told | string | undefined {
  const sentences = sentencesOf(description).filter((each) => SAYS_A_COST.test(each));
  const [first, ...others] = sentences;
  if (first === undefined) return undefined;
  const told = COSTS[first];
  return told && others.length === 0 ? told : `words.ts does not list ${sentences.join(' ')}`;
}

/** Sentences; a colon or a semicolon ends none. */
function sentencesOf(description: string): readonly string[] {
  return description.split(/(?<=\.)\s+(?=[A-Z])/);
}

/**
 * What the removal of a property leads to:
 * - `held`: chosen when the node group is made, so that nothing changes
 * - `untouched`: nothing changes
 * - `replaced`, `refused`
 * - `values`: what Read then answers at these paths; undefined: nothing
 */
export type Removal =
  | { readonly kind: 'held' | 'untouched' | 'replaced' | 'refused' }
  | { readonly kind: 'values'; readonly values: Readonly<Record<string, unknown>> };

const NOTHING = new Set([
  'none',
  'those that the template set are removed',
  "AWS's",
  "the AMI's",
  "the account's key for EBS",
  'MaxSize',
]);
/** Of an object: its members. */
const OBJECTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  off: { Enabled: false },
  one: { MaxUnavailable: 1 },
  'gp3, encrypted, 100 GiB': { Type: 'gp3', Encrypted: true, SizeGiB: 100 },
  'IMDSv2 required, hop limit 1': { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
};
/** Whole clauses that say it in other words. */
const CLAUSES: readonly (readonly [string, 'untouched' | 'replaced' | 'refused'])[] = [
  ['While it is unchanged or absent, the live size stays', 'untouched'],
  ['adding or removing ImageId replaces the node group', 'replaced'],
  ['any other change replaces the node group', 'replaced'],
  ['required with ImageId', 'refused'],
];
/** Of a member: what its neighbour says by default. */
const AS_NEIGHBOUR = /^according to (\w+)$/;
const WHERE_NOTHING_IS_RESERVED =
  /^DEFAULT, or MINIMAL where CapacityReservation limits the nodes to reserved capacity$/;

/** @returns a text where schema.json does not tell it, or in words that are not listed. */
export function toldRemoval(schema: Schema, path: Path, all: readonly Path[]): Removal | string {
  if (isNamed(schema.createOnlyProperties, path)) return { kind: 'held' };
  const { description, parent } = path;
  const clause = CLAUSES.find(([words]) => description.includes(words));
  if (clause) return { kind: clause[1] };
  const removed = /Removed: ([^.]+)\./.exec(description)?.[1];
  if (removed === 'unchanged') return { kind: 'untouched' };
  const neighbour = AS_NEIGHBOUR.exec(removed ?? '')?.[1];
  if (neighbour) return asNeighbour(path, neighbour, all);
  if (removed !== undefined && removed !== 'the default again') return meant(path, removed);
  const fallback = defaultOf(path);
  const members = all.filter((each) => each.parent?.path === path.path && !each.required);
  if (members.length > 0 && path.node.properties) {
    const told = members.map((each) => toldRemoval(schema, each, all));
    return together([fallback === undefined ? undefined : meant(path, fallback), ...told]);
  }
  if (fallback !== undefined) return meant(path, fallback);
  return (
    (parent && ofMember(schema, path, parent, all)) ??
    'schema.json does not say what its removal leads to'
  );
}

/** Of a member that says nothing itself: as its object does, which may name the member's value. */
function ofMember(
  schema: Schema,
  path: Path,
  parent: Path,
  all: readonly Path[],
): Removal | string | undefined {
  const name = path.path.slice(parent.path.length + 1);
  const whole = OBJECTS[defaultOf(parent) ?? ''];
  if (whole && name in whole) return { kind: 'values', values: { [path.path]: whole[name] } };
  // without a default there is nothing in its place
  if (/Removed: /.test(parent.description) || parent.node.items) {
    return { kind: 'values', values: { [path.path]: undefined } };
  }
  const told = CLAUSES.some(([words]) => parent.description.includes(words));
  return told ? toldRemoval(schema, parent, all) : undefined;
}

function asNeighbour(path: Path, name: string, all: readonly Path[]): Removal | string {
  const neighbour = all.find(
    (each) => each.parent?.path === path.parent?.path && each.path.endsWith(`.${name}`),
  );
  const word = neighbour && defaultOf(neighbour);
  const told = word && meant(neighbour, word);
  if (typeof told !== 'object') return told ?? `${name} has no default`;
  return together([told, { kind: 'values', values: { [path.path]: undefined } }]);
}

/** `Default: 100`, `Default for gp3: AWS's` or `AUTO (default)`. */
function defaultOf({ description }: Path): string | undefined {
  return (
    /Default(?: (?!at creation)[^:.]+)?: ([^.]+)\./.exec(description)?.[1] ??
    /(\w+) \(default\)/.exec(description)?.[1]
  );
}

/** What a listed word means at the path. */
function meant({ path, node }: Path, word: string): Removal | string {
  const values = (some: Readonly<Record<string, unknown>>, at = '') => ({
    kind: 'values' as const,
    values: Object.fromEntries(Object.entries(some).map(([name, value]) => [at + name, value])),
  });
  const object = OBJECTS[word];
  if (object && node.properties) return values(object, `${path}.`);
  if (NOTHING.has(word)) return values({ [path]: undefined });
  if (WHERE_NOTHING_IS_RESERVED.test(word)) return values({ [path]: 'DEFAULT' });
  const isLiteral =
    node.type === 'boolean'
      ? /^(true|false)$/.test(word)
      : node.type === 'integer'
        ? /^\d+$/.test(word)
        : node.enum?.includes(word);
  if (!isLiteral) return `words.ts does not list "${word}" of its description`;
  return values({ [path]: node.type === 'string' ? word : JSON.parse(word) });
}

function together(told: readonly (Removal | string | undefined)[]): Removal | string {
  const problem = told.find((each) => typeof each === 'string');
  if (problem !== undefined) return problem;
  const some = told.flatMap((each) => (typeof each === 'object' ? [each] : []));
  const other = some.find(({ kind }) => kind !== 'values');
  if (other) return other;
  const all = some.flatMap((each) => (each.kind === 'values' ? [each.values] : []));
  // what the object itself says goes before what its members lack
  return { kind: 'values', values: Object.assign({}, ...all.reverse()) };
}
