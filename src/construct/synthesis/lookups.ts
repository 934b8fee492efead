/** Look-ups of the CDK CLI: until it has made them, the CDK gives a dummy in the place of each value. */
import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The dummies that no resource of AWS has. Source: `dummyValue`, and DUMMY_VPC_PROPS, in aws-cdk-lib. */
const DUMMIES: readonly RegExp[] = [
  // VPC and subnets; Availability Zones
  /^vpc-12345$/,
  /^[sp]-(12345|67890)$/,
  /^dummy1[abc]$/,
  // AMI, SSM parameter, security group, also of a load balancer
  /^ami-1234$/,
  /^dummy-value-for-/,
  /^sg-(1234|12345678)$/,
  // hosted zone; role, and other look-ups by Cloud Control; key; load balancer and listener
  /^DUMMY$/,
  /\bDUMMY_ARN$/,
  /\b1234abcd-12ab-34cd-56ef-1234567890ab$/,
  /\bmy-load-balancer[/-]/,
];

/**
 * Whether the CLI has a value still to look up, in any stack of the app: it does so after this synthesis, and then
 * starts the app again. Until then no value is certain, because a dummy may have gone into any of them: joined to a
 * text, or read as a number.
 */
export function awaitsLookups(scope: IConstruct): boolean {
  return scope.node.root.node
    .findAll()
    .some((each) => Stack.isStack(each) && missingContext(each).length > 0);
}

/** Whether a text is a dummy, also one that an earlier run has left in cdk.context.json. */
export function isDummy(value: unknown): boolean {
  return typeof value === 'string' && DUMMIES.some((dummy) => dummy.test(value));
}

/** What the stack reported by `reportMissingContextKey`. The CDK has no public way to ask for it. */
function missingContext(stack: Stack): readonly unknown[] {
  return (
    (stack as unknown as { readonly _missingContext?: readonly unknown[] })._missingContext ?? []
  );
}
