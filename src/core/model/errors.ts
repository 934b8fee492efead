/**
 * What each AWS error code and each node-group health code means for the operation: the one table.
 * Decided by code alone; message texts count only where AWS gives one code to two causes (quoted there).
 */
import type { NodegroupIssueCode } from '@aws-sdk/client-eks';

/** Source: CloudFormation CLI user guide, "Handler error codes". */
export type HandlerErrorCode =
  | 'NotUpdatable'
  | 'InvalidRequest'
  | 'AccessDenied'
  | 'InvalidCredentials'
  | 'AlreadyExists'
  | 'NotFound'
  | 'ResourceConflict'
  | 'Throttling'
  | 'ServiceLimitExceeded'
  | 'NotStabilized'
  | 'GeneralServiceException'
  | 'ServiceInternalError'
  | 'NetworkFailure'
  | 'InternalFailure';

/** An error of AWS, or of the way to it. */
export interface AwsError {
  /** IAM action name, for example `eks:CreateNodegroup`. */
  readonly call: string;
  /** What the call was about: a name or an id. */
  readonly resource: string;
  /** AWS's code; for network faults Node's. */
  readonly code: string;
  readonly message: string;
}

/** Thrown by the room that talks to AWS, and by nothing else. */
export class AwsCallError extends Error {
  override readonly name = 'AwsCallError';
  constructor(readonly aws: AwsError) {
    super(describeAwsError(aws));
  }
}

/**
 * - `done`: the effect is there already
 * - `exists`: something of that name is there; a look tells whose
 * - `wait`: try again later; `code` when the deadline passes first
 * - `window`: try again for a short while, because EC2 may not show yet what was just made; then `code`
 * - `credentials`: try again with the next invocation's credentials; `code` the second time running
 * - `fail`: `code`
 */
export type Ruling = {
  readonly ruling: 'done' | 'exists' | 'wait' | 'window' | 'credentials' | 'fail';
  readonly code: HandlerErrorCode;
};

const fail = (code: HandlerErrorCode): Ruling => ({ ruling: 'fail', code });
const wait = (code: HandlerErrorCode): Ruling => ({ ruling: 'wait', code });
const window = (code: HandlerErrorCode): Ruling => ({ ruling: 'window', code });
const DONE: Ruling = { ruling: 'done', code: 'InternalFailure' };
const EXISTS: Ruling = { ruling: 'exists', code: 'AlreadyExists' };
const CREDENTIALS: Ruling = { ruling: 'credentials', code: 'InvalidCredentials' };

function each(codes: string, ruling: Ruling): Record<string, Ruling> {
  return Object.fromEntries(codes.split(/\s+/).map((code) => [code, ruling]));
}

/** Codes that mean the same whatever the call. Sources: EC2, EKS and Resource Groups API references, "Common errors" and each call's own. */
const BY_CODE: Readonly<Record<string, Ruling>> = {
  ...each(
    'RequestLimitExceeded EC2ThrottledException Throttling ThrottlingException ThrottledException RequestThrottled RequestThrottledException TooManyRequestsException SlowDown BandwidthLimitExceeded',
    wait('Throttling'),
  ),
  ...each(
    'InternalError InternalFailure InternalServerError InternalServerErrorException Unavailable ServiceUnavailable ServerException ServiceUnavailableException',
    wait('ServiceInternalError'),
  ),
  ...each(
    'ECONNRESET ECONNREFUSED ECONNABORTED ETIMEDOUT EPIPE ENOTFOUND EAI_AGAIN TimeoutError NetworkingError RequestTimeout',
    wait('NetworkFailure'),
  ),
  ...each(
    'UnauthorizedOperation AccessDenied AccessDeniedException ForbiddenException UnauthorizedException OptInRequired Blocked PendingVerification',
    fail('AccessDenied'),
  ),
  ...each(
    'AuthFailure InvalidClientTokenId IncompleteSignature SignatureDoesNotMatch InvalidSignatureException MissingAuthenticationToken MissingAuthenticationTokenException RequestExpired ExpiredToken ExpiredTokenException UnrecognizedClientException RequestTimeTooSkewed',
    CREDENTIALS,
  ),
  ...each(
    'InvalidParameter InvalidParameterValue InvalidParameterCombination MissingParameter UnknownParameter ValidationError ValidationException InvalidInstanceType Unsupported UnsupportedOperation InvalidSubnetID.NotFound InvalidSubnetID.Malformed InvalidSubnet InvalidVpcID.NotFound InvalidVpcID.Malformed InvalidAMIID.NotFound InvalidAMIID.Malformed InvalidAMIID.Unavailable InvalidKeyPair.NotFound InvalidParameterException InvalidRequestException UnsupportedAvailabilityZoneException InvalidGroup.Malformed InvalidSecurityGroupID.Malformed InvalidUserData.Malformed BadRequestException',
    fail('InvalidRequest'),
  ),
  ...each(
    'InvalidGroup.Duplicate InvalidPlacementGroup.Duplicate InvalidLaunchTemplateName.AlreadyExistsException',
    EXISTS,
  ),
  ...each(
    'InvalidGroup.NotFound InvalidSecurityGroupID.NotFound InvalidGroupId.NotFound InvalidPlacementGroup.Unknown InvalidLaunchTemplateId.NotFound InvalidLaunchTemplateName.NotFoundException InvalidLaunchTemplateId.VersionNotFound ResourceNotFoundException NotFoundException',
    fail('NotFound'),
  ),
  ...each(
    'ResourceInUseException DependencyViolation InvalidGroup.InUse InvalidPlacementGroup.InUse IncorrectState ConcurrentTagAccess ResourcePropagationDelayException InvalidStateException',
    wait('ResourceConflict'),
  ),
  ...each(
    'PlacementGroupLimitExceeded SecurityGroupLimitExceeded RulesPerSecurityGroupLimitExceeded SecurityGroupsPerInterfaceLimitExceeded MaxTemplateLimitExceeded MaxTemplateVersionLimitExceeded TagLimitExceeded VcpuLimitExceeded ResourceLimitExceededException LimitExceededException',
    fail('ServiceLimitExceeded'),
  ),
  ...each('IdempotentParameterMismatch', fail('InternalFailure')),
  ...each('ClientException', fail('GeneralServiceException')),
};

