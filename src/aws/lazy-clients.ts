/**
 * The calls of SDK clients that few invocations need. They are a separate file of the bundle, which is loaded at the
 * first of these calls (scripts/bundle/split.mjs); only clients.ts may load this module, and only late.
 */
import {
  AutoScalingClient,
  type AutoScalingClientConfig,
  DescribeAutoScalingGroupsCommand,
  type DescribeAutoScalingGroupsCommandInput,
  type DescribeAutoScalingGroupsCommandOutput,
  DescribeScalingActivitiesCommand,
  type DescribeScalingActivitiesCommandInput,
  type DescribeScalingActivitiesCommandOutput,
} from '@aws-sdk/client-auto-scaling';
import {
  ListGroupResourcesCommand,
  type ListGroupResourcesCommandInput,
  type ListGroupResourcesCommandOutput,
  ResourceGroupsClient,
  type ResourceGroupsClientConfig,
} from '@aws-sdk/client-resource-groups';
import { limited, type Remaining } from './time-limit';

export interface LazyClients {
  describeAutoScalingGroups(
    input: DescribeAutoScalingGroupsCommandInput,
  ): Promise<DescribeAutoScalingGroupsCommandOutput>;
  describeScalingActivities(
    input: DescribeScalingActivitiesCommandInput,
  ): Promise<DescribeScalingActivitiesCommandOutput>;
  listGroupResources(
    input: ListGroupResourcesCommandInput,
  ): Promise<ListGroupResourcesCommandOutput>;
}

/** Endpoints are the SDK's own: AWS_ENDPOINT_URL_AUTO_SCALING and AWS_ENDPOINT_URL_RESOURCE_GROUPS, where they are set. */
export function makeLazyClients(
  config: AutoScalingClientConfig & ResourceGroupsClientConfig,
  remaining: Remaining,
): LazyClients {
  const autoScaling = limited(new AutoScalingClient(config), remaining);
  const resourceGroups = limited(new ResourceGroupsClient(config), remaining);
  return {
    describeAutoScalingGroups: (input) =>
      autoScaling.send(new DescribeAutoScalingGroupsCommand(input)),
    describeScalingActivities: (input) =>
      autoScaling.send(new DescribeScalingActivitiesCommand(input)),
    listGroupResources: (input) => resourceGroups.send(new ListGroupResourcesCommand(input)),
  };
}
