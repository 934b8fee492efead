/** What Auto Scaling answers of the groups that EKS made. */
import type {
  DescribeAutoScalingGroupsCommandInput,
  DescribeScalingActivitiesCommandInput,
} from '@aws-sdk/client-auto-scaling';
import type { Account, WorldNodegroup } from './account';
import { instancesOf } from './auto-scaling';
import { AwsError } from './aws-error';
import type { Call } from './store';

/** A group that is not there is missing from the answer (API_DescribeAutoScalingGroups). */
export function describeAutoScalingGroups(
  account: Account,
  { AutoScalingGroupNames = [] }: DescribeAutoScalingGroupsCommandInput,
  call: Call,
) {
  const groups = [...account.nodegroups.seenBy(call).values()].filter(({ autoScalingGroup }) =>
    AutoScalingGroupNames.includes(autoScalingGroup),
  );
  return { AutoScalingGroups: groups.map((each) => shown(account, each)) };
}

/** The newest first; of a group that is not there AWS answers an error. */
export function describeScalingActivities(
  account: Account,
  { AutoScalingGroupName = '' }: DescribeScalingActivitiesCommandInput,
  call: Call,
) {
  const groups = [...account.nodegroups.seenBy(call).values()];
  if (!groups.some(({ autoScalingGroup }) => autoScalingGroup === AutoScalingGroupName)) {
    throw new AwsError('ValidationError', 'Group AutoScalingGroup name not found - null');
  }
  const activities = account.scalingActivities
    .filter(({ autoScalingGroup }) => autoScalingGroup === AutoScalingGroupName)
    .map(({ id, at, statusCode, statusMessage, description }) => ({
      ActivityId: id,
      AutoScalingGroupName,
      Description: description,
      Cause: `At ${at.toISOString()} an instance was started in response to a difference between desired and actual capacity.`,
      StartTime: at,
      StatusCode: statusCode,
      StatusMessage: statusMessage,
    }));
  return { Activities: activities.reverse() };
}

function shown(account: Account, nodegroup: WorldNodegroup) {
  const { autoScalingGroup, scalingConfig, copyTemplateId, subnets } = nodegroup;
  const copy = account.templates.get(copyTemplateId ?? '');
  const used = copy && {
    LaunchTemplateId: copy.id,
    LaunchTemplateName: copy.name,
    Version: String(copy.latestVersion),
  };
  const { mixedInstancesPolicy } = account.assumptions;
  return {
    AutoScalingGroupName: autoScalingGroup,
    MinSize: scalingConfig.minSize,
    MaxSize: scalingConfig.maxSize,
    DesiredCapacity: scalingConfig.desiredSize,
    DefaultCooldown: 300,
    AvailabilityZones: subnets.flatMap((id) => account.subnets.get(id)?.zone ?? []),
    HealthCheckType: 'EC2',
    CreatedTime: nodegroup.createdAt,
    Instances: instancesOf(account, nodegroup).map(({ id, state, instanceType }) => ({
      InstanceId: id,
      InstanceType: instanceType,
      AvailabilityZone: account.subnets.get(subnets[0] ?? '')?.zone,
      LifecycleState: state === 'running' ? 'InService' : 'Pending',
      HealthStatus: 'Healthy',
      ProtectedFromScaleIn: false,
    })),
    ...(mixedInstancesPolicy
      ? { MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: used } } }
      : { LaunchTemplate: used }),
  };
}
