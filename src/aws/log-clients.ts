/** What provider-services.ts loads; only that may load this module, and only late. */
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';

export const cloudWatch = {
  Client: CloudWatchClient,
  commands: { putMetricData: PutMetricDataCommand },
};

export const cloudWatchLogs = {
  Client: CloudWatchLogsClient,
  commands: {
    describeLogGroups: DescribeLogGroupsCommand,
    createLogGroup: CreateLogGroupCommand,
    createLogStream: CreateLogStreamCommand,
    describeLogStreams: DescribeLogStreamsCommand,
    putLogEvents: PutLogEventsCommand,
  },
};
