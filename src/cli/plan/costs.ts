/** What a change of an existing node group costs: the core's own plan of it, as a whole and for each property alone. */
import type { Nodegroup } from '@aws-sdk/client-eks';
import { changed } from '../../core/lifecycle/changes';
import { type Before, plan } from '../../core/lifecycle/plan';
import type { Properties } from '../../core/model/properties';
import type { Move, Step, UpdateRequest } from '../../core/model/types';
import { maskedProperty } from './mask';

/** REFUSED: the update would fail. */
export type Cost = 'NOTHING' | 'IN PLACE' | `ROLLS ${number} NODES` | 'REPLACES' | 'REFUSED';

export interface Change {
  readonly property: string;
  readonly from: unknown;
  readonly to: unknown;
  readonly cost: Cost;
}

export function stepsOf(moves: readonly Move[]): readonly Step[] {
  return moves.flatMap((move) => (move.kind === 'call' ? move.steps : []));
}

export function costOf(moves: readonly Move[], nodegroup: Nodegroup | undefined): Cost {
  const end = moves.at(-1);
  if (end?.kind === 'fail') return end.failure.code === 'NotUpdatable' ? 'REPLACES' : 'REFUSED';
  const steps = stepsOf(moves);
  if (steps.some(({ call }) => call === 'eks:UpdateNodegroupVersion')) {
    return `ROLLS ${sizeWhenRolled(steps, nodegroup)} NODES`;
  }
  return steps.length > 0 ? 'IN PLACE' : 'NOTHING';
}

/** The configuration is sent before the roll. */
function sizeWhenRolled(steps: readonly Step[], nodegroup: Nodegroup | undefined): number {
  const sent = steps.flatMap((step) =>
    step.call === 'eks:UpdateNodegroupConfig' ? (step.input.scalingConfig?.desiredSize ?? []) : [],
  );
  return sent.at(-1) ?? nodegroup?.scalingConfig?.desiredSize ?? 0;
}

/** The properties that make a difference, each with what it would cost alone. */
export function changesOf(request: UpdateRequest, before: Before): readonly Change[] {
  const { previous, desired } = request;
  const names = [...new Set([...Object.keys(previous), ...Object.keys(desired)])].sort();
  return names
    .filter((name) => changed(request, name as keyof Properties))
    .map((name) => {
      const alone = { ...request, desired: withOne(previous, desired, name as keyof Properties) };
      return {
        property: name,
        from: maskedProperty(name, previous[name as keyof Properties]),
        to: maskedProperty(name, desired[name as keyof Properties]),
        cost: costOf(plan(alone, before), before.nodegroup),
      };
    })
    .filter(({ cost }) => cost !== 'NOTHING');
}

function withOne(previous: Properties, desired: Properties, name: keyof Properties): Properties {
  const { [name]: _before, ...others } = previous;
  return { ...others, ...(desired[name] !== undefined && { [name]: desired[name] }) } as Properties;
}
