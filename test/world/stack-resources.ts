/**
 * What CloudFormation shows of the resources of its stacks, for the one question that the custom resource asks.
 *
 * - "For deleted stacks, DescribeStackResource returns resource information for up to 90 days", by the stack's id
 *   (API_DescribeStackResource); so does a stack that is being deleted.
 * - A stack or a resource that is not there is a ValidationError: "Stack with id foo does not exist" (boto3#2807),
 *   "Resource VidAnalyzerRestApi does not exist for stack video-analyzer-stack" (amazon-rekognition-video-analyzer#23).
 * - Of a resource that was replaced, it shows the new physical id from the answer on; the events have both: "The name or
 *   unique identifier associated with the physical instance of the resource" (API_StackEvent), "in reverse chronological
 *   order" (API_DescribeStackEvents).
 */
import type { ResourceStatus, StackEvent } from '@aws-sdk/client-cloudformation';
import { cloudFormationAuthorization } from './authorization';
import { AwsError } from './aws-error';
import type { Clock } from './clock';
import { decodeForm, ec2ActionOf } from './ec2-protocol';
import { judge } from './judge';
import { encodeQueryError, encodeQueryXml } from './query-protocol';
import { operationOf } from './wire-schema';

interface Resource {
  readonly physicalId: string | undefined;
  readonly status: ResourceStatus;
  readonly type: string;
}
const EVENTS_A_PAGE = 100;

export class StackResources {
  /** Codes that the next calls end with. */
  readonly errors: string[] = [];
  /** Seconds for which nothing of a change is visible. */
  lagSeconds = 0;
  /** Operations that were asked for, in order. */
  readonly calls: string[] = [];
  private readonly resources = new Map<string, { readonly at: number; readonly is: Resource }[]>();
  private readonly events: StackEvent[] = [];

  constructor(private readonly clock: Clock) {}

  /** A change of the resource, and its event. */
  change(stackId: string, logicalId: string, is: Resource): void {
    this.emit(stackId, logicalId, is);
    const key = `${stackId} ${logicalId}`;
    const all = this.resources.get(key) ?? [];
    this.resources.set(key, [...all, { at: this.clock.epochSeconds(), is }]);
  }

  /** An event alone: of what a replacement leaves, while the resource shows what took its place. */
  emit(stackId: string, logicalId: string, { physicalId, status, type }: Resource): void {
    this.events.push({
      StackId: stackId,
      StackName: stackId.split('/')[1] ?? '',
      EventId: `${logicalId}-${status}-${this.events.length}`,
      LogicalResourceId: logicalId,
      PhysicalResourceId: physicalId ?? '',
      ResourceType: type,
      ResourceStatus: status,
      Timestamp: new Date(this.clock.epochSeconds() * 1000),
    });
  }

  /** What it is now, whatever is visible. */
  held(stackId: string, logicalId: string): Resource | undefined {
    return this.resources.get(`${stackId} ${logicalId}`)?.at(-1)?.is;
  }

  clientConfig() {
    return {
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIDSTACKS', secretAccessKey: 'secret' },
      requestHandler: { handle: (request: { body?: unknown }) => this.handle(request) } as never,
      maxAttempts: 1,
    };
  }

  private async handle({ body }: { readonly body?: unknown }) {
    const text = typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array);
    const operation = operationOf('cloudformation', ec2ActionOf(text));
    const { input, problems } = decodeForm(operation, text);
    judge.request(operation, input, problems);
    judge.authorizations.add(cloudFormationAuthorization(operation.name, input));
    this.calls.push(operation.name);
    try {
      const code = this.errors.shift();
      if (code) throw new AwsError(code, 'as the test says');
      const output =
        operation.name === 'DescribeStackResource' ? this.resource(input) : this.page(input);
      judge.answer(operation, output);
      return answer(200, encodeQueryXml(operation, 'request', output));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return answer(400, encodeQueryError(operation, error, 'request'));
    }
  }

  private resource({ StackName, LogicalResourceId }: Record<string, unknown>) {
    const found = this.seen(String(StackName), String(LogicalResourceId));
    if (!found) {
      const knows = this.events.some(({ StackId }) => StackId === StackName);
      const missing = knows
        ? `Resource ${LogicalResourceId} does not exist for stack ${StackName}`
        : `Stack with id ${StackName} does not exist`;
      throw new AwsError('ValidationError', missing);
    }
    return {
      StackResourceDetail: {
        StackId: StackName,
        LogicalResourceId,
        PhysicalResourceId: found.physicalId ?? '',
        ResourceType: found.type,
        ResourceStatus: found.status,
        LastUpdatedTimestamp: new Date(this.clock.epochSeconds() * 1000),
      },
    };
  }

  private page({ StackName, NextToken }: Record<string, unknown>) {
    const newest = this.events.filter((each) => each.StackId === StackName).reverse();
    const seen = newest.filter(
      ({ Timestamp }) => (Timestamp?.getTime() ?? 0) / 1000 <= this.visibleUntil(),
    );
    const from = Number(NextToken ?? 0);
    const to = from + EVENTS_A_PAGE;
    const more = to < seen.length && { NextToken: String(to) };
    return { StackEvents: seen.slice(from, to), ...more };
  }

  private seen(stackId: string, logicalId: string): Resource | undefined {
    const all = this.resources.get(`${stackId} ${logicalId}`) ?? [];
    return all.filter(({ at }) => at <= this.visibleUntil()).at(-1)?.is;
  }

  private visibleUntil(): number {
    return this.clock.epochSeconds() - this.lagSeconds;
  }
}

function answer(statusCode: number, body: string) {
  const headers = { 'content-type': 'text/xml' };
  return { response: { statusCode, headers, body: new TextEncoder().encode(body) } };
}
