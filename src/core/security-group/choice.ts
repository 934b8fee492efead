/** Which security group EFA traffic goes through, and which groups each interface carries. */

import type { SecurityGroup } from '@aws-sdk/client-ec2';
import { carriesIp } from '../instance-type/interface-types';
import type { SecurityGroupChoice } from '../model/choices';
import type { Environment } from '../model/facts';
import type { Properties } from '../model/properties';
import type { Change } from '../model/request';
import type { ChoiceRecord } from '../ownership/choice-record';
import { sameSet } from '../util/lists';
import { hasSelfRules } from './self-rules';

/** Groups of the interfaces. */
export interface InterfaceGroups {
  readonly clusterGroupId: string;
  readonly givenGroupIds: readonly string[];
  readonly efaGroupId: string | undefined;
}
/** What an update knows of the groups in use. */
export interface LiveGroups {
  readonly record: ChoiceRecord;
  readonly environment: Environment;
  /** Our own group, where there is one. */
  readonly ownGroupId: string | undefined;
  /** Interfaces of a version of the launch template that was made from exactly the desired properties. */
  readonly described?: readonly InterfaceOfVersion[] | undefined;
}
/** A network interface of a version of the launch template. */
interface InterfaceOfVersion {
  readonly NetworkCardIndex?: number | undefined;
  readonly DeviceIndex?: number | undefined;
  readonly Groups?: readonly string[] | undefined;
  readonly InterfaceType?: string | undefined;
}

export function chooseSecurityGroup(
  { Efa: efa, SecurityGroupIds = [] }: Properties,
  clusterGroupId: string,
  { securityGroups = [] }: Environment,
): SecurityGroupChoice {
  const { SecurityGroup: mode = 'AUTO', SecurityGroupId } = efa ?? {};
  if (SecurityGroupId !== undefined) return { kind: 'existing', id: SecurityGroupId };
  if (mode !== 'AUTO') return { kind: mode === 'NONE' ? 'none' : 'created' };
  const candidates = [clusterGroupId, ...SecurityGroupIds].flatMap((id): readonly SecurityGroup[] =>
    securityGroups.filter(({ GroupId }) => GroupId === id),
  );
  const serving = candidates.find(hasSelfRules)?.GroupId;
  return serving ? { kind: 'existing', id: serving } : { kind: 'created' };
}

/**
 * The choice for an update: the live one unless the property changed. CREATE and AUTO keep a group that was created
 * once.
 */
export function keptSecurityGroup(change: Change, live: LiveGroups): SecurityGroupChoice {
  const { environment, ownGroupId } = live;
  const { desired, previous } = change;
  const kept = liveChoice(previous, live);
  if (!isSecurityGroupChanged(change)) return keptByAuto(change, live, kept);
  const { SecurityGroup: mode = 'AUTO', SecurityGroupId } = desired.Efa ?? {};
  if (SecurityGroupId === undefined && mode === 'AUTO') {
    // on the way back the record names the existing group, and the nodes may never have left ours
    if (ownGroupId) return { kind: 'created' };
    if (previous.Efa?.SecurityGroupId === undefined && kept.kind !== 'none') return kept;
  }
  return chooseSecurityGroup(desired, clusterGroupOf(environment) ?? '', environment);
}

/**
 * A group of SecurityGroupIds that AUTO had chosen for EFA and that the template no longer names gives way to another.
 * On the way back, the version from before tells which one it was.
 */
function keptByAuto(
  change: Change,
  { environment, ownGroupId, described = [] }: LiveGroups,
  kept: SecurityGroupChoice,
): SecurityGroupChoice {
  const { SecurityGroup: mode = 'AUTO', SecurityGroupId } = change.desired.Efa ?? {};
  const clusterGroupId = clusterGroupOf(environment);
  const isListChanged = areGivenGroupsChanged(change);
  if (mode !== 'AUTO' || SecurityGroupId || !isListChanged || !clusterGroupId) return kept;
  const candidates = [clusterGroupId, ...(change.desired.SecurityGroupIds ?? [])];
  const [before, ...others] = described.find((each) => !carriesIp(each))?.Groups ?? [];
  if (before && others.length === 0 && candidates.includes(before)) {
    return { kind: 'existing', id: before };
  }
  const wasAnother =
    described.length > 0 && !described.some(({ Groups }) => Groups?.includes(ownGroupId ?? ''));
  const isOut = kept.kind === 'existing' ? !candidates.includes(kept.id) : wasAnother;
  return isOut ? chooseSecurityGroup(change.desired, clusterGroupId, environment) : kept;
}

function liveChoice(previous: Properties, { record, ownGroupId }: LiveGroups): SecurityGroupChoice {
  if (record.existingSecurityGroupId) {
    return { kind: 'existing', id: record.existingSecurityGroupId };
  }
  // the record was taken off with its tags: what the template names is what the nodes have
  const { SecurityGroupId: named } = previous.Efa ?? {};
  if (record.securityGroup === undefined && named) return { kind: 'existing', id: named };
  // one that an earlier update left over is not in use
  const created =
    (ownGroupId || record.createdSecurityGroup) && previous.Efa?.SecurityGroup !== 'NONE';
  return { kind: created ? 'created' : 'none' };
}

