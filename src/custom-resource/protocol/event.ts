/** CloudFormation's event. Whoever may invoke the function can send one, so that every field is checked before it is used. */
import { mayAnswer } from './response-url';

/** Source: CloudFormation user guide, "Custom resource request objects". */
export interface Event {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  /** In Update and Delete: the id of the last answer, or a placeholder of CloudFormation where it had no answer. */
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: object;
  readonly OldResourceProperties?: object;
}

/** What an answer needs of an event. */
export type Answerable = Pick<
  Event,
  'ResponseURL' | 'StackId' | 'RequestId' | 'LogicalResourceId'
> & { readonly PhysicalResourceId?: unknown };

/** The account and the Region that the function itself is in. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** An answer repeats these three and has at most 4,096 bytes. */
const LONGEST = { StackId: 512, RequestId: 128, LogicalResourceId: 255 } as const;
/** "The value can be up to 1 KB" (Custom resource response objects). */
const LONGEST_PHYSICAL_ID = 1024;
const STACK_ID = /^arn:[a-z-]+:cloudformation:([a-z0-9-]+):([0-9]{12}):stack\/([^/]+)\/[^/]+$/;
const RESOURCE_TYPE = /^(Custom::[A-Za-z0-9_@-]{1,60}|AWS::CloudFormation::CustomResource)$/;

/** From Lambda's context, not from the event: `arn:aws:lambda:REGION:ACCOUNT:function:NAME`. */
export function placeOf({ invokedFunctionArn }: { readonly invokedFunctionArn: string }): Place {
  const [, , , region = '', accountId = ''] = invokedFunctionArn.split(':');
  return { region, accountId };
}

/** Whether the event has all that an answer needs, and the answer would go to CloudFormation. */
export function isAnswerable(
  event: unknown,
  { region }: Pick<Place, 'region'>,
): event is Answerable {
  if (!isObject(event)) return false;
  const { ResponseURL } = event;
  return (
    typeof ResponseURL === 'string' &&
    mayAnswer(ResponseURL, region) &&
    Object.entries(LONGEST).every(([name, longest]) => isText(event[name], longest))
  );
}

/** Why the event is refused; undefined where it is CloudFormation's, for a stack in the function's own account and Region. */
export function invalidReason(event: Answerable, place: Place): string | undefined {
  const fields = event as unknown as Readonly<Record<string, unknown>>;
  const { RequestType, ResourceType, PhysicalResourceId } = fields;
  const { region, accountId } = stackOf(event.StackId) ?? {};
  if (region !== place.region || accountId !== place.accountId) {
    return `StackId: The stack is not in account ${place.accountId} and Region ${place.region}, where this provider is installed. Install the provider in the stack's account and Region.`;
  }
  if (!['Create', 'Update', 'Delete'].includes(RequestType as string)) {
    return invalid('RequestType', 'The value must be Create, Update or Delete.');
  }
  if (!isText(ResourceType, 128) || !RESOURCE_TYPE.test(ResourceType)) {
    return invalid('ResourceType', 'The value must be the type of a custom resource.');
  }
  if (!/^[A-Za-z0-9]+$/.test(event.LogicalResourceId)) {
    return invalid('LogicalResourceId', 'The value must consist of letters and digits.');
  }
  if (RequestType !== 'Create' && !isText(PhysicalResourceId, LONGEST_PHYSICAL_ID)) {
    return invalid('PhysicalResourceId', 'The value must be a string of 1 to 1024 characters.');
  }
  const objects = [
    'ResourceProperties',
    ...(RequestType === 'Update' ? ['OldResourceProperties'] : []),
  ];
  const missing = objects.find((name) => !isObject(fields[name]));
  return missing && invalid(missing, 'The value must be an object.');
}

function invalid(field: string, found: string): string {
  return `${field}: ${found} Send the request through CloudFormation.`;
}

/** The parts of a stack's ARN. */
export function stackOf(stackId: string): (Place & { readonly stackName: string }) | undefined {
  const [, region, accountId, stackName] = STACK_ID.exec(stackId) ?? [];
  return region && accountId && stackName ? { region, accountId, stackName } : undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= longest;
}
