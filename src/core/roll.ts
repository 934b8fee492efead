/** The next version of the launch template: the live one, with the sections replaced whose properties changed. */
import type {
  LaunchTemplateVersion,
  RequestLaunchTemplateData,
  ResponseLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { changed, sameSet } from './changes';
import {
  candidates,
  localStorageFinding,
  securityGroupFindings,
  tooManyGroups,
  userDataFinding,
} from './choose';
import { canonicalJson } from './identity';
import {
  expandInstanceTags,
  expandInterfaces,
  expandMetadataOptions,
  expandVolume,
  flattenInstanceTags,
  flattenMetadataOptions,
  flattenVolume,
  recordedUserDataHash,
  resolveLocalStorage,
  userDataHash,
  versionDescription,
} from './launch-template';
import { cardInterfaces, carriesIp } from './layout';
import { chooseSecurityGroup, groupsOf } from './security-group';
import type { ChoiceRecord } from './tags';
import type { Choices, Finding, Lookups, UpdateRequest } from './types';
import {
  samePreBootstrap,
  USER_DATA_MAX_BYTES,
  withLocalStorage,
  withPreBootstrap,
} from './user-data';

export interface Roll {
  readonly description: string;
  readonly data: RequestLaunchTemplateData;
}

/** Live facts that a roll starts from. */
export interface LiveTemplate {
  readonly version: LaunchTemplateVersion;
  readonly record: ChoiceRecord;
  readonly lookups: Lookups;
  /** Our own group, where there is one. */
  readonly ownGroupId: string | undefined;
}

/**
 * Where EFA traffic goes: held from the live group unless the property changed; CREATE and AUTO keep a group
 * that was made once.
 */
export function efaSecurityGroup(
  request: UpdateRequest,
  { record, lookups, ownGroupId }: Omit<LiveTemplate, 'version'>,
): Choices['efaSecurityGroup'] {
  const asked = request.desired.Efa?.SecurityGroup ?? 'AUTO';
  const before = request.previous.Efa?.SecurityGroup ?? 'AUTO';
  const held = record.foundSecurityGroupId
    ? { groupId: record.foundSecurityGroupId }
    : ownGroupId || (record.madeSecurityGroup && before !== 'NONE')
      ? 'made'
      : 'none';
  if (asked === before) return held;
  if (asked === 'AUTO' && held !== 'none') return held;
  return chooseSecurityGroup(
    asked,
    candidates(clusterGroup(lookups) ?? '', request.desired, lookups),
  );
}

/** Undefined where no property of the template changed, or the live version has the change already. */
export function rollOf(
  request: UpdateRequest,
  live: LiveTemplate,
  efaGroup: Choices['efaSecurityGroup'],
): Roll | undefined {
  const { previous, desired } = request;
  const preBootstrapChanged = changed(request, 'PreBootstrapUserData');
  const hash = preBootstrapChanged
    ? userDataHash(desired.PreBootstrapUserData)
    : (recordedUserDataHash(live.version) ?? userDataHash(previous.PreBootstrapUserData));
  const description = versionDescription(desired, hash);
  if (live.version.VersionDescription === description) return undefined;
  const data = live.version.LaunchTemplateData ?? {};
  const sections = {
    ...volumeSection(request, data),
    ...metadataSection(request, data),
    ...instanceTagsSection(request, data),
    ...userDataSection(request, data, live.lookups),
    ...interfacesSection(request, data, live, efaGroup),
  };
  if (Object.keys(sections).length === 0) return undefined;
  return { description, data: withSections(data, sections) };
}

type Sections = {
  [K in keyof RequestLaunchTemplateData]: RequestLaunchTemplateData[K] | undefined;
};

/** EC2 answers members that it does not take: the state of the metadata options. */
function withSections(
  live: ResponseLaunchTemplateData,
  sections: Sections,
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

function differs(a: unknown, b: unknown): boolean {
  return canonicalJson(a) !== canonicalJson(b);
}

function volumeSection(request: UpdateRequest, live: ResponseLaunchTemplateData): Sections {
  const BlockDeviceMappings = expandVolume(request.desired.Volume);
  if (!differs(expandVolume(request.previous.Volume), BlockDeviceMappings)) return {};
  const wanted = flattenVolume({ BlockDeviceMappings } as ResponseLaunchTemplateData);
  return differs(flattenVolume(live), wanted) ? { BlockDeviceMappings } : {};
}

function metadataSection(request: UpdateRequest, live: ResponseLaunchTemplateData): Sections {
  const MetadataOptions = expandMetadataOptions(request.desired.MetadataOptions);
  if (!differs(expandMetadataOptions(request.previous.MetadataOptions), MetadataOptions)) return {};
  return differs(flattenMetadataOptions(live), MetadataOptions) ? { MetadataOptions } : {};
}

function instanceTagsSection(request: UpdateRequest, live: ResponseLaunchTemplateData): Sections {
  const { TagSpecifications } = expandInstanceTags(request.desired.InstanceTags);
  const before = expandInstanceTags(request.previous.InstanceTags);
  if (!differs(before, { TagSpecifications })) return {};
  return differs(flattenInstanceTags(live), request.desired.InstanceTags ?? {})
    ? { TagSpecifications }
    : {};
}

/** PreBootstrapUserData that both models leave out keeps its live value: it is write-only. */
function userDataSection(
  request: UpdateRequest,
  { UserData: live }: ResponseLaunchTemplateData,
  { instanceType }: Lookups,
): Sections {
  const { desired, previous } = request;
  let UserData = live;
  const storageChanged = (desired.LocalStorage ?? 'AUTO') !== (previous.LocalStorage ?? 'AUTO');
  if (storageChanged && instanceType && instanceType !== 'absent') {
    UserData = withLocalStorage(UserData, resolveLocalStorage(desired.LocalStorage, instanceType));
  }
  if (changed(request, 'PreBootstrapUserData')) {
    UserData = samePreBootstrap(UserData, desired.PreBootstrapUserData)
      ? UserData
      : withPreBootstrap(UserData, desired.PreBootstrapUserData);
  }
  return UserData === live ? {} : { UserData };
}

/** The live interfaces with other groups, or another layout; groups that were added by hand stay. */
function interfacesSection(
  request: UpdateRequest,
  { NetworkInterfaces = [] }: ResponseLaunchTemplateData,
  live: LiveTemplate,
  efaGroup: Choices['efaSecurityGroup'],
): Sections {
  const { desired, previous } = request;
  const clusterGroupId = clusterGroup(live.lookups);
  const { instanceType } = live.lookups;
  const layout = desired.Efa?.InterfaceLayout ?? 'EFA_PRIMARY';
  const relayout = layout !== (previous.Efa?.InterfaceLayout ?? 'EFA_PRIMARY');
  const regroup =
    !sameSet(desired.SecurityGroupIds ?? [], previous.SecurityGroupIds ?? []) ||
    (desired.Efa?.SecurityGroup ?? 'AUTO') !== (previous.Efa?.SecurityGroup ?? 'AUTO');
  if ((!relayout && !regroup) || !clusterGroupId) return {};
  const known = [
    clusterGroupId,
    live.ownGroupId,
    live.record.foundSecurityGroupId,
    ...(previous.SecurityGroupIds ?? []),
    ...(live.record.securityGroupIds ?? []),
  ];
  const byHand = (NetworkInterfaces.find(carriesIp)?.Groups ?? []).filter(
    (id) => !known.includes(id),
  );
  const groups = {
    clusterGroupId,
    givenGroupIds: [...(desired.SecurityGroupIds ?? []), ...byHand],
    efaGroupId: groupIdOf(efaGroup, live.ownGroupId),
  };
  const wanted =
    relayout && instanceType && instanceType !== 'absent'
      ? expandInterfaces(cardInterfaces(instanceType, layout), groups)
      : NetworkInterfaces.map((each) => ({ ...each, Groups: groupsOf(each, groups) }));
  const comparable = (list: RequestLaunchTemplateData['NetworkInterfaces'] = []) =>
    list.map(({ NetworkCardIndex, DeviceIndex, InterfaceType, Groups = [] }) => ({
      card: NetworkCardIndex ?? 0,
      device: DeviceIndex,
      type: InterfaceType ?? 'interface',
      groups: [...Groups].sort(),
    }));
  return differs(comparable(NetworkInterfaces), comparable(wanted))
    ? { NetworkInterfaces: wanted }
    : {};
}

export function clusterGroup({ cluster }: Lookups): string | undefined {
  if (!cluster || cluster === 'absent') return undefined;
  return cluster.resourcesVpcConfig?.clusterSecurityGroupId;
}

export function groupIdOf(
  group: Choices['efaSecurityGroup'],
  ownGroupId: string | undefined,
): string | undefined {
  if (group === 'none') return undefined;
  return group === 'made' ? ownGroupId : group.groupId;
}

/** What speaks against the new values; only properties that changed are looked at. */
export function rollFindings(
  request: UpdateRequest,
  { lookups }: Pick<LiveTemplate, 'lookups'>,
  efaGroup: Choices['efaSecurityGroup'],
  roll: Roll | undefined,
): readonly Finding[] {
  const { desired, previous } = request;
  const { cluster, instanceType } = lookups;
  const findings: (Finding | undefined)[] = [];
  if (changed(request, 'LocalStorage') && instanceType && instanceType !== 'absent') {
    findings.push(localStorageFinding(desired.LocalStorage, instanceType));
  }
  const given = desired.SecurityGroupIds ?? [];
  if (!sameSet(given, previous.SecurityGroupIds ?? []) && cluster && cluster !== 'absent') {
    const added = given.filter((id) => !previous.SecurityGroupIds?.includes(id));
    const vpcId = cluster.resourcesVpcConfig?.vpcId ?? '';
    findings.push(...securityGroupFindings(added, lookups.securityGroups ?? [], vpcId));
    findings.push(
      tooManyGroups(
        new Set([clusterGroup(lookups), ...given]).size + (efaGroup === 'made' ? 1 : 0),
      ),
    );
  }
  const bytes = Buffer.byteLength(roll?.data.UserData ?? '', 'base64');
  if (bytes > USER_DATA_MAX_BYTES) findings.push(userDataFinding(bytes));
  return findings.flatMap((finding) => finding ?? []);
}
