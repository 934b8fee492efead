/**
 * What each AWS error code and each node-group health code means for the operation: the one table. A code that it does
 * not have is decided by the HTTP status; message texts count only where AWS gives one code to two causes (quoted there).
 */
import type { NodegroupIssueCode } from '@aws-sdk/client-eks';
import { NOT_FOUND, OWNED_NOT_FOUND } from './not-found';

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
  /** AWS's code; Node's for network faults; `HTTP 503` for an answer that AWS's own servers did not write. */
  readonly code: string;
  readonly message: string;
  /** HTTP status of the answer; absent where no answer came. */
  readonly status?: number;
}

/** Thrown by src/aws, the layer that calls AWS, and by nothing else. */
export class AwsCallError extends Error {
  override readonly name = 'AwsCallError';
  constructor(readonly aws: AwsError) {
    super(describeAwsError(aws));
  }
}

/**
 * - `done`: the effect is there already
 * - `exists`: a resource of that name exists; an observation shows whose it is
 * - `wait`: try again later; `code` when the deadline passes first
 * - `window`: try again for a short while, because EC2 may not show yet what was just created; then `code`
 * - `credentials`: try again with the next invocation's credentials; `code` the second time running
 * - `fail`: `code`
 */
export type Disposition = {
  readonly disposition: 'done' | 'exists' | 'wait' | 'window' | 'credentials' | 'fail';
  readonly code: HandlerErrorCode;
};

const failWith = (code: HandlerErrorCode): Disposition => ({ disposition: 'fail', code });
const retryAs = (code: HandlerErrorCode): Disposition => ({ disposition: 'wait', code });
const eventually = (code: HandlerErrorCode): Disposition => ({ disposition: 'window', code });
const DONE: Disposition = { disposition: 'done', code: 'InternalFailure' };
const EXISTS: Disposition = { disposition: 'exists', code: 'AlreadyExists' };
const CREDENTIALS: Disposition = { disposition: 'credentials', code: 'InvalidCredentials' };

function everyCode(
  codes: string | readonly string[],
  disposition: Disposition,
): Record<string, Disposition> {
  const list = typeof codes === 'string' ? codes.split(/\s+/) : codes;
  return Object.fromEntries(list.map((code) => [code, disposition]));
}

/** Codes that mean the same whatever the call. Sources: EC2, EKS and Resource Groups API references, "Common errors" and each call's own. */
const BY_CODE: Readonly<Record<string, Disposition>> = {
  ...everyCode(
    'RequestLimitExceeded EC2ThrottledException Throttling ThrottlingException ThrottledException RequestThrottled RequestThrottledException TooManyRequestsException SlowDown BandwidthLimitExceeded',
    retryAs('Throttling'),
  ),
  ...everyCode(
    'InternalError InternalFailure InternalServerError InternalServerErrorException Unavailable ServiceUnavailable ServerException ServiceUnavailableException',
    retryAs('ServiceInternalError'),
  ),
  ...everyCode(
    'TimeoutError AbortError NetworkingError RequestTimeout RequestTimeoutException',
    retryAs('NetworkFailure'),
  ),
  ...everyCode(
    'UnauthorizedOperation AccessDenied AccessDeniedException ForbiddenException UnauthorizedException OptInRequired Blocked PendingVerification',
    failWith('AccessDenied'),
  ),
  ...everyCode(
    'AuthFailure InvalidClientTokenId IncompleteSignature SignatureDoesNotMatch InvalidSignatureException MissingAuthenticationToken MissingAuthenticationTokenException RequestExpired ExpiredToken ExpiredTokenException UnrecognizedClientException RequestTimeTooSkewed',
    CREDENTIALS,
  ),
  ...everyCode(
    'InvalidParameter InvalidParameterValue InvalidParameterCombination MissingParameter UnknownParameter ValidationError ValidationException InvalidInstanceType Unsupported UnsupportedOperation InvalidSubnetID.NotFound InvalidSubnetID.Malformed InvalidSubnet InvalidVpcID.NotFound InvalidVpcID.Malformed InvalidAMIID.NotFound InvalidAMIID.Malformed InvalidAMIID.Unavailable InvalidKeyPair.NotFound InvalidParameterException InvalidRequestException UnsupportedAvailabilityZoneException InvalidGroup.Malformed InvalidSecurityGroupID.Malformed InvalidUserData.Malformed BadRequestException',
    failWith('InvalidRequest'),
  ),
  ...everyCode(
    'InvalidGroup.Duplicate InvalidPlacementGroup.Duplicate InvalidLaunchTemplateName.AlreadyExistsException',
    EXISTS,
  ),
  ...everyCode([...OWNED_NOT_FOUND, ...NOT_FOUND.eks], failWith('NotFound')),
  ...everyCode(
    'ResourceInUseException DependencyViolation InvalidGroup.InUse InvalidPlacementGroup.InUse IncorrectState ConcurrentTagAccess ResourcePropagationDelayException InvalidStateException',
    retryAs('ResourceConflict'),
  ),
  ...everyCode(
    'PlacementGroupLimitExceeded SecurityGroupLimitExceeded RulesPerSecurityGroupLimitExceeded SecurityGroupsPerInterfaceLimitExceeded MaxTemplateLimitExceeded MaxTemplateVersionLimitExceeded TagLimitExceeded VcpuLimitExceeded ResourceLimitExceededException LimitExceededException',
    failWith('ServiceLimitExceeded'),
  ),
  ...everyCode('IdempotentParameterMismatch', failWith('InternalFailure')),
  ...everyCode('ClientException', failWith('GeneralServiceException')),
};

