/** Decides what an Update has to do from the live state of the generation that its id names, not from OldResourceProperties. */

import type { Nodegroup } from '@aws-sdk/client-eks';
import schema from '../../schema.json';
import type { Generation } from '../aws/find/generations';
import { isChanged } from '../core/feature/change';
import { mayBeInService } from '../core/lifecycle/health';
import { validateRequest } from '../core/lifecycle/validate';
import type { Decision } from '../core/model/decision';
import { describeFindings } from '../core/model/findings';
import type { Properties } from '../core/model/properties';
import type { Identity, UpdateRequest } from '../core/model/request';
import { formatId, parseId } from '../core/ownership/identity';
import { isOwnNodegroup } from '../core/ownership/nodegroup-owner';
import { customResourceTime } from '../core/plan/custom-resource-time';
import type { Planned } from '../core/plan/plan';
import { withOwnSize } from '../core/scaling/roll-time';
import type { Previous } from './previous';
import type { Task } from './progress';
import { describeUnclaimed } from './search';

export interface Assessment {
  /** Of the generation to answer with; undefined where a new one is created. */
  readonly id?: string;
  readonly tasks: readonly Task[];
  readonly notes: readonly string[];
  /** Why the Update is refused before anything is sent; undefined where it is not. */
  readonly unsupportedReason?: string;
  /**
   * A node group is not visible, and this is what to do where it stays so: AWS may not show for minutes what exists,
   * and a replacement ends with the deletion of the generation that it replaces.
   */
  readonly ifGone?: true;
}

/** Where the facts of an assessment come from. */
interface Source {
  plan(request: UpdateRequest): Promise<Planned>;
  generations(): Promise<readonly Generation[]>;
  /** Which one a generation that was never in service was to replace. */
  previousOf(failed: Generation): Promise<Previous>;
  readonly secondsLeft: number;
}

const REPLACE: Assessment = { tasks: [{ kind: 'CREATE' }], notes: [] };
const REPLACING = [...schema.createOnlyProperties, ...schema.conditionalCreateOnlyProperties].map(
  (pointer) => pointer.split('/')[2] as keyof Properties,
);

/** @param toRequest the Update of the generation that an Id names. @throws AwsCallError */
export async function assess(
  physicalId: string,
  toRequest: (identity: Identity) => UpdateRequest,
  source: Source,
): Promise<Assessment> {
  const identity = parseId(physicalId);
  if (!identity) return REPLACE;
  const request = toRequest(identity);
  // the core's Update reports the findings
  if (validateRequest(request).length > 0) return inPlace(physicalId);
  const { decisions, snapshot } = await source.plan(request);
  const ours = isOwnNodegroup(snapshot.nodegroup, identity);
  if (!ours || !mayBeInService(snapshot.nodegroup))
    return returnToPrevious(physicalId, toRequest, source, snapshot.nodegroup);
  if (mustReplace(decisions)) return REPLACE;
  const search: readonly Task[] = (await undoesReplacement(request, source))
    ? [{ kind: 'SEARCH', observations: 0 }]
    : [];
  const { UpdateConfig } = request.desired;
  const { nodegroup: live } = snapshot;
  const { rolls, refused, note } = customResourceTime(
    decisions,
    live && withOwnSize(live, snapshot.environment),
    UpdateConfig,
    source.secondsLeft,
  );
  if (!rolls) return inPlace(physicalId, search);
  if (refused) {
    return { ...inPlace(physicalId), unsupportedReason: describeFindings([refused]) };
  }
  return { ...inPlace(physicalId, search), notes: note ? [describeFindings([note])] : [] };
}

function inPlace(id: string, more: readonly Task[] = []): Assessment {
  return { id, tasks: [{ kind: 'UPDATE', id }, ...more], notes: [] };
}

/**
 * The id names a generation that is not in service. Where the Update undoes the replacement that created it, the one that
 * the replacing request named is still in service and fits the desired properties: its Id is the answer, and
 * CloudFormation deletes the failed generation. Another one that fits was retained, perhaps by an older stack of the same
 * name, and is nobody's to take.
 */
