/** What a change of an existing node group costs: the core's plan of it, as a whole and for each property alone. */

import type { Nodegroup } from '@aws-sdk/client-eks';
import { isChanged } from '../../core/feature/change';
import type { ApiCall } from '../../core/model/api-calls';
import type { Decision } from '../../core/model/decision';
import type { Properties } from '../../core/model/properties';
import type { UpdateRequest } from '../../core/model/request';
import type { Snapshot } from '../../core/plan/simulate';
import { maskedProperty } from './mask';

/** REFUSED: the update would fail. */
export type Cost = 'NOTHING' | 'IN PLACE' | `ROLLS ${number} NODES` | 'REPLACES' | 'REFUSED';

export interface Change {
  readonly property: string;
  readonly from: unknown;
  readonly to: unknown;
  readonly cost: Cost;
}

export function callsOf(decisions: readonly Decision[]): readonly ApiCall[] {
  return decisions.flatMap((decision) => (decision.kind === 'call' ? decision.calls : []));
}

export function costOf(decisions: readonly Decision[], nodegroup: Nodegroup | undefined): Cost {
  const end = decisions.at(-1);
  if (end?.kind === 'fail') return end.failure.code === 'NotUpdatable' ? 'REPLACES' : 'REFUSED';
  const calls = callsOf(decisions);
  if (calls.some(({ call }) => call === 'eks:UpdateNodegroupVersion')) {
    return `ROLLS ${sizeWhenRolled(calls, nodegroup)} NODES`;
  }
  return calls.length > 0 ? 'IN PLACE' : 'NOTHING';
}

/** The configuration is sent before the roll. */
function sizeWhenRolled(calls: readonly ApiCall[], nodegroup: Nodegroup | undefined): number {
  const sent = calls.flatMap((apiCall) =>
    apiCall.call === 'eks:UpdateNodegroupConfig'
      ? (apiCall.input.scalingConfig?.desiredSize ?? [])
      : [],
  );
  return sent.at(-1) ?? nodegroup?.scalingConfig?.desiredSize ?? 0;
}

/** The properties whose change causes calls, each with what it would cost alone. */
export function changesOf(
  request: UpdateRequest,
  snapshot: Snapshot,
  plan: (request: UpdateRequest, snapshot: Snapshot) => readonly Decision[],
): readonly Change[] {
  const { previous, desired } = request;
  const names = [...new Set([...Object.keys(previous), ...Object.keys(desired)])].sort();
  return names
    .filter((name) => isChanged(request, name as keyof Properties))
    .map((name) => {
      const alone = { ...request, desired: withOne(previous, desired, name as keyof Properties) };
      return {
        property: name,
        from: maskedProperty(name, previous[name as keyof Properties]),
        to: maskedProperty(name, desired[name as keyof Properties]),
        cost: costOf(plan(alone, snapshot), snapshot.nodegroup),
      };
    })
    .filter(({ cost }) => cost !== 'NOTHING');
}

function withOne(previous: Properties, desired: Properties, name: keyof Properties): Properties {
  const { [name]: _previous, ...others } = previous;
  return { ...others, ...(desired[name] !== undefined && { [name]: desired[name] }) } as Properties;
}
