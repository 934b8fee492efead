import fc from 'fast-check';
import { attributesOf, bodyOf, cut } from '../../src/custom-resource/protocol/response';

const EVENT = {
  ResponseURL: 'https://a.example',
  StackId: 's'.repeat(512),
  RequestId: 'r'.repeat(128),
  LogicalResourceId: 'l'.repeat(255),
};

test('has at most 4,096 bytes, whatever the reason', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 5000 }),
        fc.string({
          unit: fc.constantFrom('"', '\\', '\n', '\u{1f642}', '\ud800'),
          maxLength: 3000,
        }),
      ),
      fc.string({ maxLength: 1024 }),
      (Reason, PhysicalResourceId) => {
        const body = bodyOf(EVENT, { Status: 'FAILED', Reason, PhysicalResourceId });
        expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4096);
        const { Reason: reported, ...rest } = JSON.parse(body);
        expect(reported).not.toBe('');
        const { ResponseURL: _, ...echoed } = EVENT;
        expect(rest).toEqual({ ...echoed, Status: 'FAILED', PhysicalResourceId });
      },
    ),
    { numRuns: 500 },
  );
});

test('the reason gives way to an id that takes more bytes than characters', () => {
  const answer = {
    Status: 'FAILED',
    Reason: '"'.repeat(2000),
    PhysicalResourceId: '"'.repeat(1024),
  };
  const body = bodyOf(EVENT, answer as Parameters<typeof bodyOf>[1]);
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4096);
  expect(JSON.parse(body)).toMatchObject({
    Reason: expect.stringMatching(/^"{100,}… The whole message is in the log of the provider\.$/),
  });
});

test('a text is cut between two characters', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.nat({ max: 500 }),
      (text, bytes) => {
        const short = cut(text, bytes);
        expect(Buffer.byteLength(short)).toBeLessThanOrEqual(bytes);
        expect(text.replace(/\p{Cc}/gu, ' ').startsWith(short)).toBe(true);
        // nothing that would have fitted is missing
        const next = [...text].slice([...short].length)[0];
        if (next) expect(Buffer.byteLength(short + next)).toBeGreaterThan(bytes);
      },
    ),
  );
});

test('gives every attribute of a model, lists as lists', () => {
  const model = {
    Id: 'c/n/0123456789ab',
    Name: 'n',
    NodegroupName: 'n',
    EfaInterfaceCount: '32',
    NodeSubnets: ['subnet-1', 'subnet-2'],
    ClusterName: 'c',
    Labels: { a: 'b' },
  };
  expect(attributesOf(model)).toEqual({
    Id: 'c/n/0123456789ab',
    Name: 'n',
    NodegroupName: 'n',
    EfaInterfaceCount: '32',
    NodeSubnets: ['subnet-1', 'subnet-2'],
  });
});

test('the longest attributes that AWS gives fit beside the longest reason', () => {
  const long = (length: number) => 'x'.repeat(length);
  const Data = attributesOf({
    Id: long(178),
    Name: long(63),
    NodegroupName: long(63),
    Arn: long(280),
    AvailabilityZone: long(20),
    AvailabilityZoneId: long(20),
    NodeSubnets: Array(16).fill(long(24)),
    PlacementGroupName: long(80),
    PlacementGroupId: long(24),
    PlacementGroupArn: long(160),
    EfaSecurityGroupId: long(24),
    LaunchTemplateId: long(24),
    LaunchTemplateVersion: '999',
    AutoScalingGroupName: long(120),
    EfaInterfaceCount: '32',
    NetworkInterfaceCount: '32',
    Status: 'DEGRADED',
  });
  const answer = {
    Status: 'SUCCESS',
    Reason: long(2000),
    PhysicalResourceId: long(178),
    Data,
  } as const;
  const body = bodyOf(EVENT, answer);
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4096);
  expect(JSON.parse(body).Data).toEqual(Data);
});
