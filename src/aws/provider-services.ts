/** The SDK clients with which the runtime library writes the provider's logs and metrics, in place of SDK v2's. */
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { provide } from 'aws-sdk/service';

provide('cloudwatch', CloudWatchClient, { putMetricData: PutMetricDataCommand });
provide('cloudwatchlogs', CloudWatchLogsClient, {
  describeLogGroups: DescribeLogGroupsCommand,
  createLogGroup: CreateLogGroupCommand,
  createLogStream: CreateLogStreamCommand,
  describeLogStreams: DescribeLogStreamsCommand,
  putLogEvents: PutLogEventsCommand,
});
