/**
 * The network and the front door of AWS in one: the SDK's `requestHandler`. A request is committed
 * when it arrives and answered later, so that requests sent together are in flight together.
 */
import { HttpResponse } from '@smithy/core/protocols';
import type { Account } from './account';
import {
  type Action,
  AUTO_SCALING_ACTIONS,
  CLOUDFORMATION_ACTIONS,
  EC2_ACTIONS,
  EKS_ACTIONS,
  RESOURCE_GROUPS_ACTIONS,
  SSM_ACTIONS,
  STS_ACTIONS,
} from './actions';
import { authorizationsOf } from './authorization';
import { AwsError, NotModelled } from './aws-error';
import { type Decoded, decodeForm, ec2ActionOf, encodeXml, encodeXmlError } from './ec2-protocol';
import { decodeRest, encodeJson, encodeJsonError, matchRoute } from './eks-protocol';
import {
  awsErrorOf,
  type BrokenConnection,
  connectionErrorOf,
  type Fault,
  type FaultError,
  Faults,
} from './faults';
import { judge } from './judge';
import { encodeQueryError, encodeQueryXml } from './query-protocol';
import { Throttle } from './throttle';
import { metadataOf, type Service } from './wire-schema';

/** One HTTP request, SDK retries included. */
export interface RecordedCall {
  readonly index: number;
  readonly service: Exclude<Service, 'stepfunctions'>;
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly write: boolean;
  /** Requests of one key in flight together share a number: as many numbers as serial round trips. */
  readonly batch: number;
  /** From 1; above, the SDK repeats the request by itself. */
  readonly attempt: number;
  readonly accessKeyId: string;
  readonly atEpochSeconds: number;
  /** AWS's code, or what broke the connection. */
  errorCode?: string;
}

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Record<string, string | string[] | null>;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

interface Received {
  readonly action: Action;
  readonly service: RecordedCall['service'];
  readonly input: Record<string, unknown>;
}

/** Of the clients that a world comes with. */
export const OWN_KEY = 'AKIAIOSFODNN7EXAMPLE';

const THROTTLED: Readonly<Record<RecordedCall['service'], string>> = {
  ec2: 'RequestLimitExceeded',
  eks: 'ThrottlingException',
  autoscaling: 'Throttling',
  'resource-groups': 'TooManyRequestsException',
  cloudformation: 'Throttling',
  ssm: 'ThrottlingException',
  sts: 'Throttling',
};

type Broken = BrokenConnection | 'killed';
type Reply = { statusCode: number; headers: Record<string, string>; body: Uint8Array };

export class Endpoint {
  readonly calls: RecordedCall[] = [];
  readonly faults = new Faults();
  readonly throttle = new Throttle();
  /** Bugs of a test or of this model. The SDK hands them on as errors, which code may swallow. */
  readonly notModelled: Error[] = [];
  private readonly killedKeys = new Set<string>();
  private readonly killListeners: ((accessKeyId: string) => void)[] = [];
  private readonly processes = new Map<string, { batch: number; inFlight: Set<RecordedCall> }>();
  private lastBatch = 0;

  /** When an answer goes out; replace it to explore orders (fast-check's scheduler). */
  answerAfter: (call: RecordedCall) => Promise<unknown> = () =>
    new Promise((resolve) => setImmediate(resolve));

  /**
   * Virtual seconds that a round trip takes. Where that is more than the SDK's request handler is given, it gives up
   * then, as NodeHttpHandler does with `requestTimeout`: whether it was done, nobody knows.
   */
  latencySeconds: (call: RecordedCall) => number = () => 0;

  constructor(private readonly account: Account) {}

  onKill(listener: (accessKeyId: string) => void): void {
    this.killListeners.push(listener);
  }

  async handle(
    request: HttpRequest,
    { requestTimeout = Number.POSITIVE_INFINITY }: { readonly requestTimeout?: number } = {},
  ): Promise<{ response: Reply }> {
    const accessKeyId = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    // A process that was killed sends nothing more.
    if (this.killedKeys.has(accessKeyId)) return new Promise(() => {});
    const received = this.receive(request);
    const { inFlight } = this.processOf(accessKeyId);
    const isFirst = inFlight.size === 0;
    const call = this.record(request, received, accessKeyId);
    this.authorize(received, accessKeyId);
    const seconds = this.latencySeconds(call);
    const timedOut = seconds * 1000 > requestTimeout;
    // what is sent together takes its time together
    if (isFirst) this.account.clock.advance(timedOut ? requestTimeout / 1000 : seconds);
    const faults = this.faults.take(call.action, call.index);
    const answer = this.answer(received, call, faults);
    for (const fault of faults) this.account.clock.advance(fault.seconds ?? 0);
    // Everything sent in the same turn of the event loop arrives before any of it is answered.
    inFlight.add(call);
    await this.answerAfter(call);
    inFlight.delete(call);
    return this.deliver(timedOut ? 'TimeoutError' : answer, call);
  }

