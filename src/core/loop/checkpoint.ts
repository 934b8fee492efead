/** Facts between two invocations: what goes into callbackContext, and what comes out of it. */

import type { ApiResult, Facts, Request, Checkpoint, Observed } from '../model/types';
import { NOTHING_OBSERVED } from './observation';
import { NOT_OBSERVED } from './wait';

const TO_OBSERVE_AGAIN = { is: 'unknown', confirmed: true, observations: 0, observeNow: true } as const;

/**
 * Create and Delete keep what they know of the three EC2 resources, without their tags; Update looks
 * afresh. Of the node group only that it is there is kept: its status is asked for each time.
 */
export function checkpointOf(action: Request['action'], facts: Facts, checkpoint: Checkpoint): Checkpoint {
  const { nodegroup, launchTemplate, securityGroup, placementGroup, update, templateCopy } = facts;
  const kept: Checkpoint = {
    ...checkpoint,
    ...(update?.id && { updateId: update.id }),
    ...(templateCopy.observations > 0 && { templateCopyObservations: templateCopy.observations }),
    nodegroup: nodegroup.is === 'present' ? TO_OBSERVE_AGAIN : nodegroup,
  };
  if (action === 'UPDATE') {
    return securityGroup.is === 'unknown' ? { ...kept, securityGroup } : kept;
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
  };
}

/** A group that is not available yet has to be looked at again. */
function observePendingAgain(observed: NonNullable<Checkpoint['placementGroup']>): Facts['placementGroup'] {
  if (observed.is !== 'present') return observeAgain(observed);
  return observed.value.state === 'pending' ? TO_OBSERVE_AGAIN : observed;
}

/** After a wait, a look may tell more. */
function observeAgain<T>(observed: Observed<T>): Observed<T> {
  return observed.is === 'unknown' ? { ...observed, observeNow: true } : observed;
}

function withoutTags<T extends object>(observed: Observed<T>): Observed<T> {
  if (observed.is !== 'present') return observed;
  const { tags: _tags, ...value } = observed.value as T & { readonly tags?: unknown };
  return { ...observed, value: value as unknown as T };
}

/** What has to be remembered of an answered call, beside the facts. */
export function checkpointAfterResult(checkpoint: Checkpoint, { call, input }: ApiResult): Checkpoint {
  switch (call) {
    case 'eks:DeleteNodegroup':
      return { ...checkpoint, deletes: (checkpoint.deletes ?? 0) + 1 };
    case 'eks:UpdateNodegroupConfig':
    case 'eks:UpdateNodegroupVersion': {
      const sent = [...(checkpoint.sentTokens ?? []), input.clientRequestToken ?? ''];
      const configSent = call === 'eks:UpdateNodegroupConfig' || checkpoint.configSent;
      return { ...checkpoint, sentTokens: sent, ...(configSent && { configSent }) };
    }
    default:
      return checkpoint;
  }
}

/** What counts invocations in a row begins again after one that did not add to it. */
export function resetStreaks(before: Checkpoint, checkpoint: Checkpoint): Checkpoint {
  const { refusedCredentials, windowWaits, ...others } = checkpoint;
  return {
    ...others,
    ...(refusedCredentials !== before.refusedCredentials && { refusedCredentials }),
    ...(windowWaits !== before.windowWaits && { windowWaits }),
  } as Checkpoint;
}

/** A piece that AWS had answered for and that never showed is made again under a new token. */
export function withAttempts(checkpoint: Checkpoint, before: Facts, after: Facts): Checkpoint {
  const lost = (['placementGroup', 'securityGroup', 'launchTemplate'] as const).filter((resource) => {
    const observed = before[resource];
    return after[resource].is === 'absent' && observed.is === 'unknown' && observed.confirmed;
  });
  if (lost.length === 0) return checkpoint;
  const attempts = Object.fromEntries(
    lost.map((resource) => [resource, (checkpoint.attempts?.[resource] ?? 0) + 1]),
  );
  return { ...checkpoint, attempts: { ...checkpoint.attempts, ...attempts } };
}