/**
 * Node's codes of a connection that broke or was never made: system errors (man 3 errno, getaddrinfo), TLS and HTTP
 * parser errors (nodejs.org/api/errors.html). A certificate that does not verify stays as it is.
 */
const BY_SOCKET: readonly (readonly [RegExp, Disposition])[] = [
  [
    /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_CERT|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/,
    failWith('NetworkFailure'),
  ],
  // this machine forbids the connection: another attempt meets the same rule
  [/^(EACCES|EPERM)$/, failWith('NetworkFailure')],
  [/^(E(?!RR_)[A-Z0-9_]+|HPE_[A-Z_]+)$/, retryAs('NetworkFailure')],
  [/^ERR_(SSL|TLS|HTTP2|SOCKET|STREAM)_/, retryAs('NetworkFailure')],
];

/**
 * What an answer means whose code the table does not have, whatever its body is: AWS's gateways and proxies on the way
 * answer in forms of their own (RFC 9110 15.5.9, 15.6; RFC 6585 4).
 */
function dispositionOfStatus(status: number): Disposition | undefined {
  if (status === 429) return retryAs('Throttling');
  if (status >= 500) return retryAs('ServiceInternalError');
  if (status === 408 || status === 425) return retryAs('NetworkFailure');
  // what was asked for may be done: the next observation shows it
  if (status < 300) return retryAs('ServiceInternalError');
  return undefined;
}

/** Families of codes, for members that the table does not name. */
const BY_FAMILY: readonly (readonly [RegExp, Disposition])[] = [
  [/^HTTP 40[13]$/, failWith('AccessDenied')],
  [/^InvalidParameter|^Invalid(SubnetID|VpcID|AMIID)\./, failWith('InvalidRequest')],
  [/\.(Duplicate|AlreadyExistsException)$/, EXISTS],
  [/^InvalidLaunchTemplate.*NotFound/, failWith('NotFound')],
];

/** A resource that the operation itself created may not be visible yet to the next call. */
const NOT_VISIBLE_YET = everyCode(OWNED_NOT_FOUND, eventually('NotFound'));
const IS_DELETED = everyCode([...OWNED_NOT_FOUND, ...NOT_FOUND.eks], DONE);

