const logs = require('@aws-sdk/client-cloudwatch-logs');
const sdkV2Service = require('../service');

module.exports = sdkV2Service('cloudwatchlogs', logs.CloudWatchLogsClient, {
  describeLogGroups: logs.DescribeLogGroupsCommand,
  createLogGroup: logs.CreateLogGroupCommand,
  createLogStream: logs.CreateLogStreamCommand,
  describeLogStreams: logs.DescribeLogStreamsCommand,
  putLogEvents: logs.PutLogEventsCommand,
});
