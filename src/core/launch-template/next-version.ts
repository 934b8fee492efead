/** The next version of the launch template: the live one, with the sections replaced whose properties changed. */
import type {
  LaunchTemplateVersion,
  RequestLaunchTemplateData,
  ResponseLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { interfaceFindings, interfacesSection } from '../interfaces/change';
import type { CapacityType } from '../model/properties';
import type { Choices, Finding, Environment, UpdateRequest } from '../model/types';
import {
  givenChanged,
  liveVolumeDevice,
  nodeRollFindings,
  renamedVolume,
  userDataSection,
} from '../node/change';
import { givenUserData } from '../node/user-data';
import type { ChoiceRecord } from '../ownership/tags';
import { type Replaced, replacedSections } from './sections';
import { recordedUserDataHash, userDataHash, versionDescription } from './template';

export interface Roll {
  readonly description: string;
  readonly data: RequestLaunchTemplateData;
}

/** Live facts that a roll starts from. */
export interface LiveTemplate {
  readonly version: LaunchTemplateVersion;
  readonly amiType: string;
  readonly capacityType: CapacityType;
  readonly record: ChoiceRecord;
  readonly environment: Environment;
  /** Our own group, where there is one. */
  readonly ownGroupId: string | undefined;
}

/** Undefined where no property of the template changed, or the live version has the change already. */
export function rollOf(
  request: UpdateRequest,
  live: LiveTemplate,
  efaGroup: Choices['efaSecurityGroup'],
): Roll | undefined {
  if (isLive(request, live)) return undefined;
  const description = describe(request, live);
  const data = live.version.LaunchTemplateData ?? {};
  const volumeDevice = liveVolumeDevice(data, live.amiType, live.environment);
  const sections = {
    ...renamedVolume(request, data, volumeDevice),
    ...replacedSections(request, data, { ...live, volumeDevice }),
    ...userDataSection(request, data, live.amiType, live.environment),
    ...interfacesSection(request, data, live, efaGroup),
  };
  if (Object.keys(sections).length === 0) return undefined;
  return { description, data: withSections(data, sections) };
}

/** Whether the live version was made of exactly what the template asks for. */
export function isLive(request: UpdateRequest, live: LiveTemplate): boolean {
  return live.version.VersionDescription === describe(request, live);
}

function describe(request: UpdateRequest, { version }: LiveTemplate): string {
  const { previous, desired } = request;
  const hash = givenChanged(request)
    ? userDataHash(givenUserData(desired))
    : (recordedUserDataHash(version) ?? userDataHash(givenUserData(previous)));
  return versionDescription(desired, hash);
}

/** EC2 answers members that it does not take: the state of the metadata options. */
function withSections(
  live: ResponseLaunchTemplateData,
  sections: Replaced,
): RequestLaunchTemplateData {
  const { State: _state, ...metadata } = live.MetadataOptions ?? {};
  const merged = {
    ...live,
    ...(live.MetadataOptions && { MetadataOptions: metadata }),
    ...sections,
  };
  return Object.fromEntries(
    Object.entries(merged).filter(([, section]) => section !== undefined),
  ) as RequestLaunchTemplateData;
}

/** What speaks against the new values; only properties that changed are looked at. */
export function rollFindings(
  request: UpdateRequest,
  live: LiveTemplate,
  efaGroup: Choices['efaSecurityGroup'],
  roll: Roll | undefined,
): readonly Finding[] {
  return [
    ...nodeRollFindings(request, live.amiType, live.environment, roll),
    ...interfaceFindings(request, live, efaGroup),
  ];
}