/** Families of codes, for members that the table does not name. */
const BY_FAMILY: readonly (readonly [RegExp, Ruling])[] = [
  [/^Throttl/, wait('Throttling')],
  [/^InvalidParameter|^Invalid(SubnetID|VpcID|AMIID)\./, fail('InvalidRequest')],
  [/\.(Duplicate|AlreadyExistsException)$/, EXISTS],
  [/^InvalidLaunchTemplate.*NotFound/, fail('NotFound')],
];

const GONE =
  'InvalidGroup.NotFound InvalidSecurityGroupID.NotFound InvalidGroupId.NotFound InvalidPlacementGroup.Unknown InvalidLaunchTemplateId.NotFound InvalidLaunchTemplateName.NotFoundException ResourceNotFoundException';
/** A piece that the operation itself made may not show yet to the next call. */
const NOT_YET = each(
  'InvalidGroup.NotFound InvalidSecurityGroupID.NotFound InvalidGroupId.NotFound InvalidPlacementGroup.Unknown InvalidLaunchTemplateId.NotFound InvalidLaunchTemplateId.VersionNotFound',
  window('NotFound'),
);

/** Where a code means something else for one call. */
const BY_CALL: Readonly<Record<string, Readonly<Record<string, Ruling>>>> = {
  'ec2:AuthorizeSecurityGroupIngress': { ...NOT_YET, 'InvalidPermission.Duplicate': DONE },
  'ec2:AuthorizeSecurityGroupEgress': { ...NOT_YET, 'InvalidPermission.Duplicate': DONE },
  'ec2:RevokeSecurityGroupEgress': { ...NOT_YET, 'InvalidPermission.NotFound': DONE },
  'ec2:CreateLaunchTemplate': NOT_YET,
  'ec2:CreateLaunchTemplateVersion': NOT_YET,
  'ec2:DeleteSecurityGroup': each(GONE, DONE),
  'ec2:DeleteLaunchTemplate': each(GONE, DONE),
  'ec2:DeletePlacementGroup': each(GONE, DONE),
  'eks:DeleteNodegroup': each(GONE, DONE),
  'eks:CreateNodegroup': {
    // API_CreateNodegroup: ResourceInUseException, "NodeGroup already exists with name"
    ResourceInUseException: EXISTS,
    // the cluster is what is not found
    ResourceNotFoundException: fail('InvalidRequest'),
    NotFoundException: fail('InvalidRequest'),
  },
};

/**
 * EKS answers InvalidParameterException both for a template that has not spread yet ("Launch template could
 * not be found", rancher/rancher#38704) and for bad input; likewise for a version of it, a group or a
 * placement group that was just made.
 */
const NOT_SPREAD_YET =
  /launch template.*(could not be found|not found|does not exist)|security group.*(not found|does not exist)|placement group.*(unknown|not found|does not exist)/i;

