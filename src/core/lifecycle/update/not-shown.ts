/** What the node group names, where a read does not show it as it is. */

import type { ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { nextVersion } from '../../launch-template/next-version';
import type { LiveTemplate } from '../../launch-template/versions';
import { failure, visibilitySeconds, waitFor, waitInWindow } from '../../loop/wait';
import type { Decision, Progress } from '../../model/decision';
import type { CapacityType } from '../../model/property-types';
import { mayBeOnItsWay, type SinceApplied } from './last-applied';
import type { SettledUpdate } from './settled-update';

/**
 * The properties before are in a version that is newer than the one that the node group shows: either its roll failed,
 * or the read lags behind, and a version made from the older one would take back what was changed since.
 * @param description of a version that was created from the properties before
 */
export function waitForNewerVersion(
  { facts: { launchTemplate } }: SettledUpdate,
  { version: live }: LiveTemplate,
  description: string,
  { waits }: Progress,
): Decision | undefined {
  const { versions = [] } = launchTemplate.is === 'present' ? launchTemplate.value : {};
  const newer = versions.find(
    ({ VersionDescription, VersionNumber = 0 }) =>
      VersionDescription === description && VersionNumber > (live.VersionNumber ?? 0),
  );
  const delay = visibilitySeconds(waits);
  if (!newer || live.VersionDescription === description || delay === undefined) return undefined;
  return waitFor(
    `the node group to show version ${newer.VersionNumber} of its launch template`,
    `version ${live.VersionNumber}`,
    delay,
  );
}

/** What an operation before this one was about to send: EKS shows it, or it was never sent. */
export function waitForEarlierConfig(
  since: SinceApplied,
  { waits }: Progress,
): Decision | undefined {
  const delay = mayBeOnItsWay(since) ? visibilitySeconds(waits) : undefined;
  return delay === undefined
    ? undefined
    : waitFor('the update of an earlier operation to become visible', 'not visible', delay);
}

/**
 * The node group names it: it was deleted by hand only if it stays away. EKS takes no other ("After node group creation,
 * you cannot use a different ID", API_LaunchTemplateSpecification), so that what changes it fails. Undefined where nodes
 * are launched from what is desired already, as in the way back of an update that failed here.
 */
export function templateMissing(
  update: SettledUpdate,
  difference: typeof nextVersion,
): Decision | undefined {
  const { request, facts, nodegroup } = update;
  const { launchTemplate: observed, templateCopy } = facts;
  const delay =
    observed.is === 'unknown' ? visibilitySeconds(observed.observations - 1) : undefined;
  if (delay !== undefined) {
    return waitFor('the launch template to become visible', 'not visible yet', delay);
  }
  const { observed: copy, observations } = templateCopy;
  if (!copy) return { kind: 'observe', targets: ['templateCopy'] };
  const again = copy.is === 'notVisible' ? visibilitySeconds(observations - 1) : undefined;
  if (copy.is === 'notVisible' && again !== undefined) {
    return waitFor("EKS's copy of the launch template to become visible", copy.why, again);
  }
  const { data } = copy.is === 'read' ? copy : {};
  if (data && !difference(request, copyAsLive(update, data), update.efaSecurityGroup))
    return undefined;
  const { launchTemplate } = nodegroup;
  return failure(
    'NotStabilized',
    `Launch template ${launchTemplate?.id} version ${launchTemplate?.version} of node group ${request.identity.nodegroupName} no longer exists, so nodes cannot be launched or rolled. Undo this change, or replace the node group by renaming its resource in the template.`,
  );
}

/** @param data of EKS's own copy */
function copyAsLive(
  { facts: { environment }, nodegroup, record, ownGroupId }: SettledUpdate,
  data: ResponseLaunchTemplateData,
): LiveTemplate {
  return {
    record,
    environment,
    ownGroupId,
    described: undefined,
    version: { LaunchTemplateData: data },
    amiType: nodegroup.amiType ?? '',
    capacityType: nodegroup.capacityType as CapacityType,
  };
}

/** Its size decides what is sent: it was deleted by hand only if it stays away. */
export function waitForScalingGroup(
  { facts: { environment }, nodegroup }: SettledUpdate,
  { waits }: Progress,
): Decision | undefined {
  const [group] = nodegroup.resources?.autoScalingGroups ?? [];
  const delay = visibilitySeconds(waits);
  return group && environment.scalingGroup === 'absent' && delay !== undefined
    ? waitFor(`Auto Scaling group ${group.name} to become visible`, 'not visible', delay)
    : undefined;
}

/**
 * EKS shows more nodes than the Auto Scaling group. Either read may lag behind, and the smaller size takes nodes away: the
 * Auto Scaling group's own is believed once it has stayed.
 */
export function waitForSameSize(
  { sizes, facts: { environment, nodegroup } }: SettledUpdate,
  progress: Progress,
): Decision | undefined {
  const { scalingGroup } = environment;
  if (!sizes || nodegroup.is !== 'present') return undefined;
  if (scalingGroup === undefined || scalingGroup === 'absent') return undefined;
  const known = nodegroup.value.scalingConfig?.desiredSize ?? 0;
  const running = scalingGroup.desiredCapacity;
  return running >= known
    ? undefined
    : waitInWindow(
        'size',
        'EKS to show the size of the Auto Scaling group',
        `${known} nodes instead of ${running}`,
        progress,
      );
}
