/** What a change of a property costs: derived from schema.json's lists and from the feature that owns the property. */
import type { Feature } from '../../src/core/feature/feature';
import {
  EFA_COUNT_LABEL,
  isReservedTagKey,
  SCALE_FROM_ZERO_TAG,
} from '../../src/core/ownership/tag-keys';
import type { Json } from '../registry/cloudformation';
import { isNamed, isObject, type Path, pathsOf, type Schema, shown } from './paths';
import { type Cost, toldCost, toldRemoval } from './words';

export interface Derived {
  readonly cost: Cost;
  readonly mayReplace: boolean;
  /** Calls that may come beside those of the cost. */
  readonly beside: readonly string[];
}

/** A request that changes something. */
export interface Sent {
  readonly action: string;
  readonly input: Json;
}

/** @returns what is wrong, where it cannot be derived. */
export function derivedCost(
  path: Path,
  schema: Schema,
  features: readonly Feature[],
): Derived | string {
  const over = features.filter(({ properties }) =>
    properties.some((own) => own === path.path || /^[.[]/.test(after(path.path, own))),
  );
  const under = features.filter(({ properties }) =>
    properties.some((own) => after(own, path.path).startsWith('.')),
  );
  if (over.length > 1) return 'several features own it';
  const owners = over.length > 0 ? over : under;
  const [owner] = owners;
  if (!owner) return 'no feature owns it';
  if (new Set(owners.map(({ change }) => change)).size > 1) {
    return 'the features of its members differ in their cost';
  }
  const mayReplace = isNamed(schema.conditionalCreateOnlyProperties, path);
  const replaces = isNamed(schema.createOnlyProperties, path);
  if (over.length > 0 && isReplacing(owner) !== replaces && !mayReplace) {
    return `${replaces ? 'createOnlyProperties names it' : 'no list of schema.json names it'}, but its feature says ${owner.change}`;
  }
  const cost = mayReplace && isReplacing(owner) ? 'record' : owner.change;
  return { cost, mayReplace, beside: [...new Set(owners.flatMap(besides))] };
}

function isReplacing({ change }: Feature): boolean {
  return change === 'replace';
}

/** What of the text comes after the head; nothing where it does not begin with it. */
function after(text: string, head: string): string {
  return text.startsWith(head) ? text.slice(head.length) : '';
}

/** A value in the launch template needs no call more; what AWS does not hold is recorded; interfaces have groups, and are counted. */
function besides(feature: Feature): readonly string[] {
  if (feature.change !== 'roll' || /^(section|blockDevices)$/.test(feature.part.kind)) return [];
  return feature.part.kind === 'userData' ? ['record'] : ['record', 'count', 'security group'];
}

/** Everything that keeps a path out of the matrix, as `path: what`. */
export function gaps(
  schema: Schema,
  features: readonly Feature[],
  samples: Readonly<Record<string, unknown>>,
): readonly string[] {
  const paths = pathsOf(schema);
  const known = new Set(paths.map(({ path }) => path));
  const stale = Object.keys(samples).filter((path) => !known.has(path));
  return [
    ...stale.map((path) => `${path}: schema.json has no such path`),
    ...paths.flatMap((path) =>
      [
        path.path in samples ? undefined : 'samples.ts has no sample',
        disagreement(path, paths, derivedCost(path, schema, features)),
        path.required ? undefined : textOf(toldRemoval(schema, path, paths)),
      ].flatMap((problem) => (problem ? [`${path.path}: ${problem}`] : [])),
    ),
  ];
}

function disagreement(
  path: Path,
  paths: readonly Path[],
  derived: Derived | string,
): string | undefined {
  const told = toldCost(path, paths);
  if (typeof derived === 'string' || typeof told === 'string') {
    return [textOf(derived), textOf(told)].filter(Boolean).join('; ');
  }
  return told.costs.includes(derived.cost) && told.mayReplace === derived.mayReplace
    ? undefined
    : `its description says ${told.costs.join(' or ')}${told.mayReplace ? ', sometimes replace' : ''}, but its feature and the lists say ${derived.cost}${derived.mayReplace ? ', sometimes replace' : ''}`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

const TAG_CALLS = ['TagResource', 'UntagResource', 'CreateTags', 'DeleteTags'];
/** The calls of each cost, each once; `tags` and `record` have at least one. */
const CALLS: Readonly<Record<Exclude<Cost, 'replace' | 'tags' | 'record'>, readonly string[]>> = {
  roll: ['CreateLaunchTemplateVersion', 'roll to a version of the template'],
  version: ['roll to a release'],
  config: ['UpdateNodegroupConfig'],
  nothing: [],
};

/** What is wrong with the changing calls of an update that is not to replace the node group. */
export function wrongCalls({ cost, beside }: Derived, sent: readonly Sent[]): readonly string[] {
  const names = sent.map(nameOf);
  if (cost === 'tags' || cost === 'record') {
    const allowed = cost === 'record' ? ['record'] : [...TAG_CALLS, 'record'];
    const fits = names.length > 0 && names.every((name) => allowed.includes(name));
    return fits ? [] : [`calls: ${shown(names)}, not some of ${allowed.join(', ')} alone`];
  }
  if (cost === 'replace') return names.map((name) => `calls: ${name}, before the replacement`);
  const wanted = CALLS[cost];
  // what is about to be applied is recorded with every change
  const known = wanted.length > 0 ? [...beside, 'record'] : beside;
  const counted = names.filter((name) => !known.includes(name));
  return counted.join() === wanted.join()
    ? []
    : [
        `calls: ${shown(names)}, not ${shown(wanted)}${beside.length > 0 ? `, beside ${beside.join(', ')}` : ''}`,
      ];
}

const COUNT = new RegExp(`^{"labels":{"addOrUpdateLabels":{"${EFA_COUNT_LABEL}":"\\d+"}}}$`);

/** The action, or what it does in the words of `Derived.beside`. */
export function nameOf({ action, input }: Sent): string {
  if (/SecurityGroup/.test(action)) return 'security group';
  if (action === 'UpdateNodegroupVersion') {
    return input.launchTemplate ? 'roll to a version of the template' : 'roll to a release';
  }
  const keys = [...(isObject(input.tags) ? Object.keys(input.tags) : []), ...listOf(input.tagKeys)];
  const isOurs = (key: unknown) => isReservedTagKey(`${key}`) || key === SCALE_FROM_ZERO_TAG;
  if (/^(Tag|Untag)Resource$/.test(action) && keys.every(isOurs)) return 'record';
  const { clusterName: _, nodegroupName: __, clientRequestToken: ___, ...config } = input;
  const isCount = action === 'UpdateNodegroupConfig' && COUNT.test(JSON.stringify(config));
  if (isCount) return 'count';
  return action;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
