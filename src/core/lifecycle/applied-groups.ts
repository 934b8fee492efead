/** The groups of properties that are sent together, and the short hash of each that the record holds. */

import { givenUserData } from '../ami/node-settings';
import type { ConfigFeature, Feature, RollingFeature } from '../feature/feature';
import type { Properties, PropertyPath } from '../model/properties';
import { shortHash } from '../ownership/applied-record';
import { givenTags } from '../ownership/tags';
import { canonicalJson } from '../util/hash';
import { type StringMap, withoutUndefined } from '../util/objects';

/** The given input that a hash is of. */
export interface Given {
  readonly properties: Properties;
  readonly stackTags: StringMap;
}
export interface AppliedGroup {
  /** Three letters: a tag has room for few more. */
  readonly key: string;
  /** How it is sent: the launch template holds two, of which user data may be unknown. */
  readonly sent: 'config' | 'tags' | 'version' | 'template';
  readonly feature?: ConfigFeature;
  readonly paths: readonly PropertyPath[];
  value(given: Given): unknown;
}

/** Every group; a feature whose change replaces the node group, or is an option of others, is in none. */
export function appliedGroups(features: readonly Feature[]): readonly AppliedGroup[] {
  const rolling = features.filter((feature) => feature.change === 'roll');
  const userData = rolling.filter(({ part }) => isGivenUserData(part));
  const others = rolling.filter((feature) => !userData.includes(feature));
  return [
    ...features.flatMap(groupsSent),
    templateGroup('tem', others, ({ properties }) =>
      Object.assign({}, ...rolling.map((feature) => feature.canonical(properties))),
    ),
    templateGroup('use', userData, ({ properties }) => givenUserData(properties) ?? ''),
  ];
}

function groupsSent(feature: Feature): readonly AppliedGroup[] {
  const { properties: paths } = feature;
  const key = (paths[0] ?? '').slice(0, 3).toLowerCase();
  switch (feature.change) {
    case 'config':
      return [
        {
          key,
          sent: 'config',
          feature,
          paths,
          value: (given) => feature.canonical(given.properties),
        },
      ];
    case 'tags':
      return [
        {
          key,
          sent: 'tags',
          paths,
          value: ({ stackTags, properties }) => givenTags(stackTags, properties.Tags),
        },
      ];
    case 'version':
      return [
        {
          key,
          sent: 'version',
          paths,
          value: ({ properties: { Version, ReleaseVersion } }) => ({ Version, ReleaseVersion }),
        },
      ];
    default:
      return [];
  }
}

function templateGroup(
  key: string,
  features: readonly RollingFeature[],
  value: AppliedGroup['value'],
): AppliedGroup {
  return { key, sent: 'template', paths: features.flatMap(({ properties }) => properties), value };
}

function isGivenUserData(part: RollingFeature['part']): boolean {
  return part.kind === 'userData' && part.setting === 'given';
}

export function appliedHash({ value }: AppliedGroup, given: Given): string {
  return shortHash(canonicalJson(value(given) ?? null));
}

/** By group. */
export function appliedHashes(groups: readonly AppliedGroup[], given: Given): StringMap {
  return Object.fromEntries(groups.map((group) => [group.key, appliedHash(group, given)]));
}

/** `to` with the values that `from` has at these paths, and none where it has none. */
export function withValuesAt<T extends object>(to: T, from: T, paths: readonly string[]): T {
  return paths.reduce((all, path) => withValueAt(all, from, path.split('.')), to);
}

function withValueAt<T extends object>(to: T, from: T, [name = '', ...rest]: readonly string[]): T {
  const [old, now] = [to, from].map((each) => (each as Readonly<Record<string, object>>)[name]);
  const value = rest.length === 0 ? now : (withValueAt(old ?? {}, now ?? {}, rest) as object);
  const isEmpty = value !== undefined && rest.length > 0 && Object.keys(value).length === 0;
  return withoutUndefined({ ...to, [name]: isEmpty && now === undefined ? undefined : value }) as T;
}