/** Where a code means something else for one call. */
const BY_CALL: Readonly<Record<string, Readonly<Record<string, Disposition>>>> = {
  'ec2:AuthorizeSecurityGroupIngress': { ...NOT_VISIBLE_YET, 'InvalidPermission.Duplicate': DONE },
  'ec2:AuthorizeSecurityGroupEgress': { ...NOT_VISIBLE_YET, 'InvalidPermission.Duplicate': DONE },
  'ec2:RevokeSecurityGroupEgress': { ...NOT_VISIBLE_YET, 'InvalidPermission.NotFound': DONE },
  'ec2:CreateLaunchTemplate': NOT_VISIBLE_YET,
  'ec2:CreateLaunchTemplateVersion': NOT_VISIBLE_YET,
  // what was deleted by hand since it was observed has no tags: the next observation shows that
  'ec2:CreateTags': NOT_VISIBLE_YET,
  'ec2:DeleteTags': NOT_VISIBLE_YET,
  'ec2:DeleteSecurityGroup': IS_DELETED,
  'ec2:DeleteLaunchTemplate': IS_DELETED,
  'ec2:DeletePlacementGroup': IS_DELETED,
  'eks:DeleteNodegroup': IS_DELETED,
  'eks:CreateNodegroup': {
    // API_CreateNodegroup: ResourceInUseException, "NodeGroup already exists with name"
    ResourceInUseException: EXISTS,
    // the cluster is what is not found
    ...everyCode(NOT_FOUND.eks, failWith('InvalidRequest')),
  },
};

/**
 * EKS answers InvalidParameterException both for a template that has not spread yet ("Launch template could
 * not be found", rancher/rancher#38704) and for bad input; likewise for a version of it, a group or a
 * placement group that was just created.
 */
const NOT_PROPAGATED_YET =
  /launch template.*(could not be found|not found|does not exist)|security group.*(not found|does not exist)|placement group.*(unknown|not found|does not exist)/i;

/**
 * IAM shows a role, its policies and the service-linked role of the account's first node group later than it answers
 * their creation. EKS's words: aws-fault-injection-simulator-workshop-v2#188; pulumi-eks#203; terraform-provider-aws,
 * internal/service/eks/cluster.go, which tries again for two minutes.
 */
const ROLE_NOT_PROPAGATED_YET =
  /unable to assume the service-linked role|error in role params|provided role doesn't have the .*managed policies|required service principals .*not found in the trust relationship|\brole\b.*(cannot be found|could not be found|not found|does not exist|could not be assumed|cannot be assumed)/i;

/**
 * An upgrade of the cluster, by somebody or by EKS itself (containers-roadmap#1500), passes. EKS's words: "Cluster 'my-cluster'
 * is not in ACTIVE status", with InvalidRequestException (eksctl#2244): "The request is invalid given the state of the
 * cluster" (API_CreateNodegroup, API_UpdateNodegroupConfig, API_UpdateNodegroupVersion).
 */
