/** What an update starts from once the node group is settled and everything that changed was observed. */

import type { LaunchTemplateVersion } from '@aws-sdk/client-ec2';
import type { Nodegroup } from '@aws-sdk/client-eks';
import { isFeatureChanged } from '../../feature/change';
import type { SizeDifference, UpdateContext } from '../../feature/feature';
import { changedEfaCount } from '../../launch-template/network-interfaces';
import type { LiveTemplate } from '../../launch-template/versions';
import type { SecurityGroupChoice } from '../../model/choices';
import type { Facts } from '../../model/facts';
import type { CapacityType } from '../../model/property-types';
import type { Change } from '../../model/request';
import { type ChoiceRecord, readRecord } from '../../ownership/choice-record';
import { sizeDifference } from '../../scaling/size-difference';
import { scalingConfig } from '../../scaling/sizes';
import { keptSecurityGroup } from '../../security-group/choice';
import type { SinceApplied } from './last-applied';

export interface SettledUpdate extends SinceApplied {
  /** Undefined where the sizes stay. */
  readonly sizes: SizeDifference | undefined;
  readonly facts: Facts;
  readonly nodegroup: Nodegroup;
  readonly record: ChoiceRecord;
  /** Our own security group, where there is one. */
  readonly ownGroupId: string | undefined;
  /** Where EFA traffic will go. */
  readonly efaSecurityGroup: SecurityGroupChoice;
  /** EFA interfaces of a node; undefined where the interfaces stay. */
  readonly efaCount: number | undefined;
  /** Undefined where the launch template does not exist, or was not observed because nothing in it changed. */
  readonly live: LiveTemplate | undefined;
}

/** @param describedVersion of those the one that was created from exactly the desired properties */
export function settledUpdate(
  since: SinceApplied,
  facts: Facts,
  nodegroup: Nodegroup,
  describedVersion: (
    change: Change,
    live: LaunchTemplateVersion,
    versions: readonly LaunchTemplateVersion[],
  ) => LaunchTemplateVersion | undefined,
): SettledUpdate {
  const { request } = since;
  const { environment, securityGroup } = facts;
  const record = readRecord(nodegroup.tags ?? {});
  const ownGroupId = securityGroup.is === 'present' ? securityGroup.value.id : undefined;
  const version = liveVersion(facts, nodegroup);
  const described = version && describedVersion(request, version, versionsOf(facts));
  const groups = {
    record,
    environment,
    ownGroupId,
    described: described?.LaunchTemplateData?.NetworkInterfaces,
  };
  return {
    ...since,
    sizes: isFeatureChanged(request, scalingConfig) ? sizesOf(since, facts, nodegroup) : undefined,
    facts,
    nodegroup,
    record,
    ownGroupId,
    efaSecurityGroup: keptSecurityGroup(request, groups),
    efaCount: changedEfaCount(request, environment),
    live: version && {
      ...groups,
      version,
      amiType: nodegroup.amiType ?? '',
      capacityType: nodegroup.capacityType as CapacityType,
    },
  };
}

function sizesOf(
  { request, sizeOrigin }: SinceApplied,
  facts: Facts,
  nodegroup: Nodegroup,
): SizeDifference | undefined {
  const running = runningSize(facts);
  const sizes = sizeDifference(request, nodegroupOfEks(facts) ?? nodegroup, running, sizeOrigin);
  const group = hiddenScalingGroup(facts, nodegroup);
  return sizes?.members && group ? unsent(sizes, group, sizeOrigin.kind === 'forward') : sizes;
}

/** DescribeNodegroup alone may be out of date, so that a size could take nodes away. Going back is never refused. */
function unsent({ before }: SizeDifference, group: string, isForward: boolean): SizeDifference {
  const finding = {
    path: 'ScalingConfig',
    message: `Auto Scaling group ${group} does not exist, or AWS does not show it, so that nobody knows how many nodes run, and no size was sent. Create it again with the same settings if it was deleted (EKS's issue AutoScalingGroupNotFound), or replace the node group by renaming its resource; otherwise change ScalingConfig again later.`,
  };
  return {
    before,
    after: before,
    notes: isForward ? [] : [finding],
    ...(isForward && { conflict: finding }),
  };
}

/** The name of the Auto Scaling group that EKS names and Auto Scaling did not show. */
export function hiddenScalingGroup(
  { environment: { scalingGroup } }: Facts,
  { resources }: Nodegroup,
): string | undefined {
  return scalingGroup === 'absent' ? resources?.autoScalingGroups?.[0]?.name : undefined;
}

function nodegroupOfEks({ nodegroup }: Facts): Nodegroup | undefined {
  return nodegroup.is === 'present' ? nodegroup.value : undefined;
}

/** With as many nodes as EKS or the Auto Scaling group has, whichever shows more: either read may lag behind. */
export function withRunningSize(nodegroup: Nodegroup, facts: Facts): Nodegroup {
  const { scalingConfig } = nodegroup;
  const desiredSize = Math.max(scalingConfig?.desiredSize ?? 0, runningSize(facts) ?? 0);
  return { ...nodegroup, scalingConfig: { ...scalingConfig, desiredSize } };
}

/** Of the Auto Scaling group; undefined where it was not observed or is not visible. */
export function runningSize({ environment: { scalingGroup } }: Facts): number | undefined {
  return scalingGroup === undefined || scalingGroup === 'absent'
    ? undefined
    : scalingGroup.desiredCapacity;
}

function versionsOf({ launchTemplate }: Facts): readonly LaunchTemplateVersion[] {
  return launchTemplate.is === 'present' ? (launchTemplate.value.versions ?? []) : [];
}

function liveVersion(facts: Facts, { launchTemplate: used }: Nodegroup) {
  return versionsOf(facts).find(({ VersionNumber }) => String(VersionNumber) === used?.version);
}

/** @param nextData of the version of the launch template that the update creates */
export function contextOf(
  update: SettledUpdate,
  nextData: UpdateContext['nextData'],
): UpdateContext {
  const { request, facts, nodegroup, record, live, ownGroupId, efaSecurityGroup } = update;
  return {
    previous: request.previous,
    desired: request.desired,
    identity: request.identity,
    environment: facts.environment,
    nodegroup,
    record,
    data: live?.version.LaunchTemplateData,
    ownGroupId,
    efaSecurityGroup,
    nextData,
  };
}
