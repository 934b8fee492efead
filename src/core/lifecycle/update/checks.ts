/** What keeps an update from being sent, once everything that changed was observed. */

import { joiningBytes } from '../../ami/joining';
import { growsInReservation, reservedSizeFindings } from '../../capacity/checks';
import { blockRollFinding } from '../../capacity/replacement';
import { isChanged, isFeatureChanged } from '../../feature/change';
import type { ConfigMembers } from '../../feature/feature';
import { FEATURES } from '../../features';
import { existingVersion } from '../../launch-template/existing-version';
import type { NextVersion } from '../../launch-template/versions';
import { TIMEOUT_SECONDS } from '../../loop/wait';
import type { Progress } from '../../model/decision';
import { type Finding, found } from '../../model/findings';
import type { PropertyPath } from '../../model/properties';
import { userDataSizeFindings } from '../../node/user-data';
import { versionDifference } from '../../node/versions';
import { tooManyTags } from '../../ownership/tags';
import { type RollTimeFindings, rollTimeFindings, withOwnSize } from '../../scaling/roll-time';
import { withoutUndefined } from '../../util/objects';
import { isRecorded } from './last-applied';
import { laterFindings } from './later-rules';
import { contextOf, runningSize, type SettledUpdate } from './settled-update';
import { desiredTags, fitsRecord } from './tags';

/**
 * What no update can change in place, of the properties that changed: one that differs from what lives, as after an
 * import, is nothing that the template asks for. Never once the update has recorded itself or sent something: "never makes
 * a new physical resource" then, and what was changed by hand meanwhile is rolled like any other difference.
 */
export function notUpdatableFindings(
  update: SettledUpdate,
  { checkpoint: { sentTokens } }: Progress,
): readonly Finding[] {
  if (sentTokens || isRecorded(update)) return [];
  const context = contextOf(update, undefined);
  return FEATURES.filter((feature) => isFeatureChanged(update.request, feature)).flatMap(
    (feature) => feature.notUpdatable?.(context) ?? [],
  );
}

/** What CloudFormation waits for the registry type; the custom resource has less, and checks that itself. */
const LONGEST_UPDATE = {
  has: 'CloudFormation waits {minutes} minutes for an update',
  orElse: '',
};

export function rollsNodes(
  { request, nodegroup }: SettledUpdate,
  next: NextVersion | undefined,
): boolean {
  const { version, releaseVersion } = versionDifference(request, nodegroup);
  return next !== undefined || version !== undefined || releaseVersion !== undefined;
}

/** Of the nodes and the configuration that the roll will find. */
export function timeOfRoll(
  update: SettledUpdate,
  config: ConfigMembers | Finding | undefined,
  next: NextVersion | undefined,
): RollTimeFindings {
  const { facts } = update;
  if (!rollsNodes(update, next)) return {};
  const nodegroup = withOwnSize(update.nodegroup, facts.environment);
  const { scalingConfig, updateConfig } = config && !('path' in config) ? config : {};
  const { refused, warning } = rollTimeFindings(
    {
      scalingConfig: { ...nodegroup.scalingConfig, ...withoutUndefined({ ...scalingConfig }) },
      updateConfig: updateConfig ?? nodegroup.updateConfig,
    },
    undefined,
    TIMEOUT_SECONDS.UPDATE,
    LONGEST_UPDATE,
  );
  // the way back is never refused, whatever its security groups have become
  const { launchTemplate } = facts;
  const versions = launchTemplate.is === 'present' ? (launchTemplate.value.versions ?? []) : [];
  const goesBack = versions.some(
    ({ VersionDescription }) => next && VersionDescription === next.description,
  );
  const note = goesBack ? (warning ?? refused) : warning;
  return { ...(refused && !goesBack && { refused }), ...(note && { warning: note }) };
}

/** Going back is never refused: to what was applied before, and to a version of the launch template that still exists or is live. */
export function updateFindings(
  update: SettledUpdate,
  config: ConfigMembers | Finding | undefined,
  next: NextVersion | undefined,
  isLive: boolean,
  isRecordDue: boolean,
): readonly Finding[] {
  const { request, facts, live, nodegroup } = update;
  const { launchTemplate } = facts;
  const goesBack =
    next && launchTemplate.is === 'present'
      ? existingVersion(launchTemplate.value, nodegroup.launchTemplate?.version, next) !== undefined
      : isLive;
  const { version, releaseVersion } = versionDifference(request, nodegroup);
  const rolls = (next && !goesBack) || version !== undefined || releaseVersion !== undefined;
  const conflict = config && 'path' in config ? config : undefined;
  const desiredSize = config && !('path' in config) ? config.scalingConfig?.desiredSize : undefined;
  const nextData = goesBack ? undefined : next?.data;
  const context = contextOf(update, nextData);
  const isNew = (path: PropertyPath) =>
    isChanged(request, path) && !update.takenBack.includes(path);
  const checked = FEATURES.filter(
    ({ properties, dependsOn = [], change }) =>
      [...properties, ...dependsOn].some(isNew) &&
      (change !== 'roll' || (live !== undefined && !goesBack)),
  );
  return [
    ...found(conflict),
    ...found(rolls ? blockRollFinding(nodegroup, runningSize(facts), desiredSize) : undefined),
    ...tooManyTags(desiredTags(update, isRecordDue)),
    // an operation that recorded itself was checked before, and without a record the way back cannot be told
    ...(isRecorded(update) || !fitsRecord(update)
      ? []
      : laterFindings(FEATURES, update, live !== undefined && !goesBack)),
    ...(growsInReservation(request) && isNew('ScalingConfig')
      ? reservedSizeFindings(request.desired, facts.environment)
      : []),
    ...checked.flatMap((feature) => feature.checkUpdate?.(context) ?? []),
    ...userDataSizeFindings(
      Buffer.byteLength(nextData?.UserData ?? '', 'base64'),
      request.desired,
      joiningBytes(nodegroup.amiType ?? '', facts.environment.cluster),
    ),
  ];
}
