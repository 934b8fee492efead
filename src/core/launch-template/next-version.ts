/** The next version of the launch template: the live one, with the parts replaced whose properties changed. */

import type {
  LaunchTemplateVersion,
  RequestLaunchTemplateData,
  ResponseLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import type { NodeSettings } from '../ami/ami-family';
import { givenUserData, nodeSettings } from '../ami/node-settings';
import { isDiskSetupChanged, resolveLocalStorage, updatedUserData } from '../ami/user-data';
import { isFeatureChanged } from '../feature/change';
import { type Replaced, type SectionContext, sectionsOf } from '../feature/template-part';
import { FEATURES } from '../features';
import { imageVolumeDevice } from '../instance/image';
import { liveVolumeDevice } from '../instance/volume';
import { representative } from '../instance-type/hardware';
import type { SecurityGroupChoice } from '../model/choices';
import type { Properties } from '../model/properties';
import type { Change } from '../model/request';
import { sameJson } from '../util/compare';
import { replacedBlockDevices } from './block-devices';
import { isCreatedAnew, replacedInterfaces } from './network-interfaces';
import { recordedUserDataHash, userDataHash, versionDescription } from './version-description';
import type { LiveTemplate, NextVersion } from './versions';

/** Undefined where no property of the launch template changed, or the live version has the change already. */
export function nextVersion(
  change: Change,
  live: LiveTemplate,
  choice: SecurityGroupChoice,
): NextVersion | undefined {
  const data = live.version.LaunchTemplateData ?? {};
  // without a group that it names, the live version launches no node any more
  const stays = isLive(change, live) && !isCreatedAnew(data.NetworkInterfaces ?? [], live, choice);
  if (stays) return undefined;
  const volumeDevice = liveVolumeDevice(
    data,
    live.amiType,
    imageVolumeDevice(change.desired, live.environment.image),
  );
  const replaced = {
    ...replacedBlockDevices(change, data, volumeDevice),
    ...replacedSections(change, data, live),
    ...replacedUserData(change, data, live),
    ...replacedInterfaces(change, data, live, choice),
  };
  if (Object.keys(replaced).length === 0) return undefined;
  return { description: nextDescription(change, live), data: withReplaced(data, replaced) };
}

/** Whether the live version was created from exactly the desired properties. */
export function isLive(change: Change, live: LiveTemplate): boolean {
  return live.version.VersionDescription === nextDescription(change, live);
}

/** One of these versions that was created from exactly the desired properties. */
export function describedVersion(
  change: Change,
  live: LaunchTemplateVersion,
  versions: readonly LaunchTemplateVersion[],
): LaunchTemplateVersion | undefined {
  const description = nextDescription(change, { version: live });
  return versions.find(({ VersionDescription }) => VersionDescription === description);
}

/** Of a version that was created from exactly these properties. */
export function describedBy(properties: Properties): string {
  return versionDescription(FEATURES, properties, userDataHash(givenUserData(properties)));
}

function nextDescription(change: Change, { version }: Pick<LiveTemplate, 'version'>): string {
  const { previous, desired } = change;
  const hash = isGivenChanged(change)
    ? userDataHash(givenUserData(desired))
    : (recordedUserDataHash(version) ?? userDataHash(givenUserData(previous)));
  return versionDescription(FEATURES, desired, hash);
}

/** Three-way: a section whose given value changed, and that differs from the live one. */
function replacedSections(
  { previous, desired }: Change,
  live: ResponseLaunchTemplateData,
  context: SectionContext,
): Replaced {
  return Object.assign(
    {},
    ...sectionsOf(FEATURES).map((section) => {
      const expanded = section.expand(desired, context);
      if (sameJson(section.expand(previous, context), expanded)) return {};
      const flattened = section.flatten(expanded as ResponseLaunchTemplateData);
      if (sameJson(section.flatten(live), flattened)) return {};
      return {
        ...Object.fromEntries(section.members.map((name) => [name, undefined])),
        ...expanded,
      };
    }),
  );
}

/** What both templates leave out of the user's own keeps its live value: it is write-only. */
function replacedUserData(
  change: Change,
  { UserData: live }: ResponseLaunchTemplateData,
  { amiType, environment: { instanceTypes = [] } }: LiveTemplate,
): Replaced {
  const { desired } = change;
  const type = representative(instanceTypes);
  const localStorage = type ? resolveLocalStorage(desired, type, amiType) : 'NONE';
  const UserData = updatedUserData(
    amiType,
    live,
    nodeSettings(desired, { localStorage }),
    changedSettings(change, amiType, type !== undefined),
  );
  return UserData === live ? {} : { UserData };
}

/** @param typeIsKnown what the disks come to depends on it */
function changedSettings(
  change: Change,
  amiType: string,
  typeIsKnown: boolean,
): readonly (keyof NodeSettings)[] {
  const settings = FEATURES.flatMap((feature) =>
    feature.change === 'roll' &&
    feature.part.kind === 'userData' &&
    isFeatureChanged(change, feature)
      ? [feature.part.setting]
      : [],
  );
  const changed = settings.filter((setting) => {
    if (setting === 'given') return isGivenChanged(change);
    // AUTO that is written down is no change
    return setting !== 'localStorage' || (typeIsKnown && isStorageChanged(change));
  });
  const yields = typeIsKnown && isDiskSetupChanged(change, amiType);
  return yields && !changed.includes('localStorage') ? [...changed, 'localStorage'] : changed;
}

function isStorageChanged({ previous, desired }: Change): boolean {
  return (previous.LocalStorage ?? 'AUTO') !== (desired.LocalStorage ?? 'AUTO');
}

function isGivenChanged({ previous, desired }: Change): boolean {
  // the description does not tell an empty one from none either
  return (givenUserData(previous) ?? '') !== (givenUserData(desired) ?? '');
}

/** EC2 answers a member that it does not take: the state of the metadata options. */
function withReplaced(
  live: ResponseLaunchTemplateData,
  replaced: Replaced,
): RequestLaunchTemplateData {
  const { State: _state, ...metadata } = live.MetadataOptions ?? {};
  const merged = {
    ...live,
    ...(live.MetadataOptions && { MetadataOptions: metadata }),
    ...replaced,
  };
  return Object.fromEntries(
    Object.entries(merged).filter(([, member]) => member !== undefined),
  ) as RequestLaunchTemplateData;
}
