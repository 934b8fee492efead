/** EKS's automatic repair of nodes (API_NodeRepairConfig). */
import type { NodeRepairConfig as EksConfig, Nodegroup } from '@aws-sdk/client-eks';
import { findingsAt } from '../model/findings';
import type { NodeRepairConfig, NodeRepairConfigOverride, Properties } from '../model/properties';
import type { Finding } from '../model/types';
import { canonicalJson } from '../ownership/identity';
import { camelCased, pascalCased, withoutUndefined } from '../util/objects';

/** Said, because EKS keeps what is omitted. */
const OFF: NodeRepairConfig = { Enabled: false };
const MEMBERS = [
  'Enabled',
  'MaxUnhealthyNodeThresholdCount',
  'MaxUnhealthyNodeThresholdPercentage',
  'MaxParallelNodesRepairedCount',
  'MaxParallelNodesRepairedPercentage',
  'NodeRepairConfigOverrides',
] as const;
/** API_NodeRepairConfig: "you cannot also set". */
const EXCLUSIVE = [
  ['MaxUnhealthyNodeThresholdCount', 'MaxUnhealthyNodeThresholdPercentage'],
  ['MaxParallelNodesRepairedCount', 'MaxParallelNodesRepairedPercentage'],
] as const;

export function expandNodeRepair({
  NodeRepairConfigOverrides: overrides,
  ...config
}: NodeRepairConfig): EksConfig {
  return {
    ...camelCased(config),
    ...(overrides && { nodeRepairConfigOverrides: overrides.map(camelCased) }),
  };
}

/** Undefined where EKS says nothing of it. */
export function flattenNodeRepair(live: EksConfig | undefined): NodeRepairConfig | undefined {
  if (!live) return undefined;
  const { nodeRepairConfigOverrides: overrides = [], ...config } = withoutUndefined(live);
  return {
    ...pascalCased(config),
    ...(overrides.length > 0 && {
      NodeRepairConfigOverrides: overrides.map(
        (each): NodeRepairConfigOverride => ({ ...pascalCased(each) }) as never,
      ),
    }),
  };
}

export function nodeRepairFindings({ NodeRepairConfig: given }: Properties): readonly Finding[] {
  if (!given) return [];
  const keys = (given.NodeRepairConfigOverrides ?? []).map(
    ({ NodeMonitoringCondition, NodeUnhealthyReason }) =>
      `${NodeMonitoringCondition} / ${NodeUnhealthyReason}`,
  );
  const twice = new Set(keys.filter((key, at) => keys.indexOf(key) !== at));
  return [
    ...findingsAt('NodeRepairConfig.Enabled', [
      given.Enabled === undefined && Object.keys(given).length > 0
        ? 'it is not given, so that the rest would have no effect. Add Enabled: true.'
        : undefined,
    ]),
    ...findingsAt(
      'NodeRepairConfig',
      EXCLUSIVE.map(([count, percentage]) =>
        given[count] === undefined || given[percentage] === undefined
          ? undefined
          : `${count} ${given[count]} and ${percentage} ${given[percentage]} exclude each other. Remove one.`,
      ),
    ),
    ...findingsAt(
      'NodeRepairConfig.NodeRepairConfigOverrides',
      [...twice].map((key) => `${key} is there twice. Keep one.`),
    ),
  ];
}

/**
 * Member by member three-way; undefined where there is nothing to send. All of it is sent, so that it is the
 * same whether EKS replaces it as a whole or keeps what is omitted.
 */
export function nodeRepairDifference(
  { previous, desired }: { readonly previous: Properties; readonly desired: Properties },
  { nodeRepairConfig }: Nodegroup,
): EksConfig | undefined {
  const before = previous.NodeRepairConfig ?? OFF;
  const wanted = desired.NodeRepairConfig ?? OFF;
  const live = flattenNodeRepair(nodeRepairConfig) ?? OFF;
  if (!desired.NodeRepairConfig && previous.NodeRepairConfig) {
    return live.Enabled ? expandNodeRepair(OFF) : undefined;
  }
  const changed = MEMBERS.filter((name) => !same(before[name], wanted[name]));
  if (changed.every((name) => same(live[name], wanted[name]))) return undefined;
  const members = MEMBERS.map((name) => {
    const [rival] = EXCLUSIVE.flatMap(([a, b]) => (a === name ? [b] : b === name ? [a] : []));
    const yields = rival !== undefined && wanted[rival] !== undefined;
    return [name, changed.includes(name) || yields ? wanted[name] : live[name]] as const;
  });
  const merged: NodeRepairConfig = withoutUndefined(Object.fromEntries(members));
  return {
    // a list that was removed has to be said to be empty
    ...(live.NodeRepairConfigOverrides && { nodeRepairConfigOverrides: [] }),
    ...expandNodeRepair(merged),
  };
}

/** Overrides are a set. */
function same(a: unknown, b: unknown): boolean {
  const text = (value: unknown) =>
    Array.isArray(value) ? value.map(canonicalJson).sort().join() : canonicalJson(value ?? []);
  return text(a) === text(b);
}
