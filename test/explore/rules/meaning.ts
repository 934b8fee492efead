/** What lives, as text that can be compared. */
import { APPLIED_TAG } from '../../../src/core/ownership/applied-record';
import { ID_TAG } from '../../../src/core/ownership/tag-keys';
import { canonicalJson } from '../../../src/core/util/hash';
import { comparable } from '../../reconcile/comparable';
import type { Setting } from '../../reconcile/driver';
import { withoutIds } from '../stacks/stack';

/**
 * What lives, without what a repeat may count up: versions, the record, ids of a group that was made anew. A security group
 * that no node uses is not counted: it carries our tag, and goes with the Delete.
 */
export function meaningOf(made: Setting): string {
  const { templates, nodegroups, rules, placementGroups } = comparable(made) as Comparable;
  const live = new Map(nodegroups.map(({ version, tags }) => [tags[ID_TAG], version]));
  const used = templates
    .filter(({ name }) => !name.startsWith('eks-'))
    .map(({ name, tags, versions }) => {
      const version = versions.find(({ number }) => String(number) === live.get(tags[ID_TAG]));
      return { name, tags, data: version?.data };
    });
  const groups = nodegroups.map(
    ({ version: _, desiredSizeOfEks: __, taints = [], tags, ...rest }) => {
      const { [APPLIED_TAG]: ___, ...others } = tags;
      return { ...rest, taints: taints.map(canonicalJson).sort(), tags: others };
    },
  );
  const isUsed = canonicalJson(used).includes('OUR-GROUP');
  const text = canonicalJson({ used, groups, placementGroups, ...(isUsed && { rules }) });
  // what was made once stays in the record
  return withoutIds(text).replace(/ made=[\w-]+/g, '');
}

interface Comparable {
  readonly templates: readonly {
    readonly name: string;
    readonly tags: Record<string, string>;
    readonly versions: readonly { readonly number: number; readonly data: object }[];
  }[];
  readonly nodegroups: readonly {
    readonly version?: string;
    readonly desiredSizeOfEks?: number;
    readonly taints?: readonly unknown[];
    readonly tags: Record<string, string>;
  }[];
  readonly rules: unknown;
  readonly placementGroups: unknown;
}

/** Around the first character that differs. */
export function differenceOf(expected: string, is: string): string {
  let at = 0;
  while (at < expected.length && expected[at] === is[at]) at += 1;
  const part = (text: string) => text.slice(Math.max(0, at - 80), at + 160);
  return `…${part(is)}… instead of …${part(expected)}…`;
}
