import { invalidReason, isAnswerable, placeOf } from '../../src/custom-resource/protocol/event';
import { mayAnswer, signedAtEpochSeconds } from '../../src/custom-resource/protocol/response-url';

const BUCKET = 'cloudformation-custom-resource-response-useast1';

describe('a ResponseURL', () => {
  test.each([
    `https://${BUCKET}.s3.amazonaws.com/x?X-Amz-Signature=y`,
    'https://cloudformation-custom-resource-response-euwest1.s3-eu-west-1.amazonaws.com/x',
    'https://cloudformation-custom-resource-response-useast1.s3.us-east-1.amazonaws.com/x',
    'https://cloudformation-custom-resource-response-cnnorth1.s3.cn-north-1.amazonaws.com.cn/x',
    'https://cloudformation-custom-resource-response-useast1.s3.dualstack.us-east-1.amazonaws.com/x',
    `https://s3.us-west-2.amazonaws.com/${BUCKET}/x`,
  ])('of CloudFormation may be answered: %s', (url) => {
    expect(mayAnswer(url, undefined)).toBe(true);
  });

  test.each([
    `http://${BUCKET}.s3.amazonaws.com/x`,
    `https://${BUCKET}.s3.amazonaws.com:8443/x`,
    `https://user:password@${BUCKET}.s3.amazonaws.com/x`,
    `https://${BUCKET}.s3.amazonaws.com.example.com/x`,
    `https://example.com/${BUCKET}.s3.amazonaws.com`,
    `https://${BUCKET}.s3.amazonaws.com@example.com/x`,
    'https://mine.s3.amazonaws.com/x',
    `https://mine.s3.amazonaws.com/${BUCKET}/x`,
    `https://mine-${BUCKET}.s3.amazonaws.com/x`,
    'https://s3.us-east-1.amazonaws.com/mine/x',
    'https://ec2.amazonaws.com/x',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'no URL',
    '',
  ])('of anybody else may not: %s', (url) => {
    expect(mayAnswer(url, undefined)).toBe(false);
  });

  it('on the host of the endpoint variable may be answered while that is set', () => {
    const url = 'http://127.0.0.1:4566/_aws/cfn-response/token';
    expect(mayAnswer(url, 'http://127.0.0.1:4566')).toBe(true);
    expect(mayAnswer(url, 'http://127.0.0.1:4567')).toBe(false);
    expect(mayAnswer(url, undefined)).toBe(false);
    expect(mayAnswer(url, 'no URL')).toBe(false);
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

test("the place is Lambda's own word", () => {
  expect(PLACE).toEqual({ accountId: '123456789012', region: 'us-east-1' });
});

test('a request of CloudFormation is taken', () => {
  expect(isAnswerable(EVENT)).toBe(true);
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
  ['a URL of somebody else', { ...EVENT, ResponseURL: 'https://example.com' }],
])('%s cannot be answered', (_what, event) => {
  expect(isAnswerable(event)).toBe(false);
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