async function returnToPrevious(
  physicalId: string,
  toRequest: (identity: Identity) => UpdateRequest,
  source: Source,
  nodegroup: Nodegroup | undefined,
): Promise<Assessment> {
  const identity = parseId(physicalId) as Identity;
  const generations = await source.generations();
  if (!replacingChanged(toRequest(identity))) {
    return withoutPrevious(identity, nodegroup, generations);
  }
  const inService = generations.filter((each) => mayBeInService(each.nodegroup));
  const fitting: Identity[] = [];
  for (const { identity } of inService) {
    const request = toRequest(identity);
    if ((await fits(request, source)) && (await undoesReplacement(request, source))) {
      fitting.push(identity);
    }
  }
  if (fitting.length === 0) return withoutPrevious(identity, nodegroup, generations);
  const failed = isOwnNodegroup(nodegroup, identity) ? nodegroup : undefined;
  const isProven = failed?.status === 'CREATE_FAILED';
  const previous = await source.previousOf({ identity, nodegroup: failed });
  if (previous === 'unknown' && isProven) return undecided(physicalId, fitting);
  const found = fitting.find(
    ({ generation }) => typeof previous === 'object' && previous.generation === generation,
  );
  // one answer that does not show the node group that the id names proves nothing
  if (found) return { ...inPlace(formatId(found)), ...(!isProven && { ifGone: true }) };
  const otherwise = withoutPrevious(identity, nodegroup, generations);
  return { ...otherwise, notes: [...otherwise.notes, describeUnclaimed(fitting.map(formatId))] };
}

/** The failed one may have been created anew, or have been to replace one that is in service. */
function undecided(physicalId: string, fitting: readonly Identity[]): Assessment {
  const ids = fitting.map(formatId).join(', ');
  return {
    ...inPlace(physicalId),
    unsupportedReason: `Node group ${physicalId} is CREATE_FAILED and was never in service, and Step Functions no longer has the request that created it. It cannot be told whether it was to replace ${ids}, which is in service. Delete ${physicalId} to have a new one created.`,
  };
}

/**
 * No generation is in service that the Update could return to.
 * @param nodegroup the one that has the name: of this generation, or of one that failed to replace it
 */
function withoutPrevious(
  identity: Identity,
  nodegroup: Nodegroup | undefined,
  generations: readonly Generation[],
): Assessment {
  const id = formatId(identity);
  if (!nodegroup) return replaceLost(id);
  if (nodegroup.status !== 'CREATE_FAILED') return inPlace(id);
  const failed = isOwnNodegroup(nodegroup, identity)
    ? identity
    : generations.find((each) => isOwnNodegroup(nodegroup, each.identity))?.identity;
  return failed ? replaceFailed(formatId(failed)) : inPlace(id);
}

/**
 * EKS updates no such node group. It was never in service, and is deleted first: it may hold the name, and capacity. One
 * read may not show the generation to return to.
 */
function replaceFailed(physicalId: string): Assessment {
  const note = `Node group ${physicalId} is CREATE_FAILED and was never in service. It is replaced by a new one.`;
  const deletion = { kind: 'DELETE', id: physicalId, keepsInService: true } as const;
  return { tasks: [deletion, ...REPLACE.tasks], notes: [note], ifGone: true };
}

/** A node group that was deleted by hand. CloudFormation deletes what is left of its generation afterwards. */
function replaceLost(physicalId: string): Assessment {
  const note = `Node group ${physicalId} no longer exists. It was probably deleted outside CloudFormation, and is replaced by a new one.`;
  return { ...REPLACE, notes: [note], ifGone: true };
}

/** Whether the generation fits the desired properties, and does not fit the previous ones. */
async function undoesReplacement(request: UpdateRequest, source: Source): Promise<boolean> {
  if (!replacingChanged(request)) return false;
  const { desired, previous } = request;
  return !(await fits({ ...request, desired: previous, previous: desired }, source));
}

async function fits(request: UpdateRequest, source: Source): Promise<boolean> {
  return !mustReplace((await source.plan(request)).decisions);
}

function replacingChanged(request: UpdateRequest): boolean {
  return REPLACING.some((name) => isChanged(request, name));
}

function mustReplace(decisions: readonly Decision[]): boolean {
  const end = decisions.at(-1);
  return end?.kind === 'fail' && end.failure.code === 'NotUpdatable';
}
