/** The answer of `plan`: one document for each node group, with where all of it is. */

import type { Paint } from '../terminal/paint';
import { headOf, type Where } from '../terminal/where';
import type { PlanDocument } from './plan-document';
import { type Line, planLines } from './plan-text';

export interface NodeGroupPlan extends PlanDocument {
  /** Null for a file of properties. */
  readonly logicalId: string | null;
}

/** A node group that the stack no longer has. */
export interface RemovalDocument {
  readonly action: 'DELETE' | 'RETAIN';
  readonly id: string;
  readonly logicalId: string;
  /** Null where it does not exist any more. */
  readonly nodes: number | null;
  readonly renamedTo: string | null;
}
export interface Plans {
  readonly where: Where;
  readonly stackName: string | undefined;
  readonly plans: readonly NodeGroupPlan[];
  readonly removals: readonly RemovalDocument[];
}

/** Of one node group its own document, as ever; of several `nodeGroups` and `removed`. */
export function plansDocument({ where, stackName, plans, removals }: Plans): object {
  const [only] = plans;
  if (only && plans.length === 1 && removals.length === 0) return { ...where, ...only };
  return { ...where, stackName: stackName ?? null, nodeGroups: plans, removed: removals };
}

/** The answer's lines, in order. */
export function plansLines(
  { where, stackName, plans, removals }: Plans,
  paint: Paint,
): readonly Line[] {
  const clusters = [...new Set([...plans, ...removals].map(({ id }) => id.split('/')[0] ?? ''))];
  const isOne = plans.length + removals.length === 1;
  const named = (logicalId: string | null) => (isOne || logicalId === null ? '' : `${logicalId}: `);
  const head = headOf(where, [
    ...(clusters.length > 0 ? [`cluster ${clusters.join(', ')}`] : []),
    ...(stackName === undefined ? [] : [`stack ${stackName}`]),
  ]);
  return [
    { text: head },
    ...plans.flatMap((plan): readonly Line[] => {
      const [first, ...others] = planLines(plan, paint);
      return [{ text: '' }, { text: `${named(plan.logicalId)}${first?.text}` }, ...others];
    }),
    ...removals.flatMap((removal) => [
      { text: '' },
      { text: paint(removal.action === 'DELETE' ? 'red' : 'bold', removalText(removal)) },
    ]),
  ];
}

function removalText({ action, id, logicalId, nodes, renamedTo }: RemovalDocument): string {
  const what =
    action === 'RETAIN'
      ? 'leaves the stack and stays, because of its DeletionPolicy'
      : `would be deleted${nodes === null ? '' : ` with its ${nodes} nodes`}`;
  const why = renamedTo
    ? ` The template has the same node group as ${renamedTo}: it was renamed, and CloudFormation creates a new one. Keep the logical ID ${logicalId} to keep the nodes.`
    : '';
  return `${logicalId}: ${id} ${what}.${why}`;
}
