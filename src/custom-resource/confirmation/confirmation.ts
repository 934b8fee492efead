/**
 * Whether a request is CloudFormation's. Whoever may invoke the function or start the state machine can make one up; what
 * CloudFormation says of the resource cannot be. Why this proves it: decisions/custom-resource-entry-point.md.
 */
import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { Clients } from '../../aws/clients';
import { originsOfGeneration } from '../../aws/find/generations';
import { visibilitySeconds } from '../../core/loop/wait';
import { parseId } from '../../core/ownership/identity';
import { isForeign } from '../../core/ownership/origin';
import type { InvocationContext } from '../invocation-context';
import { log } from '../log';
import type { Output, Progress } from '../progress';
import type { Event } from '../protocol/event';
import { originOf } from '../protocol/request';
import { Stacks } from './stacks';

/** While CloudFormation waits for the answer (StackResourceDetail, ResourceStatus). */
const IN_PROGRESS: Readonly<Record<Event['RequestType'], readonly (string | undefined)[]>> = {
  Create: ['CREATE_IN_PROGRESS'],
  Update: ['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS'],
  Delete: ['DELETE_IN_PROGRESS'],
};
const REFUSED = 'A request was refused, because CloudFormation does not confirm it.';
const NOT_ASKED =
  'CloudFormation was not asked to confirm the request, because the template of the installation is of an earlier release. Update its stack with install/custom-resource.yaml of this release.';
/** The event precedes the request, which Lambda may deliver an hour later. */
const EVENTS_SECONDS = 3600 + 600;

/**
 * @returns the progress that is confirmed, or one to ask again with, for what CloudFormation changed a moment ago may not be
 * visible yet; or why the request is refused. @throws AwsCallError
 */
export async function confirmation(
  event: Event,
  progress: Progress,
  secondsLeft: number,
  { confirms, stacksConfig }: Pick<InvocationContext, 'confirms' | 'stacksConfig'>,
  clients: Clients,
): Promise<Progress | Extract<Output, { readonly done: false }> | string> {
  const { RequestId: request } = event;
  const confirmed = { ...progress, confirmed: true, waits: 0 } as const;
  if (!confirms) {
    log({ request, warning: NOT_ASKED });
    return confirmed;
  }
  const { requestedAtEpochSeconds, unconfirmed = 0 } = progress;
  const stacks = new Stacks(stacksConfig);
  const reason = await unconfirmedReason(event, requestedAtEpochSeconds, stacks, clients);
  if (!reason) return confirmed;
  const waitSeconds = visibilitySeconds(unconfirmed);
  if (waitSeconds === undefined || waitSeconds >= secondsLeft) {
    log({ request, alarm: REFUSED });
    return `InvalidRequest: ${reason}`;
  }
  const again = { ...progress, unconfirmed: unconfirmed + 1 };
  log({ request, unconfirmed: again.unconfirmed, wait: waitSeconds });
  return { done: false, waitSeconds, progress: again };
}

/** Why the request is not to be believed; undefined where CloudFormation confirms it. */
async function unconfirmedReason(
  event: Event,
  requestedAt: number,
  stacks: Stacks,
  clients: Clients,
): Promise<string | undefined> {
  if (!(await isUnderWay(event, requestedAt, stacks))) {
    const { RequestType, LogicalResourceId, PhysicalResourceId, StackId } = event;
    const named = PhysicalResourceId ? ` ${PhysicalResourceId}` : '';
    return `CloudFormation has no ${RequestType} under way of resource ${LogicalResourceId}${named} in stack ${StackId}, so nothing was changed. Send requests through CloudFormation.`;
  }
  return foreignReason(event, clients);
}

async function isUnderWay(event: Event, requestedAt: number, stacks: Stacks): Promise<boolean> {
  const { RequestType, StackId, LogicalResourceId, ResourceType, PhysicalResourceId } = event;
  const held = await stacks.resource(StackId, LogicalResourceId);
  if (!held || held.ResourceType !== ResourceType) return false;
  const isInProgress = IN_PROGRESS[RequestType].includes(held.ResourceStatus);
  const namesGeneration = RequestType !== 'Create' && parseId(PhysicalResourceId) !== undefined;
  if (!namesGeneration || held.PhysicalResourceId === PhysicalResourceId) return isInProgress;
  // of what a replacement leaves, the resource shows the new id already, and only the events the old one
  if (RequestType === 'Update' && !isInProgress) return false;
  const isSuch = (each: StackEvent) =>
    each.LogicalResourceId === LogicalResourceId &&
    each.PhysicalResourceId === PhysicalResourceId &&
    IN_PROGRESS[RequestType].includes(each.ResourceStatus);
  return stacks.hasEvent(StackId, requestedAt - EVENTS_SECONDS, isSuch);
}

/** A resource of another stack may have any id: the function that its ServiceToken names answers what it likes. */
async function foreignReason(event: Event, clients: Clients): Promise<string | undefined> {
  const { RequestType, PhysicalResourceId } = event;
  const identity = RequestType === 'Create' ? undefined : parseId(PhysicalResourceId);
  if (!identity) return undefined;
  const own = originOf(event);
  const origins = await originsOfGeneration(clients, identity);
  return isForeign(origins, own)
    ? `Node group ${PhysicalResourceId} was not created for resource ${own.logicalId} of stack ${own.stackName}, so nothing was changed. Change it through the stack that has it.`
    : undefined;
}
