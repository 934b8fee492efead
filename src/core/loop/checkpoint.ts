/** Facts between two invocations: what goes into callbackContext, and what comes out of it. */

import type { AnsweredStep, Facts, Request, Seen, Sight } from '../model/types';
import { NOTHING_KNOWN } from './observation';
import { UNLOOKED } from './wait';

const TO_LOOK_AT_AGAIN = { is: 'unsure', made: true, looks: 0, lookNow: true } as const;

/**
 * Create and Delete keep what they know of the three EC2 resources, without their tags; Update looks
 * afresh. Of the node group only that it is there is kept: its status is asked for each time.
 */
export function hintsOf(action: Request['action'], facts: Facts, seen: Seen): Seen {
  const { nodegroup, launchTemplate, securityGroup, placementGroup, update, usedTemplate } = facts;
  const kept: Seen = {
    ...seen,
    ...(update?.id && { updateId: update.id }),
    ...(usedTemplate.looks > 0 && { templateLooks: usedTemplate.looks }),
    nodegroup: nodegroup.is === 'present' ? TO_LOOK_AT_AGAIN : nodegroup,
  };
  if (action === 'UPDATE') {
    return securityGroup.is === 'unsure' ? { ...kept, securityGroup } : kept;
  }
  return {
    ...kept,
    launchTemplate: withoutTags(launchTemplate),
    securityGroup: withoutTags(securityGroup),
    placementGroup: withoutTags(placementGroup),
  };
}

export function factsFrom(seen: Seen): Facts {
  const { securityGroup } = seen;
  return {
    ...NOTHING_KNOWN,
    nodegroup: awake(seen.nodegroup ?? UNLOOKED) as Facts['nodegroup'],
    launchTemplate: awake(seen.launchTemplate ?? UNLOOKED),
    placementGroup: settled(seen.placementGroup ?? UNLOOKED),
    securityGroup:
      securityGroup?.is === 'present'
        ? { ...securityGroup, value: { ...securityGroup.value, waitForRules: false } }
        : awake(securityGroup ?? UNLOOKED),
    update: seen.updateId === undefined ? undefined : { id: seen.updateId },
    usedTemplate: { looks: seen.templateLooks ?? 0 },
  };
}

/** A group that is not available yet has to be looked at again. */
function settled(sight: NonNullable<Seen['placementGroup']>): Facts['placementGroup'] {
  if (sight.is !== 'present') return awake(sight);
  return sight.value.state === 'pending' ? TO_LOOK_AT_AGAIN : sight;
}

/** After a wait, a look may tell more. */
function awake<T>(sight: Sight<T>): Sight<T> {
  return sight.is === 'unsure' ? { ...sight, lookNow: true } : sight;
}

function withoutTags<T extends object>(sight: Sight<T>): Sight<T> {
  if (sight.is !== 'present') return sight;
  const { tags: _tags, ...value } = sight.value as T & { readonly tags?: unknown };
  return { ...sight, value: value as unknown as T };
}

/** What has to be remembered of an answered call, beside the facts. */
export function seenAfterStep(seen: Seen, { call, input }: AnsweredStep): Seen {
  switch (call) {
    case 'eks:DeleteNodegroup':
      return { ...seen, deletes: (seen.deletes ?? 0) + 1 };
    case 'eks:UpdateNodegroupConfig':
    case 'eks:UpdateNodegroupVersion': {
      const sent = [...(seen.sentTokens ?? []), input.clientRequestToken ?? ''];
      const configSent = call === 'eks:UpdateNodegroupConfig' || seen.configSent;
      return { ...seen, sentTokens: sent, ...(configSent && { configSent }) };
    }
    default:
      return seen;
  }
}

/** What counts invocations in a row begins again after one that did not add to it. */
export function inARow(before: Seen, seen: Seen): Seen {
  const { refusedCredentials, windowWaits, ...others } = seen;
  return {
    ...others,
    ...(refusedCredentials !== before.refusedCredentials && { refusedCredentials }),
    ...(windowWaits !== before.windowWaits && { windowWaits }),
  } as Seen;
}

/** A piece that AWS had answered for and that never showed is made again under a new token. */
export function withAttempts(seen: Seen, before: Facts, after: Facts): Seen {
  const lost = (['placementGroup', 'securityGroup', 'launchTemplate'] as const).filter((piece) => {
    const sight = before[piece];
    return after[piece].is === 'absent' && sight.is === 'unsure' && sight.made;
  });
  if (lost.length === 0) return seen;
  const attempts = Object.fromEntries(
    lost.map((piece) => [piece, (seen.attempts?.[piece] ?? 0) + 1]),
  );
  return { ...seen, attempts: { ...seen.attempts, ...attempts } };
}
