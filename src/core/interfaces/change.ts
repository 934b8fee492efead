/** The interfaces of a roll and their security groups: held from the live template, but for what changed. */
import type { RequestLaunchTemplateData, ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Cluster, VpcConfigResponse } from '@aws-sdk/client-eks';
import type { LiveTemplate } from '../launch-template/next-version';
import type { Replaced } from '../launch-template/sections';
import { expandInterfaces } from '../launch-template/template';
import { sameSet } from '../lifecycle/changes';
import { found } from '../model/findings';
import type { Efa } from '../model/properties';
import type { Choices, Finding, Environment, UpdateRequest } from '../model/types';
import { canonicalJson } from '../ownership/identity';
import { publicSubnetFindings } from '../placement/subnets';
import { candidates, securityGroupFindings, tooManyGroups } from '../security-group/checks';
import {
  chooseSecurityGroup,
  groupsOf,
  securityGroupChanged,
} from '../security-group/security-group';
import { networkInterfaceFindings } from './checks';
import { carriesIp, efaInterfaceCount, inOrder, desiredInterfaces } from './layout';

type Versions = Pick<UpdateRequest, 'previous' | 'desired'>;
type EfaGroup = Choices['efaSecurityGroup'];
type Held = Pick<LiveTemplate, 'record' | 'environment' | 'ownGroupId'>;

/**
 * Where EFA traffic goes: held from the live group unless the property changed; CREATE and AUTO keep a group
 * that was made once.
 */
export function efaSecurityGroup(
  request: UpdateRequest,
  { record, environment, ownGroupId }: Held,
): EfaGroup {
  const { desired, previous } = request;
  const held = record.foundSecurityGroupId
    ? { groupId: record.foundSecurityGroupId }
    : ownGroupId || (record.madeSecurityGroup && previous.Efa?.SecurityGroup !== 'NONE')
      ? 'made'
      : 'none';
  if (!securityGroupChanged(request)) return held;
  const { SecurityGroup: asked = 'AUTO', SecurityGroupId: given } = desired.Efa ?? {};
  if (given === undefined && asked === 'AUTO') {
    // on the way back the record tells of the group of others, and the nodes may never have left ours
    if (ownGroupId) return 'made';
    if (previous.Efa?.SecurityGroupId === undefined && held !== 'none') return held;
  }
  return chooseSecurityGroup(
    desired.Efa,
    candidates(clusterGroup(environment) ?? '', desired, environment),
  );
}

/** The live interfaces with other groups, or other interfaces; groups that were added by hand stay. */
export function interfacesSection(
  request: UpdateRequest,
  { NetworkInterfaces = [] }: ResponseLaunchTemplateData,
  live: Held,
  efaGroup: EfaGroup,
): Replaced {
  const { desired } = request;
  const clusterGroupId = clusterGroup(live.environment);
  const [type] = live.environment.instanceTypes ?? [];
  const relaid = interfacesChanged(request);
  if ((!relaid && !groupsChanged(request)) || !clusterGroupId) return {};
  const groups = {
    clusterGroupId,
    givenGroupIds: givenGroups(request, NetworkInterfaces, live),
    efaGroupId: groupIdOf(efaGroup, live.ownGroupId),
  };
  const wanted =
    relaid && type
      ? expandInterfaces(desiredInterfaces(type, desired.Efa), groups)
      : NetworkInterfaces.map((each) => ({ ...each, Groups: groupsOf(each, groups) }));
  return comparable(NetworkInterfaces) === comparable(wanted) ? {} : { NetworkInterfaces: wanted };
}

/** The number of EFAs where the interfaces change; that of the living nodes may be of another release's layouts. */
export function changedEfaCount(
  request: Versions,
  { instanceTypes: [type] = [] }: Environment,
): number | undefined {
  if (!type || !interfacesChanged(request)) return undefined;
  return efaInterfaceCount(desiredInterfaces(type, request.desired.Efa));
}

/** What speaks against the new values; only properties that changed are looked at. */
export function interfaceFindings(
  request: UpdateRequest,
  live: Held & Pick<LiveTemplate, 'version'>,
  efaGroup: EfaGroup,
): readonly Finding[] {
  return [
    ...(interfacesChanged(request) ? layoutFindings(request, live.environment) : []),
    ...(groupsChanged(request) ? groupFindings(request, live, efaGroup) : []),
  ];
}

