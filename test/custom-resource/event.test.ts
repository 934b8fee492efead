import { invalidReason, isAnswerable, placeOf } from '../../src/custom-resource/protocol/event';
import { mayAnswer, signedAtEpochSeconds } from '../../src/custom-resource/protocol/response-url';

const BUCKET = bucketOf('useast1');

function bucketOf(region: string): string {
  return `cloudformation-custom-resource-response-${region}`;
}

describe('a ResponseURL', () => {
  test.each([
    ['us-east-1', `https://${BUCKET}.s3.amazonaws.com/x?X-Amz-Signature=y`],
    ['us-east-1', `https://${BUCKET}.s3.us-east-1.amazonaws.com/x`],
    ['us-east-1', `https://${BUCKET}.s3.dualstack.us-east-1.amazonaws.com/x`],
    ['us-east-1', `https://s3.us-east-1.amazonaws.com/${BUCKET}/x`],
    ['us-east-1', `https://s3.amazonaws.com/${BUCKET}/x`],
    ['eu-west-1', `https://${bucketOf('euwest1')}.s3-eu-west-1.amazonaws.com/x`],
    ['ap-northeast-1', `https://${bucketOf('apnortheast1')}.s3-ap-northeast-1.amazonaws.com/x`],
    ['us-gov-west-1', `https://${bucketOf('usgovwest1')}.s3-fips.us-gov-west-1.amazonaws.com/x`],
    ['cn-north-1', `https://${bucketOf('cnnorth1')}.s3.cn-north-1.amazonaws.com.cn/x`],
    ['eusc-de-east-1', `https://${bucketOf('euscdeeast1')}.s3.eusc-de-east-1.amazonaws.eu/x`],
  ])('of CloudFormation in %s may be answered: %s', (region, url) => {
    expect(mayAnswer(url, region)).toBe(true);
  });

  test.each([
    `http://${BUCKET}.s3.amazonaws.com/x`,
    `https://${BUCKET}.s3.amazonaws.com:8443/x`,
    `https://user:password@${BUCKET}.s3.amazonaws.com/x`,
    `https://${BUCKET}.s3.amazonaws.com.example.com/x`,
    `https://${BUCKET}.s3.evil.example/x`,
    `https://${BUCKET}.s3.amazonaws.com.evil.example/x`,
    `https://${BUCKET}.s3-evil.amazonaws.com/x`,
    `https://${BUCKET}.s3.amazonaws.com./x`,
    `https://${BUCKET}s3.amazonaws.com/x`,
    `https://example.com/${BUCKET}.s3.amazonaws.com`,
    `https://${BUCKET}.s3.amazonaws.com@example.com/x`,
    'https://mine.s3.amazonaws.com/x',
    `https://mine.s3.amazonaws.com/${BUCKET}/x`,
    `https://mine-${BUCKET}.s3.amazonaws.com/x`,
    'https://s3.us-east-1.amazonaws.com/mine/x',
    // buckets that anybody may have: the prefix alone says nothing
    `https://${bucketOf('foo')}.s3.amazonaws.com/x`,
    `https://${bucketOf('useast1x')}.s3.us-east-1.amazonaws.com/x`,
    `https://${BUCKET}-mine.s3.amazonaws.com/x`,
    `https://${BUCKET}.mine.s3.amazonaws.com/x`,
    `https://s3.us-east-1.amazonaws.com/${bucketOf('foo')}/x`,
    `https://s3.us-east-1.amazonaws.com/${BUCKET}-mine/x`,
    `https://s3.us-east-1.amazonaws.com/${BUCKET}/../mine/x`,
    `https://s3.us-east-1.amazonaws.com/${BUCKET}`,
    // in a spelling that two readers may understand differently
    `https://s3.us-east-1.amazonaws.com/${BUCKET}/%2e%2e/mine/x`,
    `https://s3.us-east-1.amazonaws.com/${BUCKET}/%2e%2e%2fmine/x`,
    `https://s3.us-east-1.amazonaws.com/${BUCKET}%2Fx`,
    `https://s3.us-east-1.amazonaws.com/${BUCKET}/%5c..%5cmine`,
    `https://${BUCKET}.s3.us-east-1.amazonaws.com/x%0d%0aHost:mine`,
    `https://${BUCKET}.s3.us-east-1.amazonaws.com/%252e%252e/x`,
    `https://${BUCKET}.s3.us-east-1.amazonaws.com//mine/x`,
    `https://${BUCKET}.s3-accelerate.amazonaws.com/x`,
    `https://${BUCKET}.s3-accelerate.dualstack.amazonaws.com/x`,
    `https://${BUCKET}.s3-website.us-east-1.amazonaws.com/x`,
    `https://${BUCKET}.s3-control.us-east-1.amazonaws.com/x`,
    `https://${BUCKET}.s3-accesspoint.us-east-1.amazonaws.com/x`,
    // of another Region, partition or kind of endpoint
    `https://${bucketOf('uswest2')}.s3.us-west-2.amazonaws.com/x`,
    `https://${BUCKET}.s3.us-west-2.amazonaws.com/x`,
    `https://${BUCKET}.s3.us-east-1.amazonaws.com.cn/x`,
    `https://${BUCKET}.s3-website-us-east-1.amazonaws.com/x`,
    `https://${BUCKET}.s3-object-lambda.us-east-1.amazonaws.com/x`,
    'https://ec2.amazonaws.com/x',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'no URL',
    '',
  ])('of anybody else may not: %s', (url) => {
    expect(mayAnswer(url, 'us-east-1')).toBe(false);
  });

  test('on the host of AWS_ENDPOINT_URL may not: what is shipped knows CloudFormation alone', () => {
    process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:4566';
    try {
      expect(mayAnswer('http://127.0.0.1:4566/_aws/cfn-response/token', 'us-east-1')).toBe(false);
      expect(mayAnswer('https://127.0.0.1:4566/_aws/cfn-response/token', 'us-east-1')).toBe(false);
    } finally {
      delete process.env.AWS_ENDPOINT_URL;
    }
  });

  test.each([
    ['us-gov-west-1', `https://${bucketOf('usgovwest1')}.s3.us-gov-west-1.amazonaws.com/x`, true],
    // the commercial partition's, where anybody may have a bucket of that name
    ['us-gov-west-1', `https://${bucketOf('usgovwest1')}.s3.amazonaws.com/x`, false],
    ['us-gov-west-1', `https://s3.amazonaws.com/${bucketOf('usgovwest1')}/x`, false],
    ['cn-north-1', `https://${bucketOf('cnnorth1')}.s3.amazonaws.com/x`, false],
    ['us-iso-east-1', `https://${bucketOf('usisoeast1')}.s3.us-iso-east-1.c2s.ic.gov/x`, true],
    [
      'us-isob-east-1',
      `https://${bucketOf('usisobeast1')}.s3.us-isob-east-1.sc2s.sgov.gov/x`,
      true,
    ],
    [
      'us-isof-south-1',
      `https://${bucketOf('usisofsouth1')}.s3.us-isof-south-1.csp.hci.ic.gov/x`,
      true,
    ],
    [
      'eu-isoe-west-1',
      `https://${bucketOf('euisoewest1')}.s3.eu-isoe-west-1.cloud.adc-e.uk/x`,
      true,
    ],
    ['us-iso-east-1', `https://${bucketOf('usisoeast1')}.s3.us-iso-east-1.amazonaws.com/x`, false],
  ])('in %s, of its own partition alone: %s', (region, url, may) => {
    expect(mayAnswer(url, region)).toBe(may);
  });

  it('says when it was signed', () => {
    const at = (date: string) => signedAtEpochSeconds(`https://a.example/?X-Amz-Date=${date}&b=c`);
    expect(at('20260102T030405Z')).toBe(Date.UTC(2026, 0, 2, 3, 4, 5) / 1000);
    expect(at('20261302T030405Z')).toBeUndefined();
    expect(at('yesterday')).toBeUndefined();
    expect(signedAtEpochSeconds('https://a.example/?Expires=1')).toBeUndefined();
  });
});