  private processOf(accessKeyId: string) {
    const known = this.processes.get(accessKeyId);
    if (known) return known;
    const made = { batch: 0, inFlight: new Set<RecordedCall>() };
    this.processes.set(accessKeyId, made);
    return made;
  }

  private record(request: HttpRequest, received: Received, accessKeyId: string): RecordedCall {
    const process = this.processOf(accessKeyId);
    if (process.inFlight.size === 0) {
      this.lastBatch += 1;
      process.batch = this.lastBatch;
    }
    const call: RecordedCall = {
      index: this.calls.length,
      service: received.service,
      action: received.action.operation.name,
      input: received.input,
      write: received.action.isWrite,
      batch: process.batch,
      attempt: Number(/attempt=(\d+)/.exec(request.headers['amz-sdk-request'] ?? '')?.[1] ?? 1),
      accessKeyId,
      atEpochSeconds: this.account.clock.epochSeconds(),
    };
    this.calls.push(call);
    return call;
  }

  /** IAM is not asked for what a test sends by hand, with the world's own key or one that begins so. */
  private authorize({ action: { operation }, input }: Received, accessKeyId: string): void {
    if (accessKeyId === '' || accessKeyId.startsWith(OWN_KEY)) return;
    if (judge.leavesOutAuthorizations) return;
    for (const each of authorizationsOf(this.account, operation, input))
      judge.authorizations.add(each);
  }

  private receive(request: HttpRequest): Received {
    try {
      if (isForm(request)) return receiveForm(request);
      return request.headers['x-amz-target'] ? receiveTarget(request) : receiveRest(request);
    } catch (error) {
      this.notModelled.push(error as Error);
      throw error;
    }
  }

  /** Commits, and tells what goes back: an answer, or what became of it. */
  private answer(received: Received, call: RecordedCall, faults: readonly Fault[]): Reply | Broken {
    const [before] = this.meet(faults, 'before');
    if (before) return this.replyOrBreak(before, received, call);
    if (!this.throttle.allows(call.action, call.atEpochSeconds)) {
      return this.replyOrBreak({ code: THROTTLED[call.service] }, received, call);
    }
    const reply = this.perform(received, call);
    const [after] = this.meet(faults, 'after');
    return after ? this.replyOrBreak(after, received, call) : reply;
  }

  private meet(faults: readonly Fault[], when: 'before' | 'after'): FaultError[] {
    const met = faults.filter((fault) => (fault.when ?? 'before') === when);
    for (const fault of met) fault.run?.();
    return met.flatMap((fault) => fault.error ?? []);
  }

  private replyOrBreak(error: FaultError, received: Received, call: RecordedCall): Reply | Broken {
    if (typeof error === 'string') {
      call.errorCode = error;
      return error;
    }
    if ('code' in error) return errorReply(received, call, awsErrorOf(error));
    call.errorCode = `HTTP ${error.status}`;
    const { status: statusCode, headers = {}, body } = error;
    return { statusCode, headers, body: Buffer.from(body) };
  }

  private perform(received: Received, call: RecordedCall): Reply {
    const { action, input } = received;
    try {
      const output = action.perform(this.account, input as never, call);
      judge.answer(action.operation, output);
      return reply(200, received.service, encoded(received, call, output));
    } catch (error) {
      if (error instanceof AwsError) {
        judge.error(action.operation, error.code);
        return errorReply(received, call, error);
      }
      this.notModelled.push(error as Error);
      throw error;
    }
  }

  private deliver(answer: Reply | Broken, call: RecordedCall): Promise<{ response: Reply }> {
    // of the SDK's own class, as its request handler makes it: only then errors carry the status
    if (typeof answer === 'object')
      return Promise.resolve({ response: new HttpResponse(answer) as Reply });
    if (answer !== 'killed') return Promise.reject(connectionErrorOf(answer));
    this.killedKeys.add(call.accessKeyId);
    for (const listener of this.killListeners) listener(call.accessKeyId);
    return new Promise(() => {});
  }
}

