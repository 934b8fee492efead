/** Facts between two invocations: what is kept at the end of one, and restored in the next. */

import type { ApiCall, ApiResult } from '../model/api-calls';
import type { Checkpoint, Progress, Wait } from '../model/decision';
import type { Disposition } from '../model/errors';
import type { Facts, Observed } from '../model/facts';
import type { Request } from '../model/request';
import { APPLIED_TAG } from '../ownership/applied-record';
import { EC2_RESOURCES, OWNED_RESOURCES } from '../ownership/owned-resources';
import { NOTHING_OBSERVED } from './observation';
import { askedBy, rolledTo } from './rolled-to';
import { NOT_OBSERVED, retrySeconds, visibilitySeconds } from './wait';

/** Conflicts begin with the delay after so many others. */
const RETRIES_IN_USE = 2;
/** The next invocation comes with others. */
const NEXT_CREDENTIALS_SECONDS = 1;

/** Of a node group that its Create may not have answered with success yet, or that somebody deletes. */
const UNFINISHED: readonly string[] = ['CREATING', 'CREATE_FAILED', 'DELETING'];

export const TO_OBSERVE_AGAIN = {
  is: 'unknown',
  confirmed: true,
  observations: 0,
  observeNow: true,
} as const;

/**
 * Create and Delete keep what they know of the three EC2 resources, without their tags; Update observes
 * them again. Of the node group only that it exists is kept: its status is observed each time.
 */
export function checkpointOf(
  action: Request['action'],
  facts: Facts,
  checkpoint: Checkpoint,
): Checkpoint {
  const { nodegroup, launchTemplate, securityGroup, placementGroup, update, templateCopy } = facts;
  const sent = rolledTo(checkpoint, facts);
  const kept: Checkpoint = {
    ...checkpoint,
    ...(sent && { rolledTo: sent }),
    ...(facts.environment.readable && { readable: true }),
    ...(update?.id && { updateId: update.id }),
    ...(templateCopy.observations > 0 && { templateCopyObservations: templateCopy.observations }),
    nodegroup: nodegroup.is === 'present' ? TO_OBSERVE_AGAIN : nodegroup,
  };
  if (action === 'UPDATE') {
    // a group that was seen is not gone where the next observation does not show it
    const hint = securityGroup.is === 'present' ? TO_OBSERVE_AGAIN : securityGroup;
    return {
      ...kept,
      // one that is absent was deleted by this update
      securityGroup: hint,
      // only where it was observed
      ...(launchTemplate.is === 'unknown' && launchTemplate.observations > 0 && { launchTemplate }),
    };
  }
  return {
    ...kept,
    launchTemplate: withoutTags(launchTemplate),
    securityGroup: withoutTags(securityGroup),
    placementGroup: withoutTags(placementGroup),
  };
}

export function restore(checkpoint: Checkpoint): Facts {
  const { securityGroup } = checkpoint;
  return {
    ...NOTHING_OBSERVED,
    nodegroup: observeAgain(checkpoint.nodegroup ?? NOT_OBSERVED) as Facts['nodegroup'],
    launchTemplate: observeAgain(checkpoint.launchTemplate ?? NOT_OBSERVED),
    placementGroup: observePendingAgain(checkpoint.placementGroup ?? NOT_OBSERVED),
    securityGroup:
      securityGroup?.is === 'present'
        ? { ...securityGroup, value: { ...securityGroup.value, waitForRules: false } }
        : observeAgain(securityGroup ?? NOT_OBSERVED),
    update: checkpoint.updateId === undefined ? undefined : { id: checkpoint.updateId },
    templateCopy: { observations: checkpoint.templateCopyObservations ?? 0 },
    environment: checkpoint.readable ? { readable: true } : {},
  };
}

/** A group that is not available yet has to be observed again. */
function observePendingAgain(
  observed: NonNullable<Checkpoint['placementGroup']>,
): Facts['placementGroup'] {
  if (observed.is !== 'present') return observeAgain(observed);
  return observed.value.state === 'pending' ? TO_OBSERVE_AGAIN : observed;
}

/** After a wait, an observation may show more. */
function observeAgain<T>(observed: Observed<T>): Observed<T> {
  return observed.is === 'unknown' ? { ...observed, observeNow: true } : observed;
}

function withoutTags<T extends object>(observed: Observed<T>): Observed<T> {
  if (observed.is !== 'present') return observed;
  const { tags: _tags, ...value } = observed.value as T & { readonly tags?: unknown };
  return { ...observed, value: value as unknown as T };
}

/** What has to be kept of an answered call, beside the facts. */
export function checkpointAfterResult(
  checkpoint: Checkpoint,
  { call, input }: ApiResult,
): Checkpoint {
  switch (call) {
    case 'eks:DeleteNodegroup':
      return { ...checkpoint, deletes: (checkpoint.deletes ?? 0) + 1 };
    case 'eks:UpdateNodegroupConfig':
    case 'eks:UpdateNodegroupVersion': {
      const sent = [...(checkpoint.sentTokens ?? []), input.clientRequestToken ?? ''];
      const configSent = call === 'eks:UpdateNodegroupConfig' || checkpoint.configSent;
      return {
        ...withUpdateShown(checkpoint),
        sentTokens: sent,
        ...(configSent && { configSent }),
        ...(call === 'eks:UpdateNodegroupVersion' && { rolledTo: askedBy(input) }),
      };
    }
    case 'eks:TagResource': {
      const applied = input.tags?.[APPLIED_TAG];
      return { ...checkpoint, ...(applied !== undefined && { applied }) };
    }
    default:
      return checkpoint;
  }
}

