import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import '../../src/aws/provider-services';

// The CloudFormation runtime library calls the shim as untyped JavaScript; so does this test.
const load = (path: string) => require(path) as new (configuration?: object) => Service;
const CloudWatchLogs = load('aws-sdk/clients/cloudwatchlogs');
const CloudWatch = load('aws-sdk/clients/cloudwatch');
const S3 = load('aws-sdk/clients/s3');

interface Service {
  serviceIdentifier: string;
  makeRequest(operation: string, input?: object): Request;
}
interface Request {
  httpRequest: { headers: Record<string, string> };
  on(event: string, listener: () => void): Request;
  promise(): Promise<object>;
}
interface Sent {
  hostname: string;
  headers: Record<string, string>;
  body: Uint8Array;
}

const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'example',
  sessionToken: 'token',
};
const configuration = { credentials, region: 'eu-north-1', maxAttempts: 1 };

/** An SDK v3 request handler that keeps what it was given and answers with `status` and `body`. */
function answering(status: number, body: object) {
  const sent: Sent[] = [];
  const handle = async (request: Sent) => {
    sent.push(request);
    const headers = { 'content-type': 'application/x-amz-json-1.1' };
    return {
      response: { statusCode: status, headers, body: Buffer.from(JSON.stringify(body)) },
    };
  };
  return { sent, requestHandler: { handle } };
}

test('is found under the name aws-sdk, and is ours', () => {
  const folder = realpathSync(dirname(require.resolve('aws-sdk/package.json')));
  expect(folder).toBe(realpathSync(join(__dirname, '../../shims/aws-sdk')));
  expect(existsSync(join(folder, 'dist'))).toBe(false);
});

test('has every file that the runtime library requires', () => {
  for (const name of ['all', 'cloudwatch', 'cloudwatchlogs', 's3']) {
    expect(() => require(`aws-sdk/clients/${name}`)).not.toThrow();
  }
});

describe('a request', () => {
  it('goes to the given Region, signed with the given credentials', async () => {
    const { sent, requestHandler } = answering(200, { logGroups: [] });
    const service = new CloudWatchLogs({ ...configuration, requestHandler });
    expect(service.serviceIdentifier).toBe('cloudwatchlogs');
    await expect(service.makeRequest('describeLogGroups', {}).promise()).resolves.toEqual({
      logGroups: [],
    });
    expect(sent[0]?.hostname).toBe('logs.eu-north-1.amazonaws.com');
    expect(sent[0]?.headers['x-amz-security-token']).toBe('token');
    expect(sent[0]?.headers['x-amz-target']).toBe('Logs_20140328.DescribeLogGroups');
  });

  it('leaves null and undefined members out, as SDK v2 did', async () => {
    const { sent, requestHandler } = answering(200, {});
    const input = {
      logGroupName: 'group',
      logStreamName: 'stream',
      logEvents: [{ timestamp: 1, message: 'line' }],
      sequenceToken: null,
      entity: undefined,
    };
    const service = new CloudWatchLogs({ ...configuration, requestHandler });
    await service.makeRequest('putLogEvents', input).promise();
    const { sequenceToken: _, entity: __, ...expected } = input;
    expect(JSON.parse(new TextDecoder().decode(sent[0]?.body))).toEqual(expected);
  });

  it('sends the headers that a build listener sets', async () => {
    const { sent, requestHandler } = answering(200, {});
    const service = new CloudWatchLogs({ ...configuration, requestHandler });
    const request = service.makeRequest('putLogEvents', { logGroupName: 'group' });
    request.on('build', () => {
      request.httpRequest.headers['X-Amzn-Logs-Format'] = 'json/emf';
    });
    await request.promise();
    const headers = Object.entries(sent[0]?.headers ?? {});
    const format = headers.filter(([name]) => name.toLowerCase() === 'x-amzn-logs-format');
    expect(format.map(([, value]) => value)).toEqual(['json/emf']);
  });

  it('calls no listener of another event', async () => {
    const { requestHandler } = answering(200, {});
    const request = new CloudWatchLogs({ ...configuration, requestHandler }).makeRequest(
      'describeLogGroups',
    );
    const listener = jest.fn();
    await request.on('complete', listener).promise();
    expect(listener).not.toHaveBeenCalled();
  });
});