/** The query protocol is a form; REST-JSON never is. */
function isForm({ headers }: HttpRequest): boolean {
  return (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
}

const FORM_ACTIONS = {
  ec2: EC2_ACTIONS,
  autoscaling: AUTO_SCALING_ACTIONS,
  cloudformation: CLOUDFORMATION_ACTIONS,
  sts: STS_ACTIONS,
};

/** These services speak forms that are almost the same; the version of the API tells them apart. */
function receiveForm(request: HttpRequest): Received {
  const body = textOf(request.body);
  const name = ec2ActionOf(body);
  const version = new URLSearchParams(body).get('Version');
  const services = Object.keys(FORM_ACTIONS) as (keyof typeof FORM_ACTIONS)[];
  const service = services.find((each) => metadataOf(each).apiVersion === version) ?? 'ec2';
  const action = FORM_ACTIONS[service].get(name);
  if (!action) throw new NotModelled(`${service}:${name}`);
  const decoded = decodeForm(action.operation, body);
  const { method, path } = request;
  const problems = [
    ...decoded.problems,
    ...(method === 'POST' && path === '/' ? [] : [`${name}: it went to ${method} ${path}`]),
  ];
  return judged(action, service, { ...decoded, problems });
}

function isJson(service: RecordedCall['service']): boolean {
  return service === 'eks' || service === 'resource-groups' || service === 'ssm';
}

/** Systems Manager: a header names the operation; JSON in. */
function receiveTarget(request: HttpRequest): Received {
  const [prefix, name = ''] = (request.headers['x-amz-target'] ?? '').split('.');
  const action = SSM_ACTIONS.get(name);
  if (!action || prefix !== metadataOf('ssm').targetPrefix)
    throw new NotModelled(`${prefix}.${name}`);
  const input = JSON.parse(textOf(request.body)) as Decoded['input'];
  return judged(action, 'ssm', { input, problems: [] });
}

/** EKS and Resource Groups speak REST-JSON; no path is in both. */
function receiveRest(request: HttpRequest): Received {
  const { method, path, query = {} } = request;
  const rest = { method, path, query, body: textOf(request.body) };
  const match = matchRoute([...EKS_ACTIONS, ...RESOURCE_GROUPS_ACTIONS], rest);
  if (!match) throw new NotModelled(`${method} ${path}`);
  const { candidate: action, labels } = match;
  const service = EKS_ACTIONS.includes(action) ? 'eks' : 'resource-groups';
  return judged(action, service, decodeRest(action.operation, rest, labels));
}

/** By AWS's service model, and by what this world understands. */
function judged(
  action: Action,
  service: RecordedCall['service'],
  { input, problems }: Decoded,
): Received {
  judge.request(action.operation, input, problems);
  const unknown = Object.keys(input).filter((name) => !action.parameters.includes(name));
  if (unknown.length > 0)
    throw new NotModelled(`${unknown.join(', ')} of ${action.operation.name}`);
  return { action, service, input };
}

function encoded({ service, action }: Received, call: RecordedCall, output: object): string {
  if (isJson(service)) return encodeJson(output);
  return (service === 'ec2' ? encodeXml : encodeQueryXml)(action.operation, idOf(call), output);
}

function errorReply({ service, action }: Received, call: RecordedCall, error: AwsError): Reply {
  call.errorCode = error.code;
  if (!isJson(service)) {
    const text =
      service === 'ec2'
        ? encodeXmlError(error, idOf(call))
        : encodeQueryError(action.operation, error, idOf(call));
    return reply(error.status, service, text);
  }
  const json = reply(error.status, service, encodeJsonError(error));
  return { ...json, headers: { ...json.headers, 'x-amzn-errortype': error.code } };
}

function reply(statusCode: number, service: RecordedCall['service'], body: string): Reply {
  const json = service === 'ssm' ? 'application/x-amz-json-1.1' : 'application/json';
  const contentType = isJson(service) ? json : 'text/xml;charset=UTF-8';
  return { statusCode, headers: { 'content-type': contentType }, body: Buffer.from(body) };
}

function idOf(call: RecordedCall): string {
  return `request-${call.index}`;
}

function textOf(body: unknown): string {
  if (body === undefined || body === null) return '';
  return typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array);
}
