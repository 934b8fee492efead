/** The one roll of an Update: what it was sent for, and how the node group counts once EKS is done with it. */

import type { Nodegroup, Update, UpdateParam } from '@aws-sdk/client-eks';
import type { ApiCalls } from '../model/api-calls';
import type { Checkpoint, RolledTo } from '../model/decision';
import type { Disposition } from '../model/errors';
import type { Facts } from '../model/facts';
import { withoutUndefined } from '../util/objects';

/** Undefined where this operation has sent none. */
export function rolledTo(
  { rolledTo: sent }: Checkpoint,
  { update }: Pick<Facts, 'update'>,
): RolledTo | undefined {
  // release 0.1 kept no more than the update's id: EKS knows the rest (API_UpdateParam)
  return sent ?? (update?.type === 'VersionUpdate' ? askedOf(update) : undefined);
}

/**
 * Once the roll was sent, a permission that AWS refuses is waited for: it was there before the first change, and a failure
 * would roll every node a second time. So is whatever a read is refused for.
 */
export function onceRolled(
  disposition: Disposition,
  sent: RolledTo | undefined,
  isRead: boolean,
): Disposition {
  const isRefused = isRead || ['AccessDenied', 'InvalidCredentials'].includes(disposition.code);
  return sent && isRefused ? { ...disposition, disposition: 'wait' } : disposition;
}

export function askedBy({
  launchTemplate,
  version,
  releaseVersion,
}: ApiCalls['eks:UpdateNodegroupVersion'][0]): RolledTo {
  return withoutUndefined({ templateVersion: launchTemplate?.version, version, releaseVersion });
}

function askedOf({ params = [] }: Update): RolledTo {
  const value = (type: UpdateParam['type']) => params.find((param) => param.type === type)?.value;
  return withoutUndefined({
    templateVersion: value('LaunchTemplateVersion'),
    version: value('Version'),
    releaseVersion: value('ReleaseVersion'),
  });
}

/** The node group with what it was rolled to: EKS's word that the update succeeded outweighs a read that lags behind. */
export function withRoll(facts: Facts, checkpoint: Checkpoint): Facts {
  const { nodegroup, update } = facts;
  const sent = rolledTo(checkpoint, facts);
  if (!sent || update?.status !== 'Successful' || nodegroup.is !== 'present') return facts;
  return { ...facts, nodegroup: { ...nodegroup, value: rolled(nodegroup.value, sent) } };
}

function rolled(
  nodegroup: Nodegroup,
  { templateVersion, version, releaseVersion }: RolledTo,
): Nodegroup {
  const { launchTemplate } = nodegroup;
  return {
    ...nodegroup,
    ...(templateVersion && { launchTemplate: { ...launchTemplate, version: templateVersion } }),
    ...(version && { version }),
    ...(releaseVersion && { releaseVersion }),
  };
}
