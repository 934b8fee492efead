const { CloudWatchClient, PutMetricDataCommand } = require('@aws-sdk/client-cloudwatch');
const sdkV2Service = require('../service');

module.exports = sdkV2Service('cloudwatch', CloudWatchClient, {
  putMetricData: PutMetricDataCommand,
});