/** Whether the template demands another group for EFA traffic. A default that is written down is no change. */
export function isSecurityGroupChanged({ previous, desired }: Change): boolean {
  const mode = ({ Efa }: Properties) => Efa?.SecurityGroup ?? 'AUTO';
  return (
    mode(previous) !== mode(desired) ||
    previous.Efa?.SecurityGroupId !== desired.Efa?.SecurityGroupId
  );
}

export function areGivenGroupsChanged({ previous, desired }: Change): boolean {
  return !sameSet(desired.SecurityGroupIds ?? [], previous.SecurityGroupIds ?? []);
}

export function areGroupsChanged(change: Change): boolean {
  return areGivenGroupsChanged(change) || isSecurityGroupChanged(change);
}

/**
 * Groups that an earlier update applied, though CloudFormation does not say so of the previous properties, as after a
 * rollback that was skipped or an import. They stay recorded until no interface has them.
 */
export function groupsToTakeOut(
  change: Change,
  { existingSecurityGroupId: existing, securityGroupIds = [] }: ChoiceRecord,
  interfaces: readonly InterfaceOfVersion[],
): readonly string[] {
  const named = [change.previous, change.desired].flatMap(({ Efa, SecurityGroupIds = [] }) => [
    Efa?.SecurityGroupId,
    ...SecurityGroupIds,
  ]);
  return [...securityGroupIds, ...(existing ? [existing] : [])].filter(
    (id) => !named.includes(id) && interfaces.some(({ Groups }) => Groups?.includes(id)),
  );
}

/** Whether our own group may be one that the nodes have left. */
export function mayBeUnused(change: Change, record: ChoiceRecord): boolean {
  const { SecurityGroup: mode = 'AUTO' } = change.desired.Efa ?? {};
  if (isSecurityGroupChanged(change)) return mode !== 'CREATE';
  const others = mode === 'NONE' || record.existingSecurityGroupId !== undefined;
  return record.createdSecurityGroup === true && others;
}

/** Undefined where there is none, or our own is not created yet. */
export function efaGroupIdOf(
  choice: SecurityGroupChoice,
  ownGroupId: string | undefined,
): string | undefined {
  if (choice.kind === 'existing') return choice.id;
  return choice.kind === 'created' ? ownGroupId : undefined;
}

export function clusterGroupOf({ cluster }: Environment): string | undefined {
  return cluster && cluster !== 'absent'
    ? cluster.resourcesVpcConfig?.clusterSecurityGroupId
    : undefined;
}

/**
 * Groups of one interface, each once, and those that were added to it by hand. Interfaces that carry IP: the cluster's group (EKS adds none when a
 * template names groups: EKS user guide, launch-templates), the user's, the EFA group. `efa-only`: the EFA
 * group alone, or all of the others where there is none.
 */
export function groupsOf(
  card: { readonly InterfaceType?: string | undefined },
  { clusterGroupId, givenGroupIds, efaGroupId }: InterfaceGroups,
  byHand: readonly string[] = [],
): string[] {
  if (efaGroupId && !carriesIp(card)) return [...new Set([efaGroupId, ...byHand])];
  const ip = [clusterGroupId, ...[...givenGroupIds, ...byHand].sort()];
  return [...new Set(efaGroupId ? [...ip, efaGroupId] : ip)];
}

/** Groups that were added to an interface outside CloudFormation. */
export function groupsByHand(
  { previous, desired }: Change,
  { Groups = [] }: InterfaceOfVersion,
  { record, environment, ownGroupId }: LiveGroups,
): readonly string[] {
  const known = [
    clusterGroupOf(environment),
    ownGroupId,
    record.existingSecurityGroupId,
    // the record may name the new ones already
    ...[previous, desired].map(({ Efa }) => Efa?.SecurityGroupId),
    ...[previous, desired].flatMap(({ SecurityGroupIds = [] }) => SecurityGroupIds),
    ...(record.securityGroupIds ?? []),
  ];
  return Groups.filter((id) => !known.includes(id) && !environment.goneGroupIds?.includes(id));
}

/** The live interface in the same place; for one that carries IP, else the primary one. */
export function interfaceBefore(
  card: InterfaceOfVersion,
  interfaces: readonly InterfaceOfVersion[],
): InterfaceOfVersion {
  const inSamePlace = interfaces.find(
    ({ NetworkCardIndex = 0, DeviceIndex = 0 }) =>
      NetworkCardIndex === (card.NetworkCardIndex ?? 0) && DeviceIndex === (card.DeviceIndex ?? 0),
  );
  return inSamePlace ?? (carriesIp(card) ? interfaces.find(carriesIp) : undefined) ?? {};
}

/** Groups of the template for the primary interface, and those that were added to it outside CloudFormation. */
export function givenGroups(
  change: Change,
  interfaces: readonly InterfaceOfVersion[],
  live: LiveGroups,
): readonly string[] {
  const primary = interfaces.find(carriesIp) ?? {};
  return [...(change.desired.SecurityGroupIds ?? []), ...groupsByHand(change, primary, live)];
}
