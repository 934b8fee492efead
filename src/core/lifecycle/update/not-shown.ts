/** What the node group names, where a read does not show it as it is. */

import type { ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { nextVersion } from '../../launch-template/next-version';
import type { LiveTemplate } from '../../launch-template/versions';
import { failure, visibilitySeconds, waitFor, waitUntilShown } from '../../loop/wait';
import type { Decision, Progress } from '../../model/decision';
import type { Facts } from '../../model/facts';
import type { CapacityType } from '../../model/property-types';
import type { UpdateRequest } from '../../model/request';
import { formatId } from '../../ownership/identity';
import { untagged } from '../../ownership/nodegroup-owner';
import { mayBeOnItsWay, type SinceApplied } from './last-applied';
import { hiddenScalingGroup, type SettledUpdate } from './settled-update';

/**
 * The properties before are in a version that is newer than the one that the node group shows: either its roll failed,
 * or the read lags behind, and a version made from the older one would take back what was changed since.
 * @param description of a version that was created from the properties before
 */
export function waitForNewerVersion(
  { facts: { launchTemplate } }: SettledUpdate,
  { version: live }: LiveTemplate,
  description: string,
  progress: Progress,
): Decision | undefined {
  const { versions = [] } = launchTemplate.is === 'present' ? launchTemplate.value : {};
  const newer = versions.find(
    ({ VersionDescription, VersionNumber = 0 }) =>
      VersionDescription === description && VersionNumber > (live.VersionNumber ?? 0),
  );
  if (!newer || live.VersionDescription === description) return undefined;
  const until = `the node group to show version ${newer.VersionNumber} of its launch template`;
  return waitUntilShown('newerVersion', until, `version ${live.VersionNumber}`, progress);
}

/** What an operation before this one was about to send: EKS shows it, or it was never sent. */
export function waitForEarlierConfig(
  since: SinceApplied,
  progress: Progress,
): Decision | undefined {
  if (!mayBeOnItsWay(since)) return undefined;
  const until = 'the update of an earlier operation to become visible';
  return waitUntilShown('earlierConfig', until, 'not visible', progress);
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
  if (observed.is === 'unknown' && observed.otherId && observed.otherId === launchTemplate?.id) {
    const message = untagged(request.identity, 'Launch template', observed.otherId);
    return failure('NotStabilized', message);
  }
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

/** Its size decides what is sent: it was deleted by hand only if it stays away, and then no size is sent (settled-update.ts). */
export function waitForScalingGroup(
  { facts, nodegroup }: SettledUpdate,
  progress: Progress,
): Decision | undefined {
  const group = hiddenScalingGroup(facts, nodegroup);
  return group === undefined
    ? undefined
    : waitUntilShown(
        'scalingGroup',
        `Auto Scaling group ${group} to become visible`,
        'not visible',
        progress,
      );
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
    : waitUntilShown(
        'size',
        'EKS to show the size of the Auto Scaling group',
        `${known} nodes instead of ${running}`,
        progress,
      );
}

/** CloudFormation knows it, so that one observation that does not show it means nothing: it is gone if it stays away. */
export function nodegroupMissing(request: UpdateRequest, observed: Facts['nodegroup']): Decision {
  const id = formatId(request.identity);
  const confirmed = observed.is === 'unknown' && observed.confirmed;
  const delay =
    observed.is === 'unknown' ? visibilitySeconds(observed.observations - 1) : undefined;
  return delay === undefined
    ? failure('NotFound', `Node group ${id} does not exist.`)
    : waitFor(
        `${id} to become visible`,
        confirmed ? 'visible before, but not now' : 'not visible',
        delay,
        'NotFound',
      );
}
