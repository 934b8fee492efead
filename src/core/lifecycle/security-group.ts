/** Our own security group: the rules that it still needs, and their verification. */
import { failure, visibilitySeconds, waitFor } from '../loop/wait';
import type { ApiCall } from '../model/api-calls';
import type { Decision } from '../model/decision';
import type { SecurityGroupFact } from '../model/facts';
import { rulesAreRight, securityGroupRules } from '../security-group/self-rules';

/** After an observation that found them incomplete, rules are sent again in the next invocation. */
export function rulesToSend(group: SecurityGroupFact): readonly ApiCall[] {
  return group.waitForRules ? [] : securityGroupRules(group);
}

/** Undefined once the two self rules, and no open egress, have been observed. */
export function verifyRules(group: SecurityGroupFact): Decision | undefined {
  if (group.rulesConfirmed) return undefined;
  if (!group.waitForRules && rulesAreRight(group)) {
    return { kind: 'observe', targets: ['securityGroup'] };
  }
  const delay = visibilitySeconds(group.ruleObservations - 1);
  return delay === undefined
    ? failure(
        'NotStabilized',
        `Security group ${group.id} does not show the two rules that EFA needs. Retry the stack operation.`,
      )
    : waitFor(
        `the rules of security group ${group.id} to become visible`,
        'not visible yet',
        delay,
      );
}
