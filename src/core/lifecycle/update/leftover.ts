/** Our security group that the nodes have left, and that AWS does not delete: a note at the end, never a failure. */

import type { ApiCall } from '../../model/api-calls';
import type { Checkpoint, Leftover } from '../../model/decision';
import type { Disposition } from '../../model/errors';
import type { Request } from '../../model/request';
import { ID_TAG } from '../../ownership/tag-keys';
import { isSecurityGroupChanged } from '../../security-group/choice';

/** Old nodes hold it for minutes after a roll. */
const DELETION_SECONDS = 600;

/** The call that may fail without failing the operation. */
export function leavesOver({ action }: Request, { call }: ApiCall): boolean {
  return action === 'UPDATE' && call === 'ec2:DeleteSecurityGroup';
}

/** @param why AWS's words, and what holds the group */
export function leftoverAfter(
  request: Request,
  checkpoint: Checkpoint,
  refused: {
    readonly apiCall: ApiCall;
    readonly disposition: Disposition['disposition'];
    readonly waitedSeconds: number;
    readonly isLastTry: boolean;
    readonly why: string;
  },
): Leftover {
  const { apiCall, disposition, waitedSeconds, isLastTry, why } = refused;
  const { sinceSeconds = waitedSeconds } = checkpoint.leftover ?? {};
  const left = request.action === 'UPDATE' && isSecurityGroupChanged(request);
  // what an earlier update left over keeps a later one, which is about something else, no minute longer
  const patience = left ? DELETION_SECONDS : 0;
  const isOver = isLastTry || disposition === 'fail' || waitedSeconds - sinceSeconds >= patience;
  const { GroupId = '' } = apiCall.input as { readonly GroupId?: string };
  return { securityGroupId: GroupId, sinceSeconds, ...(isOver && { why }) };
}

export function leftoverNote({ securityGroupId, why = '' }: Leftover): string {
  return `Security group ${securityGroupId} is no longer used but could not be deleted: ${why.replace(/\.+$/, '')}. It keeps its tag ${ID_TAG}, and is deleted with a later update or with the node group.`;
}
