/** Every error code of EC2 and EKS that means something of its own for the operation (their API references, error codes). health-codes.test.ts has those of node groups. */
import {
  AwsCallError,
  classify,
  type Disposition,
  describeAwsError,
  type HandlerErrorCode,
} from '../../../src/core/model/errors';

type Row = readonly [HandlerErrorCode, Disposition['disposition'], string];

const BY_CODE: readonly Row[] = [
  [
    'Throttling',
    'wait',
    'RequestLimitExceeded EC2ThrottledException Throttling ThrottlingException ThrottledException ThrottlingErrorOfSomeDay TooManyRequestsException',
  ],
  [
    'ServiceInternalError',
    'wait',
    'InternalError InternalFailure Unavailable ServiceUnavailable ServerException ServiceUnavailableException',
  ],
  [
    'NetworkFailure',
    'wait',
    'ECONNRESET ECONNREFUSED ETIMEDOUT EPIPE ENOTFOUND EAI_AGAIN EMFILE ENFILE EHOSTUNREACH ENETUNREACH EPROTO EADDRNOTAVAIL ENOBUFS EOFSOMEDAY HPE_INVALID_CONSTANT ERR_SSL_WRONG_VERSION_NUMBER ERR_TLS_HANDSHAKE_TIMEOUT ERR_STREAM_PREMATURE_CLOSE AbortError TimeoutError RequestTimeout',
  ],
  [
    'AccessDenied',
    'fail',
    'UnauthorizedOperation AccessDenied AccessDeniedException ForbiddenException UnauthorizedException OptInRequired Blocked PendingVerification',
  ],
  [
    'InvalidCredentials',
    'credentials',
    'AuthFailure InvalidClientTokenId IncompleteSignature SignatureDoesNotMatch MissingAuthenticationToken RequestExpired ExpiredToken ExpiredTokenException UnrecognizedClientException',
  ],
  [
    'InvalidRequest',
    'fail',
    'InvalidParameter InvalidParameterValue InvalidParameterCombination InvalidParameterDependency MissingParameter UnknownParameter ValidationError InvalidInstanceType Unsupported UnsupportedOperation InvalidSubnetID.NotFound InvalidSubnetID.OfSomeDay InvalidVpcID.NotFound InvalidVpcID.OfSomeDay InvalidAMIID.NotFound InvalidAMIID.OfSomeDay InvalidKeyPair.NotFound InvalidParameterException InvalidRequestException UnsupportedAvailabilityZoneException',
  ],
  [
    'AlreadyExists',
    'exists',
    'InvalidGroup.Duplicate InvalidPlacementGroup.Duplicate InvalidLaunchTemplateName.AlreadyExistsException InvalidThing.Duplicate InvalidThing.AlreadyExistsException',
  ],
  [
    'NotFound',
    'fail',
    'InvalidGroup.NotFound InvalidPlacementGroup.Unknown InvalidPlacementGroupId.NotFound InvalidLaunchTemplateId.NotFound InvalidLaunchTemplateId.VersionNotFound InvalidLaunchTemplateName.NotFoundException InvalidLaunchTemplateOfSomeDay.NotFound ResourceNotFoundException NotFoundException',
  ],
  [
    'ResourceConflict',
    'wait',
    'ResourceInUseException DependencyViolation InvalidGroup.InUse InvalidPlacementGroup.InUse IncorrectState ConcurrentTagAccess ResourcePropagationDelayException InvalidStateException',
  ],
  [
    'ServiceLimitExceeded',
    'fail',
    'PlacementGroupLimitExceeded SecurityGroupLimitExceeded RulesPerSecurityGroupLimitExceeded SecurityGroupsPerInterfaceLimitExceeded MaxTemplateLimitExceeded MaxTemplateVersionLimitExceeded TagLimitExceeded VcpuLimitExceeded ResourceLimitExceededException',
  ],
  [
    'GeneralServiceException',
    'fail',
    'ClientException SomethingOfSomeDay InvalidThing.Malformed NotThrottling',
  ],
  ['InternalFailure', 'fail', 'IdempotentParameterMismatch'],
  // who answers is not AWS, or its certificate is not what this machine trusts: that stays
  [
    'NetworkFailure',
    'fail',
    'CERT_HAS_EXPIRED SELF_SIGNED_CERT_IN_CHAIN DEPTH_ZERO_SELF_SIGNED_CERT UNABLE_TO_VERIFY_LEAF_SIGNATURE ERR_TLS_CERT_ALTNAME_INVALID',
  ],
  // of this program, not of the network
  ['GeneralServiceException', 'fail', 'ERR_INVALID_ARG_TYPE TypeError'],
];

function ruled(call: string, code: string, message = '', status?: number): string {
  const error = { call, resource: 'r', code, message, ...(status && { status }) };
  const { disposition, code: handlerCode } = classify(error);
  return `${disposition} ${handlerCode}`;
}

