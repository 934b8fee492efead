/** Kubernetes taints of the nodes. */
import type { Taint as EksTaint } from '@aws-sdk/client-eks';
import type { Feature } from '../feature/feature';
import { findingsAt } from '../model/findings';
import type { Taint } from '../model/properties';
import { duplicates } from '../util/lists';
import { nonEmpty, withoutUndefined } from '../util/objects';
import { keyProblem, valueProblem } from './kubernetes-names';

export const taints: Feature = {
  properties: ['Taints'],
  change: 'config',
  rules: ({ Taints = [] }) => {
    const keys = Taints.map(({ Key, Effect }) => `${Key}:${Effect}`);
    return findingsAt(
      'Taints',
      duplicates(keys).map(
        (key) =>
          `The taints [${keys.indexOf(key)}] and [${keys.lastIndexOf(key)}] have the same Key and Effect, but Kubernetes allows one value for them. Remove one of the two.`,
      ),
    );
  },
  // an empty value is one (API_Taint)
  laterRules: ({ Taints = [] }) =>
    Taints.flatMap(({ Key, Value }, at) => [
      ...findingsAt(`Taints[${at}].Key`, [keyProblem(Key)]),
      ...findingsAt(`Taints[${at}].Value`, [Value ? valueProblem(Value) : undefined]),
    ]),
  // a set
  canonical: ({ Taints }) => [...byKey(Taints)].sort(([a], [b]) => (a < b ? -1 : 1)),
  expand: ({ Taints }) => (Taints ? { taints: Taints.map(expandTaint) } : {}),
  difference: ({ previous, desired }, { taints: liveTaints = [] }) => {
    const live = new Map(liveTaints.map((taint) => [keyOf(taint), taint.value ?? '']));
    const before = byKey(previous.Taints);
    const after = byKey(desired.Taints);
    const set = [...after].filter(
      ([key, taint]) =>
        !(before.has(key) && before.get(key)?.value === taint.value) &&
        live.get(key) !== (taint.value ?? ''),
    );
    const remove = [...before].filter(([key]) => !after.has(key) && live.has(key));
    const difference = nonEmpty({
      addOrUpdateTaints: set.length > 0 ? set.map(([, taint]) => taint) : undefined,
      removeTaints: remove.length > 0 ? remove.map(([, taint]) => taint) : undefined,
    });
    return difference && { taints: withoutUndefined(difference) };
  },
  flatten: ({ nodegroup: { taints: live } }) => ({
    Taints: live?.length ? live.map(flattenTaint) : undefined,
  }),
};

function byKey(list: readonly Taint[] = []) {
  return new Map(list.map(expandTaint).map((taint) => [keyOf(taint), taint] as const));
}

function keyOf({ key, effect }: EksTaint): string {
  return `${key}:${effect}`;
}

function expandTaint({ Key: key, Value: value, Effect: effect }: Taint) {
  return { key, effect, ...(value !== undefined && { value }) };
}

/** EKS answers an empty value for a taint that was given none. */
function flattenTaint({ key = '', value, effect }: EksTaint): Taint {
  return { Key: key, ...(value && { Value: value }), Effect: effect as Taint['Effect'] };
}
