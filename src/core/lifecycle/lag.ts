/** Whether the last read of an operation shows what the operation has done: a read may lag behind. */

import type { Checkpoint, RolledTo } from '../model/decision';
import type { Facts } from '../model/facts';
import type { Request } from '../model/request';
import { APPLIED_TAG } from '../ownership/applied-record';
import { readRecord } from '../ownership/choice-record';
import type { LiveState } from './flatten';

/** What an Update has done last. */
export interface LastDone {
  /** The record that it wrote: it comes after what it records. */
  readonly applied: string | undefined;
  readonly isGroupDeleted: boolean;
}

export function lastDone({ applied }: Checkpoint, { securityGroup }: Facts): LastDone {
  // observations of an update never end in absent
  return { applied, isGroupDeleted: securityGroup.is === 'absent' };
}

/** What it does not show, as a message names it; undefined where nothing is known to be missing. */
export function missingInRead(
  { action }: Request,
  rolledTo: RolledTo | undefined,
  live: LiveState | undefined,
  { applied, isGroupDeleted }: LastDone,
): string | undefined {
  if (!live) return 'the node group';
  if (applied !== undefined && live.nodegroup.tags?.[APPLIED_TAG] !== applied) return 'the update';
  if (isGroupDeleted && live.securityGroup) return 'the deletion of the security group';
  if (action !== 'CREATE' && !rolledTo) return undefined;
  const { nodegroup, version, securityGroup, placementGroup } = live;
  const shown = {
    templateVersion: nodegroup.launchTemplate?.version,
    version: nodegroup.version,
    releaseVersion: nodegroup.releaseVersion,
  };
  const members = Object.entries(rolledTo ?? {}) as [keyof typeof shown, string][];
  if (members.some(([member, value]) => shown[member] !== value)) return 'the rolled node group';
  if (nodegroup.launchTemplate && !version) return 'the launch template';
  const record = readRecord(nodegroup.tags ?? {});
  const usesOwnGroup =
    record.createdSecurityGroup &&
    record.securityGroup !== 'NONE' &&
    !record.existingSecurityGroupId;
  if (usesOwnGroup && !securityGroup) return 'the security group';
  return record.createdPlacementGroup && !placementGroup ? 'the placement group' : undefined;
}