describe('a code of AWS, whatever the call', () => {
  const rows = BY_CODE.flatMap(([handlerCode, disposition, codes]) =>
    codes.split(' ').map((code) => [code, handlerCode, disposition] as const),
  );
  it.each(rows)('%s is %s (%s)', (code, handlerCode, disposition) => {
    for (const call of [
      'ec2:DescribeSubnets',
      'ec2:ModifyLaunchTemplate',
      'eks:UpdateNodegroupConfig',
    ]) {
      expect(ruled(call, code)).toBe(`${disposition} ${handlerCode}`);
    }
  });
});

describe('an HTTP status with a code that is not in the table', () => {
  it.each([
    [429, 'HTTP 429', 'wait Throttling'],
    [429, 'FaultOfSomeDay', 'wait Throttling'],
    [408, 'HTTP 408', 'wait NetworkFailure'],
    [200, 'HTTP 200', 'wait ServiceInternalError'],
    ...[500, 501, 502, 503, 504, 505, 507, 511, 520, 599].flatMap((status) =>
      [`HTTP ${status}`, 'FaultOfSomeDay', 'InvalidParameterOfSomeDay', 'Thing.Duplicate'].map(
        (code) => [status, code, 'wait ServiceInternalError'] as const,
      ),
    ),
    [503, 'ThrottlingOfSomeDay', 'wait Throttling'],
    [400, 'FaultOfSomeDay', 'fail GeneralServiceException'],
    [401, 'HTTP 401', 'fail AccessDenied'],
    [403, 'HTTP 403', 'fail AccessDenied'],
    [404, 'HTTP 404', 'fail GeneralServiceException'],
    // a code like one of Node's, from a service
    [400, 'EOFSOMEDAY', 'fail GeneralServiceException'],
  ] as const)('%i %s is %s', (status, code, expected) => {
    for (const call of ['ec2:DescribeSubnets', 'eks:CreateNodegroup']) {
      expect(ruled(call, code, '', status)).toBe(expected);
    }
  });

  it('does not change what a code of the table means', () => {
    expect(ruled('ec2:CreateSecurityGroup', 'RequestLimitExceeded', '', 503)).toBe(
      'wait Throttling',
    );
    expect(ruled('eks:CreateNodegroup', 'AccessDeniedException', '', 500)).toBe(
      'fail AccessDenied',
    );
    expect(ruled('ec2:DeleteSecurityGroup', 'InvalidGroup.NotFound', '', 500)).toMatch(/^done/);
  });
});

describe('a code that means something else for one call', () => {
  const NOT_FOUND = [
    'InvalidGroup.NotFound',
    'InvalidSecurityGroupID.NotFound',
    'InvalidGroupId.NotFound',
  ];
  it.each([
    [
      'a rule that is there already is done',
      'ec2:AuthorizeSecurityGroupIngress',
      'InvalidPermission.Duplicate',
      'done',
    ],
    [
      'an egress rule that is there already is done',
      'ec2:AuthorizeSecurityGroupEgress',
      'InvalidPermission.Duplicate',
      'done',
    ],
    [
      'a revoked rule is done',
      'ec2:RevokeSecurityGroupEgress',
      'InvalidPermission.NotFound',
      'done',
    ],
    ...NOT_FOUND.flatMap((code) =>
      ['Ingress', 'Egress'].map(
        (way) =>
          [
            'a group just created may not be visible yet',
            `ec2:AuthorizeSecurityGroup${way}`,
            code,
            'window NotFound',
          ] as const,
      ),
    ),
    [
      'a group just created may not be visible yet',
      'ec2:RevokeSecurityGroupEgress',
      'InvalidGroup.NotFound',
      'window NotFound',
    ],
    [
      'a group just created may not be visible yet',
      'ec2:CreateLaunchTemplate',
      'InvalidGroup.NotFound',
      'window NotFound',
    ],
    [
      'a group just created may not be visible yet',
      'ec2:CreateLaunchTemplateVersion',
      'InvalidGroup.NotFound',
      'window NotFound',
    ],
    ...['InvalidGroup.NotFound', 'InvalidPlacementGroupId.NotFound'].flatMap((code) =>
      ['ec2:CreateTags', 'ec2:DeleteTags'].map(
        (call) => ['what is tagged may be gone since', call, code, 'window NotFound'] as const,
      ),
    ),
    ...NOT_FOUND.map(
      (code) =>
        ['a group that is gone is deleted', 'ec2:DeleteSecurityGroup', code, 'done'] as const,
    ),
    [
      'a template that is gone is deleted',
      'ec2:DeleteLaunchTemplate',
      'InvalidLaunchTemplateId.NotFound',
      'done',
    ],
    [
      'a template that is gone is deleted',
      'ec2:DeleteLaunchTemplate',
      'InvalidLaunchTemplateName.NotFoundException',
      'done',
    ],
    [
      'a placement group that is gone is deleted',
      'ec2:DeletePlacementGroup',
      'InvalidPlacementGroup.Unknown',
      'done',
    ],
    [
      'a node group that is gone is deleted',
      'eks:DeleteNodegroup',
      'ResourceNotFoundException',
      'done',
    ],
    [
      'a group in use is waited for',
      'ec2:DeleteSecurityGroup',
      'DependencyViolation',
      'wait ResourceConflict',
    ],
    [
      'a placement group in use is waited for',
      'ec2:DeletePlacementGroup',
      'InvalidPlacementGroup.InUse',
      'wait ResourceConflict',
    ],
    [
      'a busy node group is waited for',
      'eks:DeleteNodegroup',
      'ResourceInUseException',
      'wait ResourceConflict',
    ],
    [
      'a taken name: an observation shows whose',
      'eks:CreateNodegroup',
      'ResourceInUseException',
      'exists AlreadyExists',
    ],
    [
      'a missing cluster is a bad request',
      'eks:CreateNodegroup',
      'ResourceNotFoundException',
      'fail InvalidRequest',
    ],
    [
      'a missing cluster is a bad request',
      'eks:CreateNodegroup',
      'NotFoundException',
      'fail InvalidRequest',
    ],
    [
      'too many node groups',
      'eks:CreateNodegroup',
      'ResourceLimitExceededException',
      'fail ServiceLimitExceeded',
    ],
    [
      'a service-linked role that is spreading',
      'eks:CreateNodegroup',
      'ResourcePropagationDelayException',
      'wait ResourceConflict',
    ],
    [
      'a busy node group is waited for',
      'eks:UpdateNodegroupVersion',
      'ResourceInUseException',
      'wait ResourceConflict',
    ],
    [
      'a throttled deletion is waited for',
      'ec2:DeleteSecurityGroup',
      'RequestLimitExceeded',
      'wait Throttling',
    ],
  ] as const)('%s: %s %s', (_name, call, code, expected) => {
    expect(ruled(call, code).startsWith(expected)).toBe(true);
  });
});

