/** Whether the last read of an operation shows what the operation has done: a read may lag behind. */

import type { RolledTo } from '../model/decision';
import type { Request } from '../model/request';
import { readRecord } from '../ownership/choice-record';
import type { LiveState } from './flatten';

/** What it does not show, as a message names it; undefined where nothing is known to be missing. */
export function missingInRead(
  { action }: Request,
  rolledTo: RolledTo | undefined,
  live: LiveState | undefined,
): string | undefined {
  if (!live) return 'the node group';
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
