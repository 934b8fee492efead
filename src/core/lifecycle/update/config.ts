/** UpdateNodegroupConfig of an Update: what goes before the roll, and what after it. */

import type { ConfigMembers } from '../../feature/feature';
import { FEATURES } from '../../features';
import { wasSent } from '../../loop/checkpoint';
import type { ApiCall } from '../../model/api-calls';
import type { Decision, Progress } from '../../model/decision';
import type { Finding } from '../../model/findings';
import type { UpdateRequest } from '../../model/request';
import { callToken } from '../../ownership/identity';
import { isNarrower } from '../../scaling/update-config';
import type { SettledUpdate } from './settled-update';

/** What UpdateNodegroupConfig has to carry, from every feature; a finding where one cannot be sent. */
export function configDifference({
  request,
  nodegroup,
  efaCount,
  sizes,
}: SettledUpdate): ConfigMembers | Finding | undefined {
  const members: ConfigMembers[] = [];
  for (const feature of FEATURES) {
    if (feature.change !== 'config') continue;
    const difference = feature.difference(request, nodegroup, { efaCount, sizes });
    if (difference && 'path' in difference) return difference;
    if (difference) members.push(difference);
  }
  return members.length > 0 ? Object.assign({}, ...members) : undefined;
}

/**
 * The configuration that goes before the roll, and what waits for its end: fewer nodes at once would make the roll itself
 * longer than CloudFormation waits.
 */
export function aroundRoll(
  { nodegroup }: SettledUpdate,
  config: ConfigMembers | undefined,
): { readonly first: ConfigMembers | undefined; readonly last: ConfigMembers | undefined } {
  const { updateConfig, ...others } = config ?? {};
  if (!updateConfig || !isNarrower(updateConfig, nodegroup))
    return { first: config, last: undefined };
  const hasOthers = Object.keys(others).length > 0;
  return { first: hasOthers ? others : undefined, last: { updateConfig } };
}

/** The configuration that waits for the end of the roll, unless it was sent. */
export function narrowingCall(update: SettledUpdate, progress: Progress): ApiCall | undefined {
  const { last } = aroundRoll(update, membersToSend(update));
  const call = last && configCall(update.request, last);
  return call && !wasSent(call, progress) ? call : undefined;
}

/** Undefined where there is nothing to send, or where it cannot be sent. */
export function membersToSend(update: SettledUpdate): ConfigMembers | undefined {
  const config = configDifference(update);
  return config && !('path' in config) ? config : undefined;
}

/**
 * Sends it, after a last look at the Auto Scaling group where sizes are among it: an autoscaler may have moved since, and a
 * size that was true before would take its nodes away.
 */
export function sendConfig({ request, facts }: SettledUpdate, config: ConfigMembers): Decision {
  const { scalingGroup } = facts.environment;
  const hasSize = config.scalingConfig && scalingGroup !== undefined && scalingGroup !== 'absent';
  return hasSize && !facts.isSizeFresh
    ? { kind: 'observe', targets: ['scalingGroup'] }
    : { kind: 'call', calls: [configCall(request, config)] };
}

export function configCall(
  { identity, operationKey }: UpdateRequest,
  config: ConfigMembers,
): ApiCall {
  const call = 'eks:UpdateNodegroupConfig';
  const { clusterName, nodegroupName } = identity;
  const clientRequestToken = callToken(operationKey, call, config, 0);
  return { call, input: { clusterName, nodegroupName, ...config, clientRequestToken } };
}
