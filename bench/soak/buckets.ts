/**
 * AWS's request limits of one account and Region.
 * EC2: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html, "Request token bucket sizes and refill rates": each API
 * has a bucket of its own, of the size of its category or of its own.
 * EKS and Auto Scaling publish none: 5 changing and 20 reading requests a second, of each API, are an assumption.
 */

import {
  AUTO_SCALING_ACTIONS,
  EC2_ACTIONS,
  EKS_ACTIONS,
  RESOURCE_GROUPS_ACTIONS,
} from '../../test/world/actions';
import type { Throttle } from '../../test/world/throttle';

export interface Bucket {
  readonly burst: number;
  /** Tokens a second. */
  readonly perSecond: number;
}

const READING = { burst: 100, perSecond: 20 };
/** "when requested without specifying either pagination or a filter": ids are neither. */
const UNFILTERED = { burst: 50, perSecond: 10 };
const CHANGING = { burst: 50, perSecond: 5 };
const OF_EC2: Readonly<Record<string, Bucket>> = {
  DescribeSecurityGroups: UNFILTERED,
  DescribeNetworkInterfaces: UNFILTERED,
  DescribeSnapshots: UNFILTERED,
  // resource-intensive
  AuthorizeSecurityGroupIngress: { burst: 50, perSecond: 5 },
  // uncategorized
  CreateLaunchTemplateVersion: { burst: 100, perSecond: 5 },
  ModifyLaunchTemplate: { burst: 100, perSecond: 5 },
  CreateTags: { burst: 100, perSecond: 10 },
  DeleteTags: { burst: 100, perSecond: 10 },
};
const ASSUMED_READING = { burst: 20, perSecond: 20 };
const ASSUMED_CHANGING = { burst: 5, perSecond: 5 };

/** By the name of the API. */
export const BUCKETS: Readonly<Record<string, Bucket>> = Object.fromEntries([
  ...[...EC2_ACTIONS.values()].map(({ operation: { name }, isWrite }) => [
    name,
    OF_EC2[name] ?? (isWrite ? CHANGING : READING),
  ]),
  ...[...EKS_ACTIONS, ...RESOURCE_GROUPS_ACTIONS, ...AUTO_SCALING_ACTIONS.values()].map(
    ({ operation: { name }, isWrite }) => [name, isWrite ? ASSUMED_CHANGING : ASSUMED_READING],
  ),
]);

export function limit(throttle: Throttle): void {
  for (const [action, bucket] of Object.entries(BUCKETS)) throttle.limit(action, bucket);
}