describe('an error', () => {
  it('has the AWS code as code, and no retryable', async () => {
    const { requestHandler } = answering(400, {
      __type: 'ResourceAlreadyExistsException',
      message: 'The specified log group already exists',
    });
    const service = new CloudWatchLogs({ ...configuration, requestHandler });
    const error = await service
      .makeRequest('createLogGroup', { logGroupName: 'group' })
      .promise()
      .catch((thrown: { retryable?: unknown }) => thrown);
    expect(error).toMatchObject({ code: 'ResourceAlreadyExistsException' });
    expect(error).not.toHaveProperty('retryable');
  });

  it('of a metric that cannot be delivered has no retryable either', async () => {
    const requestHandler = {
      handle: async () => {
        throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
      },
    };
    const service = new CloudWatch({ ...configuration, requestHandler });
    const metric = { Namespace: 'AWS', MetricData: [{ MetricName: 'x', Value: 1 }] };
    const error = await service
      .makeRequest('putMetricData', metric)
      .promise()
      .catch((thrown: { retryable?: unknown }) => thrown);
    expect(error).toMatchObject({ code: 'ENOTFOUND' });
    expect(error).not.toHaveProperty('retryable');
  });

  it('of a service that does not answer in time is not waited for again', async () => {
    const handle = jest.fn(async () => {
      throw Object.assign(new Error('no answer'), { name: 'TimeoutError' });
    });
    const service = new CloudWatchLogs({ ...configuration, requestHandler: { handle } });
    for (const operation of ['describeLogGroups', 'putLogEvents']) {
      await expect(service.makeRequest(operation).promise()).rejects.toThrow('no answer');
    }
    expect(handle).toHaveBeenCalledTimes(1);
  });

  it('of a service that answers and never ends is not waited for', async () => {
    const signals: AbortSignal[] = [];
    const timeout = jest.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
      expect(milliseconds).toBeLessThanOrEqual(4_000);
      return AbortSignal.abort();
    });
    const handle = jest.fn(
      async (_request: Sent, { abortSignal }: { abortSignal: AbortSignal }) => {
        signals.push(abortSignal);
        throw Object.assign(new Error('aborted'), { name: 'AbortError' });
      },
    );
    const service = new CloudWatchLogs({ ...configuration, requestHandler: { handle } });
    for (const operation of ['describeLogGroups', 'putLogEvents']) {
      await expect(service.makeRequest(operation).promise()).rejects.toThrow(/abort/i);
    }
    expect(signals.length).toBeLessThanOrEqual(1);
    timeout.mockRestore();
  });

  it('is what a request gets that comes when the invocation should end', async () => {
    const { sent, requestHandler } = answering(200, {});
    const now = jest.spyOn(Date, 'now');
    const service = new CloudWatchLogs({ ...configuration, requestHandler });
    await service.makeRequest('putLogEvents', {}).promise();
    const begun = Date.now();
    now.mockReturnValue(begun + 44_001);
    await expect(service.makeRequest('putLogEvents', {}).promise()).rejects.toThrow('about to end');
    expect(sent).toHaveLength(1);
    now.mockRestore();
  });

  it('names an operation that the shim does not have', async () => {
    const service = new CloudWatchLogs(configuration);
    await expect(service.makeRequest('deleteLogGroup').promise()).rejects.toThrow(
      'cloudwatchlogs.deleteLogGroup is not in the aws-sdk shim',
    );
  });
});

test('a service that nothing provides cannot be made', () => {
  const sdkV2Service = require('aws-sdk/service') as (name: string) => typeof CloudWatch;
  const Unknown = sdkV2Service('dynamodb');
  expect(() => new Unknown(configuration)).toThrow('nothing provides dynamodb to the aws-sdk shim');
});

test.each([
  ['cloudwatch', CloudWatch, ['putMetricData']],
  [
    'cloudwatchlogs',
    CloudWatchLogs,
    [
      'describeLogGroups',
      'createLogGroup',
      'createLogStream',
      'describeLogStreams',
      'putLogEvents',
    ],
  ],
])('%s has every operation that the runtime library calls', async (_, Service, operations) => {
  for (const operation of operations) {
    const { sent, requestHandler } = answering(400, { __type: 'Refused' });
    const service = new Service({ ...configuration, requestHandler });
    await service
      .makeRequest(operation, { MetricData: [] })
      .promise()
      .catch(() => undefined);
    expect([operation, sent.length]).toEqual([operation, 1]);
  }
});

test('S3 succeeds without a request', async () => {
  const { sent, requestHandler } = answering(200, {});
  const service = new S3({ ...configuration, requestHandler });
  const request = service.makeRequest('putObject', { Bucket: 'b', Key: 'k' });
  await expect(request.on('build', () => undefined).promise()).resolves.toEqual({});
  expect(sent).toEqual([]);
});
