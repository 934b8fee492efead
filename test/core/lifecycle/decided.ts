/** For tests: what an update of a node group decides, as soon as everything was observed. */
import type { Nodegroup } from '@aws-sdk/client-eks';
import { decide } from '../../../src/core/lifecycle/decide';
import { applyResult } from '../../../src/core/loop/apply-result';
import { checkpointAfterResult } from '../../../src/core/loop/checkpoint';
import type { ApiCall } from '../../../src/core/model/api-calls';
import type { Checkpoint, Decision } from '../../../src/core/model/decision';
import type { Facts, LaunchTemplateFact } from '../../../src/core/model/facts';
import type { Properties } from '../../../src/core/model/properties';
import type { UpdateRequest } from '../../../src/core/model/request';
import { APPLIED_TAG } from '../../../src/core/ownership/applied-record';
import { factsOf, living, progress, update } from '../given';

export type Given = Partial<Properties>;
export interface Setting {
  readonly live?: Partial<Nodegroup>;
  readonly facts?: Partial<Facts>;
  readonly template?: (template: LaunchTemplateFact) => LaunchTemplateFact;
}

export function decided(
  previous: Given,
  desired: Given,
  { live, facts, template }: Setting = {},
): Decision {
  const born = living(previous);
  const known = factsOf(
    {
      ...born,
      nodegroup: { ...born.nodegroup, ...live },
      template: template ? template(born.template) : born.template,
    },
    facts,
  );
  return decidedAfterRecord(update(previous, desired), known);
}

/** What comes once the tags are written, too. */
export function decidedAfterTags(
  previous: Given,
  desired: Given,
  { live, facts }: Setting = {},
): Decision {
  const born = living(previous);
  const known = factsOf({ ...born, nodegroup: { ...born.nodegroup, ...live } }, facts);
  const decision = decide(update(previous, desired), known, progress());
  const [first] = decision.kind === 'call' ? decision.calls : [];
  if (first?.call !== 'eks:TagResource') return decision;
  return decidedAfterRecord(
    update(previous, desired),
    applyResult(known, { ...first, output: {} }),
    checkpointAfterResult({}, { ...first, output: {} }),
  );
}

/** What comes after the record of what is about to be applied, which every update writes first. */
export function decidedAfterRecord(
  request: UpdateRequest,
  facts: Facts,
  checkpoint: Checkpoint = {},
): Decision {
  const decision = decide(request, facts, progress({ checkpoint }));
  const [first] = decision.kind === 'call' ? decision.calls : [];
  if (first?.call !== 'eks:TagResource') return decision;
  if (Object.keys(first.input.tags ?? {}).join() !== APPLIED_TAG) return decision;
  const answered = { ...first, output: {} };
  return decide(
    request,
    applyResult(facts, answered),
    progress({ checkpoint: checkpointAfterResult(checkpoint, answered) }),
  );
}

/** Of the one call. */
export const inputOf = (decision: Decision): ApiCall['input'] => {
  if (decision.kind !== 'call' || decision.calls.length !== 1)
    throw new Error(JSON.stringify(decision));
  return (decision.calls[0] as ApiCall).input;
};
export const LABEL = { Labels: { a: '1' } };
export const ROLL = { Volume: { SizeGiB: 200 } };