function layoutFindings(
  { previous, desired }: Versions,
  { instanceTypes: types = [], nodeSubnets = [], cluster }: Environment,
): readonly Finding[] {
  const conflict = networkInterfaceFindings(desired, types);
  const [type] = types;
  if (conflict.length > 0 || !type) return conflict;
  const [before, wanted] = [previous, desired].map(({ Efa }) => desiredInterfaces(type, Efa));
  // nodes that had several before have found their way
  const first = before?.length === 1 && wanted !== undefined;
  const isPrivate = !cluster || cluster === 'absent' || endpoint(cluster).endpointPrivateAccess;
  return first && !isPrivate ? publicSubnetFindings('Efa', desired, nodeSubnets, wanted) : [];
}

function groupFindings(
  { previous, desired }: Versions,
  live: Held & Pick<LiveTemplate, 'version'>,
  efaGroup: EfaGroup,
): readonly Finding[] {
  const { cluster, securityGroups = [] } = live.environment;
  if (!cluster || cluster === 'absent') return [];
  const { vpcId = '', clusterSecurityGroupId = '' } = endpoint(cluster);
  const given = desired.Efa?.SecurityGroupId;
  const added = (desired.SecurityGroupIds ?? []).filter(
    (id) => !previous.SecurityGroupIds?.includes(id),
  );
  const isNew = given !== undefined && given !== previous.Efa?.SecurityGroupId;
  const asked = { ...desired, SecurityGroupIds: added, ...(!isNew && { Efa: {} }) };
  const interfaces = live.version.LaunchTemplateData?.NetworkInterfaces ?? [];
  const all = givenGroups({ previous, desired }, interfaces, live);
  return [
    ...securityGroupFindings(asked, securityGroups, vpcId),
    ...found(isNew && given === live.ownGroupId ? ownGroupFinding(given) : undefined),
    ...found(tooManyGroups(clusterSecurityGroupId, all, efaGroup)),
  ];
}

function ownGroupFinding(id: string): Finding {
  return {
    path: 'Efa.SecurityGroupId',
    message: `${id} is the group that was made for this node group, and goes with it. Remove the id: SecurityGroup AUTO keeps it.`,
  };
}

/** Whether the template asks for other interfaces. */
export function interfacesChanged({ previous, desired }: Versions): boolean {
  return asked(previous.Efa) !== asked(desired.Efa);
}

/** A list in another order is the same list. */
function asked(efa: Efa | undefined): string {
  const list = efa?.NetworkInterfaces;
  return canonicalJson(list ? inOrder(list) : (efa?.InterfaceLayout ?? 'EFA_PRIMARY'));
}

function groupsChanged(versions: Versions): boolean {
  const { previous, desired } = versions;
  return (
    !sameSet(desired.SecurityGroupIds ?? [], previous.SecurityGroupIds ?? []) ||
    securityGroupChanged(versions)
  );
}

/** Those of the template, and those that somebody put on the interfaces by hand. */
function givenGroups(
  { previous, desired }: Versions,
  interfaces: NonNullable<ResponseLaunchTemplateData['NetworkInterfaces']>,
  { record, environment, ownGroupId }: Held,
): readonly string[] {
  const known = [
    clusterGroup(environment),
    ownGroupId,
    record.foundSecurityGroupId,
    // the record may tell of the new one already
    previous.Efa?.SecurityGroupId,
    ...(previous.SecurityGroupIds ?? []),
    ...(record.securityGroupIds ?? []),
  ];
  const live = interfaces.find(carriesIp)?.Groups ?? [];
  return [...(desired.SecurityGroupIds ?? []), ...live.filter((id) => !known.includes(id))];
}

function comparable(interfaces: RequestLaunchTemplateData['NetworkInterfaces'] = []): string {
  return canonicalJson(
    interfaces.map(({ NetworkCardIndex, DeviceIndex, InterfaceType, Groups = [] }) => ({
      card: NetworkCardIndex ?? 0,
      device: DeviceIndex,
      type: InterfaceType ?? 'interface',
      groups: [...Groups].sort(),
    })),
  );
}

function clusterGroup({ cluster }: Environment): string | undefined {
  return cluster && cluster !== 'absent' ? endpoint(cluster).clusterSecurityGroupId : undefined;
}

function endpoint({ resourcesVpcConfig }: Cluster): VpcConfigResponse {
  return resourcesVpcConfig ?? {};
}

function groupIdOf(group: EfaGroup, ownGroupId: string | undefined): string | undefined {
  if (group === 'none') return undefined;
  return group === 'made' ? ownGroupId : group.groupId;
}