const CLUSTER_NOT_ACTIVE =
  /\bcluster\b.* (is not|isn't) (in )?(an )?ACTIVE\b|\bcluster\b.* is (currently )?(being )?(updat|creat)(ing|ed)\b/i;

export function classify({ call, code, message, status }: AwsError): Disposition {
  const invalid = code === 'InvalidParameterException' || code === 'InvalidRequestException';
  if (code === 'InvalidRequestException' && CLUSTER_NOT_ACTIVE.test(message))
    return retryAs('ResourceConflict');
  const namesTemplate = call === 'eks:CreateNodegroup' || call === 'eks:UpdateNodegroupVersion';
  if (namesTemplate && invalid && NOT_PROPAGATED_YET.test(message))
    return eventually('InvalidRequest');
  if (call === 'eks:CreateNodegroup' && invalid && ROLE_NOT_PROPAGATED_YET.test(message))
    return eventually('InvalidRequest');
  return BY_CALL[call]?.[code] ?? BY_CODE[code] ?? dispositionOfUnknown(code, status);
}

function dispositionOfUnknown(code: string, status: number | undefined): Disposition {
  if (/^Throttl/.test(code)) return retryAs('Throttling');
  const decided = status === undefined ? ofFamily(BY_SOCKET, code) : dispositionOfStatus(status);
  return decided ?? ofFamily(BY_FAMILY, code) ?? failWith('GeneralServiceException');
}

function ofFamily(families: typeof BY_FAMILY, code: string): Disposition | undefined {
  return families.find(([family]) => family.test(code))?.[1];
}

const MESSAGE_MAX_LENGTH = 600;

/** The one form of a message about a call: call, resource, AWS's code and text. */
export function describeAwsError({ call, resource, code, message }: AwsError): string {
  return `${call} failed for ${resource}: ${code}: ${awsText(message)}`;
}

/** AWS's words: cut, and without the encoded authorization blob, which may hold what a policy's conditions are about. */
export function awsText(message: string): string {
  const plain = message.replace(/(Encoded authorization failure message:?) *\S+/i, '$1 (left out)');
  return plain.length > MESSAGE_MAX_LENGTH ? `${plain.slice(0, MESSAGE_MAX_LENGTH)}…` : plain;
}

/** `capacity`: the Auto Scaling group keeps trying, so the operation waits; `terminal`: does not resolve itself. */
type Health = { readonly code: HandlerErrorCode; readonly is: 'capacity' | 'terminal' };
const terminalIssue = (code: HandlerErrorCode): Health => ({ code, is: 'terminal' });
const capacityIssue = (code: HandlerErrorCode): Health => ({ code, is: 'capacity' });

/** Every health code of EKS (API_Issue); a new one in the SDK fails the build. */
export const HEALTH: Readonly<Record<NodegroupIssueCode, Health>> = {
  AccessDenied: terminalIssue('AccessDenied'),
  AmiIdNotFound: terminalIssue('InvalidRequest'),
  AsgInstanceLaunchFailures: capacityIssue('NotStabilized'),
  AutoScalingGroupInstanceRefreshActive: capacityIssue('ResourceConflict'),
  AutoScalingGroupInvalidConfiguration: terminalIssue('NotStabilized'),
  AutoScalingGroupNotFound: terminalIssue('NotStabilized'),
  AutoScalingGroupOptInRequired: terminalIssue('AccessDenied'),
  AutoScalingGroupRateLimitExceeded: capacityIssue('Throttling'),
  ClusterUnreachable: terminalIssue('NotStabilized'),
  Ec2InstanceTypeDoesNotExist: terminalIssue('InvalidRequest'),
  Ec2LaunchTemplateDeletionFailure: terminalIssue('ResourceConflict'),
  Ec2LaunchTemplateInvalidConfiguration: terminalIssue('InvalidRequest'),
  Ec2LaunchTemplateMaxLimitExceeded: terminalIssue('ServiceLimitExceeded'),
  Ec2LaunchTemplateNotFound: terminalIssue('NotStabilized'),
  Ec2LaunchTemplateVersionMaxLimitExceeded: terminalIssue('ServiceLimitExceeded'),
  Ec2LaunchTemplateVersionMismatch: terminalIssue('NotStabilized'),
  Ec2SecurityGroupDeletionFailure: terminalIssue('ResourceConflict'),
  Ec2SecurityGroupNotFound: terminalIssue('NotStabilized'),
  Ec2SubnetInvalidConfiguration: terminalIssue('InvalidRequest'),
  Ec2SubnetListTooLong: terminalIssue('InvalidRequest'),
  Ec2SubnetMissingIpv6Assignment: terminalIssue('InvalidRequest'),
  Ec2SubnetNotFound: terminalIssue('InvalidRequest'),
  IamInstanceProfileNotFound: terminalIssue('InvalidRequest'),
  IamLimitExceeded: terminalIssue('ServiceLimitExceeded'),
  IamNodeRoleNotFound: terminalIssue('InvalidRequest'),
  IamThrottling: capacityIssue('Throttling'),
  InstanceLimitExceeded: capacityIssue('ServiceLimitExceeded'),
  InsufficientFreeAddresses: capacityIssue('NotStabilized'),
  InternalFailure: capacityIssue('ServiceInternalError'),
  KubernetesLabelInvalid: terminalIssue('InvalidRequest'),
  LimitExceeded: terminalIssue('ServiceLimitExceeded'),
  NodeCreationFailure: terminalIssue('NotStabilized'),
  NodeTerminationFailure: terminalIssue('NotStabilized'),
  PodEvictionFailure: terminalIssue('NotStabilized'),
  SourceEc2LaunchTemplateNotFound: terminalIssue('NotStabilized'),
  Unknown: terminalIssue('GeneralServiceException'),
};

export function healthOf(code: string | undefined): Health {
  return HEALTH[code as NodegroupIssueCode] ?? terminalIssue('GeneralServiceException');
}