/** An answered update that finished with success is not sent again, whatever DescribeNodegroup shows of it. */
export function wasSent({ input }: ApiCall, { checkpoint }: Progress): boolean {
  const token = 'clientRequestToken' in input ? input.clientRequestToken : undefined;
  return token !== undefined && (checkpoint.sentTokens ?? []).includes(token);
}

/** What has to be kept of an observation, beside the facts. Those of Update and Delete hold only what is of the Id. */
export function checkpointAfterObservation(before: Checkpoint, facts: Facts): Checkpoint {
  const checkpoint = facts.update?.status ? withUpdateShown(before) : before;
  if (!OWNED_RESOURCES.some((resource) => facts[resource].is === 'present')) return checkpoint;
  const { nodegroup } = facts;
  const status = nodegroup.is === 'present' ? nodegroup.value.status : undefined;
  return {
    ...(status !== undefined && { creationEnded: !UNFINISHED.includes(status) }),
    // the first observation counts
    ...checkpoint,
    ...(status === 'DELETING' && { seenDeleting: true }),
    observedAnything: true,
  };
}

/** EKS shows the update that was sent last, or another was sent. */
function withUpdateShown({ notShown, ...others }: Checkpoint): Checkpoint {
  const { update: _shown, ...rest } = notShown ?? {};
  return { ...others, ...(Object.keys(rest).length > 0 && { notShown: rest }) };
}

/** After the wait that closes a Delete, everything is observed once more. The name of the Auto Scaling group is kept. */
export function checkpointAfterWait(
  checkpoint: Checkpoint,
  { closing, notShown, scalingGroup }: Pick<Wait, 'closing' | 'notShown' | 'scalingGroup'>,
): Checkpoint {
  const { observedAnything } = checkpoint;
  if (closing) return { ...(observedAnything && { observedAnything }), closed: true };
  if (scalingGroup) return { ...checkpoint, scalingGroup };
  if (!notShown) return checkpoint;
  const { [notShown]: observations = 0 } = checkpoint.notShown ?? {};
  return { ...checkpoint, notShown: { ...checkpoint.notShown, [notShown]: observations + 1 } };
}

/** The delay before another try after an error; undefined where it has been tried for long enough. */
export function retryAfter(
  checkpoint: Checkpoint,
  { disposition, code }: Pick<Disposition, 'disposition'> & { readonly code?: string | undefined },
  { operationKey }: Pick<Request, 'operationKey'>,
  { waits }: Pick<Progress, 'waits'>,
): { readonly checkpoint: Checkpoint; readonly delaySeconds: number | undefined } {
  const { refusedCredentials = 0, windowWaits = 0, retries = 0 } = checkpoint;
  switch (disposition) {
    case 'credentials':
      return {
        checkpoint: { ...checkpoint, refusedCredentials: refusedCredentials + 1 },
        delaySeconds: refusedCredentials > 0 ? undefined : NEXT_CREDENTIALS_SECONDS,
      };
    case 'window':
      return {
        checkpoint: { ...checkpoint, windowWaits: windowWaits + 1 },
        delaySeconds: visibilitySeconds(windowWaits),
      };
    default:
      return {
        checkpoint: { ...checkpoint, retries: retries + 1 },
        // what something uses is not free within seconds
        delaySeconds: retrySeconds(
          operationKey,
          code === 'ResourceConflict' ? retries + RETRIES_IN_USE : retries,
          waits,
        ),
      };
  }
}

/** Resets the consecutive-invocation counters that this invocation did not increment. */
export function resetStreaks(before: Checkpoint, checkpoint: Checkpoint): Checkpoint {
  const { refusedCredentials, windowWaits, retries, ...others } = checkpoint;
  return {
    ...others,
    ...(refusedCredentials !== before.refusedCredentials && { refusedCredentials }),
    ...(windowWaits !== before.windowWaits && { windowWaits }),
    ...(retries !== before.retries && { retries }),
  } as Checkpoint;
}

/** A resource that AWS had confirmed and that never became visible is created again under a new token. */
export function withAttempts(checkpoint: Checkpoint, before: Facts, after: Facts): Checkpoint {
  const lost = EC2_RESOURCES.filter((resource) => {
    const observed = before[resource];
    return after[resource].is === 'absent' && observed.is === 'unknown' && observed.confirmed;
  });
  if (lost.length === 0) return checkpoint;
  const attempts = Object.fromEntries(
    lost.map((resource) => [resource, (checkpoint.attempts?.[resource] ?? 0) + 1]),
  );
  return { ...checkpoint, attempts: { ...checkpoint.attempts, ...attempts } };
}