const PLACE = placeOf({
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:provider:live',
});
const EVENT = {
  RequestType: 'Update',
  ResponseURL: `https://${BUCKET}.s3.amazonaws.com/x`,
  StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/name/uuid',
  RequestId: 'request',
  LogicalResourceId: 'Nodes',
  ResourceType: 'Custom::EksEfaNodeGroup',
  PhysicalResourceId: 'training/nodes/0123456789ab',
  ResourceProperties: {},
  OldResourceProperties: {},
} as const;

const IRELAND = `https://${bucketOf('euwest1')}.s3.eu-west-1.amazonaws.com/x`;
/** A bucket that anybody may have, named after a Region that does not exist. */
const FORGED = {
  ResponseURL: `https://${bucketOf('foo')}.s3.amazonaws.com/x`,
  StackId: EVENT.StackId.replace('us-east-1', 'foo'),
};

test("the place is Lambda's own word", () => {
  expect(PLACE).toEqual({ accountId: '123456789012', region: 'us-east-1' });
});

test('a request of CloudFormation is taken', () => {
  expect(isAnswerable(EVENT, PLACE)).toBe(true);
  expect(invalidReason(EVENT, PLACE)).toBeUndefined();
  const govCloud = {
    ...EVENT,
    StackId: 'arn:aws-us-gov:cloudformation:us-gov-west-1:123456789012:stack/name/uuid',
  };
  const there = { accountId: '123456789012', region: 'us-gov-west-1' };
  expect(invalidReason(govCloud, there)).toBeUndefined();
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['a text', 'event'],
  ['a list', [EVENT]],
  ['no RequestId', { ...EVENT, RequestId: '' }],
  ['a RequestId that is no text', { ...EVENT, RequestId: { $ne: 1 } }],
  ['a LogicalResourceId of a kilobyte', { ...EVENT, LogicalResourceId: 'a'.repeat(1024) }],
  ['no StackId', { ...EVENT, StackId: undefined }],
  ['the bucket of another Region', { ...EVENT, ResponseURL: IRELAND }],
  ['a bucket of the Region that StackId lies', { ...EVENT, ...FORGED }],
  ['a URL of somebody else', { ...EVENT, ResponseURL: 'https://example.com' }],
])('%s cannot be answered', (_what, event) => {
  expect(isAnswerable(event, PLACE)).toBe(false);
});

test.each<[string, object]>([
  ['StackId', { StackId: EVENT.StackId.replace('123456789012', '210987654321') }],
  ['StackId', { StackId: EVENT.StackId.replace('us-east-1', 'us-east-2') }],
  ['StackId', { StackId: 'name' }],
  ['RequestType', { RequestType: 'update' }],
  ['RequestType', { RequestType: ['Update'] }],
  ['ResourceType', { ResourceType: 'Efa::EKS::NodeGroup' }],
  ['LogicalResourceId', { LogicalResourceId: 'a/b' }],
  ['PhysicalResourceId', { PhysicalResourceId: undefined }],
  ['PhysicalResourceId', { PhysicalResourceId: 'a'.repeat(1025) }],
  ['ResourceProperties', { ResourceProperties: null }],
  ['OldResourceProperties', { OldResourceProperties: [] }],
])('a lie in %s is refused by its name: %j', (field, change) => {
  expect(invalidReason({ ...EVENT, ...change } as typeof EVENT, PLACE)).toMatch(
    new RegExp(`^${field}: `),
  );
});
