/** EKS's automatic repair of nodes (API_NodeRepairConfig). */
import type { NodeRepairConfig as EksConfig, Nodegroup } from '@aws-sdk/client-eks';
import type { Feature } from '../feature/feature';
import { type Finding, findingsAt } from '../model/findings';
import type { NodeRepairConfig, NodeRepairConfigOverride, Properties } from '../model/properties';
import type { Change } from '../model/request';
import { canonicalJson } from '../util/hash';
import { duplicates } from '../util/lists';
import { camelCased, pascalCased, withoutUndefined } from '../util/objects';

export const nodeRepair: Feature = {
  properties: ['NodeRepairConfig'],
  change: 'config',
  rules,
  canonical,
  expand: ({ NodeRepairConfig: given }) => (given ? { nodeRepairConfig: expandConfig(given) } : {}),
  difference: (change, live) => {
    const nodeRepairConfig = difference(change, live);
    return nodeRepairConfig && { nodeRepairConfig };
  },
  flatten: ({ nodegroup }) => ({ NodeRepairConfig: flattenConfig(nodegroup.nodeRepairConfig) }),
};

/** Sent, because EKS keeps what is omitted. */
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

function expandConfig({
  NodeRepairConfigOverrides: overrides,
  ...config
}: NodeRepairConfig): EksConfig {
  return {
    ...camelCased(config),
    ...(overrides && { nodeRepairConfigOverrides: overrides.map(camelCased) }),
  };
}

/** Undefined where EKS answers nothing. */
function flattenConfig(live: EksConfig | undefined): NodeRepairConfig | undefined {
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

function rules({ NodeRepairConfig: given }: Properties): readonly Finding[] {
  if (!given) return [];
  const keys = (given.NodeRepairConfigOverrides ?? []).map(
    ({ NodeMonitoringCondition, NodeUnhealthyReason }) =>
      `${NodeMonitoringCondition} / ${NodeUnhealthyReason}`,
  );
  return [
    ...findingsAt('NodeRepairConfig.Enabled', [
      given.Enabled === undefined && Object.keys(given).length > 0
        ? 'The property is required for the other NodeRepairConfig properties to take effect. Add Enabled: true.'
        : undefined,
    ]),
    ...findingsAt(
      'NodeRepairConfig',
      EXCLUSIVE.map(([count, percentage]) =>
        given[count] === undefined || given[percentage] === undefined
          ? undefined
          : `${count} ${given[count]} cannot be combined with ${percentage} ${given[percentage]}. Remove one of the two.`,
      ),
    ),
    ...findingsAt(
      'NodeRepairConfig.NodeRepairConfigOverrides',
      duplicates(keys).map((key) => `${key} is listed twice. Remove one of the two.`),
    ),
  ];
}

/** Overrides are a set, and an empty list says as little as none. */
function canonical({ NodeRepairConfig: given }: Properties): unknown {
  const { NodeRepairConfigOverrides: overrides = [], ...config } = given ?? {};
  return { ...OFF, ...config, overrides: overrides.map(canonicalJson).sort() };
}

/**
 * Member by member three-way; undefined where there is nothing to send. All of it is sent, so that it is the
 * same whether EKS replaces it as a whole or keeps what is omitted.
 */
function difference(
  { previous, desired }: Change,
  { nodeRepairConfig }: Nodegroup,
): EksConfig | undefined {
  const before = { ...OFF, ...previous.NodeRepairConfig };
  const after = { ...OFF, ...desired.NodeRepairConfig };
  const live = flattenConfig(nodeRepairConfig) ?? OFF;
  if (!isGiven(desired) && isGiven(previous)) {
    return live.Enabled ? expandConfig(OFF) : undefined;
  }
  const changed = MEMBERS.filter((name) => !same(before[name], after[name]));
  if (changed.every((name) => same(live[name], after[name]))) return undefined;
  const members = MEMBERS.map((name) => {
    const [rival] = EXCLUSIVE.flatMap(([a, b]) => (a === name ? [b] : b === name ? [a] : []));
    const yields = rival !== undefined && after[rival] !== undefined;
    return [name, changed.includes(name) || yields ? after[name] : live[name]] as const;
  });
  const merged: NodeRepairConfig = withoutUndefined(Object.fromEntries(members));
  return {
    // a list that was removed has to be sent as an empty one
    ...(live.NodeRepairConfigOverrides && { nodeRepairConfigOverrides: [] }),
    ...expandConfig(merged),
  };
}

/** An empty object says as little as none. */
function isGiven({ NodeRepairConfig: given }: Properties): boolean {
  return given?.Enabled !== undefined;
}

/** Overrides are a set. */
function same(a: unknown, b: unknown): boolean {
  const text = (value: unknown) =>
    Array.isArray(value) ? value.map(canonicalJson).sort().join() : canonicalJson(value ?? []);
  return text(a) === text(b);
}