describe('one code, two causes, distinguished by its text', () => {
  it.each([
    [
      'a template that has not spread',
      'eks:CreateNodegroup',
      'Launch template could not be found',
      'window InvalidRequest',
    ],
    [
      'a version that has not spread',
      'eks:UpdateNodegroupVersion',
      'Launch template version 2 does not exist',
      'window InvalidRequest',
    ],
    [
      'a group that has not spread',
      'eks:CreateNodegroup',
      "The security group 'sg-1' does not exist",
      'window InvalidRequest',
    ],
    [
      'a placement group that has not spread',
      'eks:CreateNodegroup',
      'The Placement Group efa-x is unknown.',
      'window InvalidRequest',
    ],
    [
      'a role that cannot be assumed yet',
      'eks:CreateNodegroup',
      'Role arn:aws:iam::123456789012:role/nodes could not be assumed',
      'window InvalidRequest',
    ],
    [
      'a role that is missing from what names it',
      'eks:UpdateNodegroupConfig',
      'Error in role params',
      'fail InvalidRequest',
    ],
    [
      'a permission that is missing',
      'eks:CreateNodegroup',
      "Failed to create service linked role: AWSServiceRoleForAmazonEKSNodegroup due to missing permissions for 'iam:CreateServiceLinkedRole'",
      'fail InvalidRequest',
    ],
    [
      'bad input',
      'eks:CreateNodegroup',
      'Minimum capacity cannot be greater than desired size',
      'fail InvalidRequest',
    ],
    [
      'a bad launch template',
      'eks:CreateNodegroup',
      'Launch template with IamInstanceProfile is not supported',
      'fail InvalidRequest',
    ],
    [
      'the text in a call that names no template',
      'eks:UpdateNodegroupConfig',
      'Launch template could not be found',
      'fail InvalidRequest',
    ],
  ])('%s', (_name, call, message, expected) => {
    expect(ruled(call, 'InvalidParameterException', message)).toBe(expected);
    expect(ruled(call, 'InvalidRequestException', message)).toBe(expected);
  });
  it('the text counts for these two codes alone', () => {
    expect(
      ruled('eks:CreateNodegroup', 'AccessDeniedException', 'Launch template could not be found'),
    ).toBe('fail AccessDenied');
  });
});

describe('a message', () => {
  const aws = {
    call: 'eks:CreateNodegroup',
    resource: 'training/nodes',
    code: 'AnyException',
    message: 'text',
  };
  it('names call, resource, code and text', () => {
    expect(describeAwsError(aws)).toBe(
      'eks:CreateNodegroup failed for training/nodes: AnyException: text',
    );
    expect(new AwsCallError(aws)).toMatchObject({
      name: 'AwsCallError',
      aws,
      message: describeAwsError(aws),
    });
  });
});

describe("AWS's text in a message", () => {
  const failure = { call: 'eks:CreateNodegroup', resource: 'r', code: 'AccessDenied' };
  it('is without the encoded authorization message', () => {
    const message = 'Not authorized. Encoded authorization failure message: aBc-123_x then more';
    expect(describeAwsError({ ...failure, message })).toBe(
      'eks:CreateNodegroup failed for r: AccessDenied: Not authorized. Encoded authorization failure message: (left out) then more',
    );
  });
  it('is cut where it is long', () => {
    const text = describeAwsError({ ...failure, message: 'x'.repeat(5_000) });
    expect(text.length).toBeLessThan(700);
    expect(text.endsWith('x…')).toBe(true);
  });
});
