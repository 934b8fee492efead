/** What a health code of a node group means for the operation. */
import { type HandlerErrorCode, HEALTH, healthOf } from '../../../src/core/model/errors';

/** Health codes of node groups (EKS API reference, API_Issue); `capacity` ones are waited out. */
const HEALTH_ROWS: readonly (readonly [HandlerErrorCode, string, string])[] = [
  ['Throttling', 'capacity', 'IamThrottling AutoScalingGroupRateLimitExceeded'],
  ['ServiceInternalError', 'capacity', 'InternalFailure'],
  ['AccessDenied', 'terminal', 'AccessDenied AutoScalingGroupOptInRequired'],
  [
    'InvalidRequest',
    'terminal',
    'Ec2SubnetNotFound Ec2SubnetInvalidConfiguration Ec2SubnetListTooLong Ec2SubnetMissingIpv6Assignment AmiIdNotFound IamNodeRoleNotFound IamInstanceProfileNotFound Ec2InstanceTypeDoesNotExist Ec2LaunchTemplateInvalidConfiguration KubernetesLabelInvalid',
  ],
  [
    'ResourceConflict',
    'terminal',
    'Ec2SecurityGroupDeletionFailure Ec2LaunchTemplateDeletionFailure',
  ],
  ['ResourceConflict', 'capacity', 'AutoScalingGroupInstanceRefreshActive'],
  [
    'ServiceLimitExceeded',
    'terminal',
    'LimitExceeded IamLimitExceeded Ec2LaunchTemplateMaxLimitExceeded Ec2LaunchTemplateVersionMaxLimitExceeded',
  ],
  ['ServiceLimitExceeded', 'capacity', 'InstanceLimitExceeded'],
  ['NotStabilized', 'capacity', 'AsgInstanceLaunchFailures InsufficientFreeAddresses'],
  [
    'NotStabilized',
    'terminal',
    'NodeCreationFailure ClusterUnreachable PodEvictionFailure NodeTerminationFailure AutoScalingGroupNotFound AutoScalingGroupInvalidConfiguration Ec2SecurityGroupNotFound Ec2LaunchTemplateNotFound SourceEc2LaunchTemplateNotFound Ec2LaunchTemplateVersionMismatch',
  ],
  ['GeneralServiceException', 'terminal', 'Unknown'],
];

describe('a health code', () => {
  const rows = HEALTH_ROWS.flatMap(([code, is, issues]) =>
    issues.split(' ').map((issue) => [issue, code, is] as const),
  );
  it.each(rows)('%s is %s, %s', (issue, code, is) => {
    expect(healthOf(issue)).toEqual({ code, is });
  });
  it('is one of 36, each with a row', () => {
    expect(rows.map(([issue]) => issue).sort()).toEqual(Object.keys(HEALTH).sort());
    expect(rows).toHaveLength(36);
  });
  it.each([undefined, 'OfSomeDay'])('that nobody knows (%s) is terminal', (issue) => {
    expect(healthOf(issue)).toEqual({ code: 'GeneralServiceException', is: 'terminal' });
  });
});
