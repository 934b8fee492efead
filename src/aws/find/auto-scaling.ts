/** Reads the Auto Scaling group of a node group: what it launches nodes from, and why a launch failed. */

import type { AutoScalingGroup, LaunchTemplateSpecification } from '@aws-sdk/client-auto-scaling';
import type { LaunchTemplateVersion } from '@aws-sdk/client-ec2';
import type { Nodegroup } from '@aws-sdk/client-eks';
import { flattenReservation } from '../../core/capacity/section';
import { AwsCallError, awsText, classify, describeAwsError } from '../../core/model/errors';
import type { Environment, TemplateContent, TemplateCopy } from '../../core/model/facts';
import { reservationOf } from '../../core/model/reservation';
import { type Clients, send } from '../clients';
import { findVersions } from './owned-resources';

/** EKS's own copy of the launch template, which the group names. `unreadable` where AWS refuses access. @throws AwsCallError */
export async function findUsedTemplate(
  clients: Clients,
  nodegroup: Nodegroup | undefined,
): Promise<TemplateCopy> {
  const name = nodegroup?.resources?.autoScalingGroups?.[0]?.name;
  if (!name) return { is: 'notVisible', why: 'EKS reports no Auto Scaling group' };
  try {
    const group = await findGroup(clients, name);
    const used = templateOf(group);
    if (!group || !used)
      return { is: 'notVisible', why: `Auto Scaling group ${name} has no launch template` };
    const { LaunchTemplateId = '', Version = '$Default' } = used;
    const template = `${LaunchTemplateId} version ${Version}`;
    const [version] = await findVersions(clients, { id: LaunchTemplateId }, Version);
    if (!version) return { is: 'notVisible', why: `EC2 reports no launch template ${template}` };
    const { LaunchTemplateData: data = {} } = version;
    return { is: 'read', template, data, ...contentOf(version), ...instanceCounts(group) };
  } catch (error) {
    if (!(error instanceof AwsCallError) || classify(error.aws).disposition !== 'fail') throw error;
    return { is: 'unreadable', why: describeAwsError(error.aws) };
  }
}

/**
 * Its size as Auto Scaling has it. A refusal is an error: without it a size could be sent that takes nodes away.
 * @throws AwsCallError
 */
export async function findScalingGroup(
  clients: Clients,
  nodegroup: Nodegroup | undefined,
): Promise<NonNullable<Environment['scalingGroup']>> {
  const name = nodegroup?.resources?.autoScalingGroups?.[0]?.name;
  const group = name ? await findGroup(clients, name) : undefined;
  const desiredCapacity = group?.DesiredCapacity;
  return desiredCapacity === undefined ? 'absent' : { desiredCapacity };
}

/** Of the version that the node group names. @throws AwsCallError */
export async function findOwnTemplate(
  clients: Clients,
  nodegroup: Nodegroup | undefined,
): Promise<TemplateContent | 'absent'> {
  const { id, version } = nodegroup?.launchTemplate ?? {};
  const [own] = id ? await findVersions(clients, { id }, version) : [];
  return own ? contentOf(own) : 'absent';
}

function contentOf({ LaunchTemplateData: data = {} }: LaunchTemplateVersion): TemplateContent {
  const reservation = reservationOf(flattenReservation(data));
  return {
    interfaces: data.NetworkInterfaces ?? [],
    ...(reservation !== undefined && { reservation }),
  };
}

/** A group that does not exist is missing from the answer (API_DescribeAutoScalingGroups). */
async function findGroup({ lazy }: Clients, name: string): Promise<AutoScalingGroup | undefined> {
  const answer = await send('autoscaling:DescribeAutoScalingGroups', name, async () =>
    (await lazy()).describeAutoScalingGroups({ AutoScalingGroupNames: [name] }),
  );
  return answer.AutoScalingGroups?.[0];
}

function instanceCounts({ DesiredCapacity, Instances = [] }: AutoScalingGroup) {
  const running = Instances.filter(({ LifecycleState }) => LifecycleState === 'InService');
  return {
    ...(DesiredCapacity !== undefined && { desired: DesiredCapacity }),
    inService: running.length,
  };
}

/** A group has one or the other (API_AutoScalingGroup). */
function templateOf(group: AutoScalingGroup | undefined): LaunchTemplateSpecification | undefined {
  return (
    group?.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification ??
    group?.LaunchTemplate
  );
}

/**
 * The message of the group's last activity if it failed since then; '' where none failed, or a later one succeeded.
 * @throws AwsCallError
 */
export async function scalingActivity(
  { lazy }: Clients,
  group: string,
  sinceEpochSeconds: number,
): Promise<string> {
  const answer = await send('autoscaling:DescribeScalingActivities', group, async () =>
    (await lazy()).describeScalingActivities({ AutoScalingGroupName: group }),
  );
  const [last] = (answer.Activities ?? [])
    .filter(({ StatusCode = '' }) => ['Failed', 'Cancelled', 'Successful'].includes(StatusCode))
    .map((activity) => ({ ...activity, at: activity.StartTime?.getTime() ?? 0 }))
    .filter(({ at }) => at >= sinceEpochSeconds * 1000)
    .sort((a, b) => b.at - a.at);
  return last && last.StatusCode !== 'Successful' ? awsText(last.StatusMessage ?? '') : '';
}