export function classify({ call, code, message }: AwsError): Ruling {
  const invalid = code === 'InvalidParameterException' || code === 'InvalidRequestException';
  const namesTemplate = call === 'eks:CreateNodegroup' || call === 'eks:UpdateNodegroupVersion';
  if (namesTemplate && invalid && NOT_SPREAD_YET.test(message)) return window('InvalidRequest');
  return BY_CALL[call]?.[code] ?? BY_CODE[code] ?? rulingOfFamily(code);
}

function rulingOfFamily(code: string): Ruling {
  const found = BY_FAMILY.find(([family]) => family.test(code));
  return found?.[1] ?? fail('GeneralServiceException');
}

const MESSAGE_MAX_LENGTH = 600;

/** The one form of a message about a call: call, resource, AWS's code and text. */
export function describeAwsError({ call, resource, code, message }: AwsError): string {
  return `${call} ${resource}: ${code}: ${awsText(message)}`;
}

/** AWS's words: cut, and without the encoded authorization blob, which may hold what a policy's conditions are about. */
export function awsText(message: string): string {
  const plain = message.replace(/(Encoded authorization failure message:?) *\S+/i, '$1 (left out)');
  return plain.length > MESSAGE_MAX_LENGTH ? `${plain.slice(0, MESSAGE_MAX_LENGTH)}…` : plain;
}

/** `capacity`: keeps being tried by the Auto Scaling group, so it is waited out; `terminal`: will not mend itself. */
type Health = { readonly code: HandlerErrorCode; readonly is: 'capacity' | 'terminal' };
const terminal = (code: HandlerErrorCode): Health => ({ code, is: 'terminal' });
const capacity = (code: HandlerErrorCode): Health => ({ code, is: 'capacity' });

/** Every health code of EKS (API_Issue); a new one in the SDK fails the build. */
export const HEALTH: Readonly<Record<NodegroupIssueCode, Health>> = {
  AccessDenied: terminal('AccessDenied'),
  AmiIdNotFound: terminal('InvalidRequest'),
  AsgInstanceLaunchFailures: capacity('NotStabilized'),
  AutoScalingGroupInstanceRefreshActive: capacity('ResourceConflict'),
  AutoScalingGroupInvalidConfiguration: terminal('NotStabilized'),
  AutoScalingGroupNotFound: terminal('NotStabilized'),
  AutoScalingGroupOptInRequired: terminal('AccessDenied'),
  AutoScalingGroupRateLimitExceeded: capacity('Throttling'),
  ClusterUnreachable: terminal('NotStabilized'),
  Ec2InstanceTypeDoesNotExist: terminal('InvalidRequest'),
  Ec2LaunchTemplateDeletionFailure: terminal('ResourceConflict'),
  Ec2LaunchTemplateInvalidConfiguration: terminal('InvalidRequest'),
  Ec2LaunchTemplateMaxLimitExceeded: terminal('ServiceLimitExceeded'),
  Ec2LaunchTemplateNotFound: terminal('NotStabilized'),
  Ec2LaunchTemplateVersionMaxLimitExceeded: terminal('ServiceLimitExceeded'),
  Ec2LaunchTemplateVersionMismatch: terminal('NotStabilized'),
  Ec2SecurityGroupDeletionFailure: terminal('ResourceConflict'),
  Ec2SecurityGroupNotFound: terminal('NotStabilized'),
  Ec2SubnetInvalidConfiguration: terminal('InvalidRequest'),
  Ec2SubnetListTooLong: terminal('InvalidRequest'),
  Ec2SubnetMissingIpv6Assignment: terminal('InvalidRequest'),
  Ec2SubnetNotFound: terminal('InvalidRequest'),
  IamInstanceProfileNotFound: terminal('InvalidRequest'),
  IamLimitExceeded: terminal('ServiceLimitExceeded'),
  IamNodeRoleNotFound: terminal('InvalidRequest'),
  IamThrottling: capacity('Throttling'),
  InstanceLimitExceeded: capacity('ServiceLimitExceeded'),
  InsufficientFreeAddresses: capacity('NotStabilized'),
  InternalFailure: capacity('ServiceInternalError'),
  KubernetesLabelInvalid: terminal('InvalidRequest'),
  LimitExceeded: terminal('ServiceLimitExceeded'),
  NodeCreationFailure: terminal('NotStabilized'),
  NodeTerminationFailure: terminal('NotStabilized'),
  PodEvictionFailure: terminal('NotStabilized'),
  SourceEc2LaunchTemplateNotFound: terminal('NotStabilized'),
  Unknown: terminal('GeneralServiceException'),
};

export function healthOf(code: string | undefined): Health {
  return HEALTH[code as NodegroupIssueCode] ?? terminal('GeneralServiceException');
}
