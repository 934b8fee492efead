/** Which security group EFA traffic goes through, and which groups each interface carries. */

import type { SecurityGroup } from '@aws-sdk/client-ec2';
import { carriesIp } from '../instance-type/interface-types';
import type { SecurityGroupChoice } from '../model/choices';
import type { Environment } from '../model/facts';
import type { Properties } from '../model/properties';
import type { Change } from '../model/request';
import type { ChoiceRecord } from '../ownership/choice-record';
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
  if (!isSecurityGroupChanged(change)) return kept;
  const { SecurityGroup: mode = 'AUTO', SecurityGroupId } = desired.Efa ?? {};
  if (SecurityGroupId === undefined && mode === 'AUTO') {
    // on the way back the record names the existing group, and the nodes may never have left ours
    if (ownGroupId) return { kind: 'created' };
    if (previous.Efa?.SecurityGroupId === undefined && kept.kind !== 'none') return kept;
  }
  return chooseSecurityGroup(desired, clusterGroupOf(environment) ?? '', environment);
}

function liveChoice(previous: Properties, { record, ownGroupId }: LiveGroups): SecurityGroupChoice {
  if (record.existingSecurityGroupId) {
    return { kind: 'existing', id: record.existingSecurityGroupId };
  }
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
 * Groups of one interface, each once. Interfaces that carry IP: the cluster's group (EKS adds none when a
 * template names groups: EKS user guide, launch-templates), the user's, the EFA group. `efa-only`: the EFA
 * group alone, or all of the others where there is none.
 */
export function groupsOf(
  card: { readonly InterfaceType?: string | undefined },
  { clusterGroupId, givenGroupIds, efaGroupId }: InterfaceGroups,
): string[] {
  if (efaGroupId && !carriesIp(card)) return [efaGroupId];
  const ip = [clusterGroupId, ...[...givenGroupIds].sort()];
  return [...new Set(efaGroupId ? [...ip, efaGroupId] : ip)];
}

/** Groups of the template, and those that were added to the interfaces outside CloudFormation. */
export function givenGroups(
  { previous, desired }: Change,
  interfaces: readonly {
    readonly Groups?: readonly string[] | undefined;
    readonly InterfaceType?: string | undefined;
  }[],
  { record, environment, ownGroupId }: LiveGroups,
): readonly string[] {
  const known = [
    clusterGroupOf(environment),
    ownGroupId,
    record.existingSecurityGroupId,
    // the record may name the new one already
    previous.Efa?.SecurityGroupId,
    ...(previous.SecurityGroupIds ?? []),
    ...(record.securityGroupIds ?? []),
  ];
  const live = interfaces.find(carriesIp)?.Groups ?? [];
  const added = live.filter((id) => !known.includes(id) && !environment.goneGroupIds?.includes(id));
  return [...(desired.SecurityGroupIds ?? []), ...added];
}
