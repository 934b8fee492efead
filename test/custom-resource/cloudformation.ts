/**
 * CloudFormation's side of the custom-resource protocol, for one logical resource of one stack: properties as texts, a
 * request that comes once or more, what follows a failure, a cancelled request, a Delete with an id of its own making.
 */

import { createRequest } from '../../src/core/lifecycle/requests';
import { formatId } from '../../src/core/ownership/identity';
import type { Event } from '../../src/custom-resource/protocol/event';
import { eventInput } from '../../src/custom-resource/protocol/request';
import { watch } from '../reconcile/watch';
import type { StackResources } from '../world/stack-resources';
import { Provider } from './provider';

export interface Answered {
  readonly Status: 'SUCCESS' | 'FAILED' | 'NOTHING';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly Data?: Record<string, unknown>;
}
/** What is asked of CloudFormation that its documentation does not say: both ways have to end well. */
export interface Assumptions {
  /** The id in the Update that rolls a failed replacement back: the old one, or that of the failed answer. */
  readonly rollbackNames: 'old' | 'failed';
}
export interface Sending {
  /** Deliveries of the same request, all at once. */
  readonly deliveries?: number;
  /** CloudFormation cancels the request after so many seconds, and takes no answer from then on. */
  readonly cancelAfterSeconds?: number;
  /** It cancels it as soon as this is true. */
  readonly isCancelled?: () => boolean;
  readonly requestId?: string;
  /** Fields that lie. */
  readonly change?: Readonly<Record<string, unknown>>;
  /** What its URL says of the time: version 4 of the signature has a date, version 2 an expiry. */
  readonly signed?: 'date' | 'expiry' | 'nothing';
}

const PLACE = { accountId: '123456789012', region: 'us-east-1' };
const STACK_ID = 'arn:aws:cloudformation:us-east-1:123456789012:stack/stack/6a1f0c2e-0000';
const BUCKET = 'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com';
const LATEST_SECONDS = 3600;
export const URL_SECRET = 'canary-in-response-url';

export class Stack {
  readonly provider: Provider;
  /** What CloudFormation holds as the resource's id. */
  id: string | undefined;
  /** Every request that was sent, in order. */
  readonly requests: Event[] = [];
  /** Those that CloudFormation gave up before they were answered. */
  readonly givenUp = new Set<Event>();
  /** Somebody continues a rollback that failed, and takes a node group that was deleted by hand as replaced. */
  continuesRollbacks = false;
  private properties: object = {};

  constructor(
    readonly world: Provider['world'],
    private readonly assumptions: Assumptions = { rollbackNames: 'old' },
  ) {
    this.provider = new Provider(world);
  }

  /** What was created before, in a world that was copied. */
  adopt(id: string, properties: object): void {
    this.id = id;
    this.properties = properties;
    watch(this.world).ids.add(id);
  }

  /** Runs what a stack does to its end, and everything else that is under way. */
  run<T>(does: () => Promise<T>): Promise<T> {
    return this.provider.timeline.run(does);
  }

  async create(properties: object, sending: Sending = {}): Promise<Answered> {
    this.properties = properties;
    const answer = await this.send({ RequestType: 'Create' }, sending);
    this.id = answer.PhysicalResourceId;
    // with the rollback comes a Delete, of an id of its own where no answer came
    if (answer.Status !== 'SUCCESS') await this.delete();
    return answer;
  }

  async update(properties: object, sending: Sending = {}): Promise<Answered> {
    const [old, oldId] = [this.properties, this.id ?? ''];
    const answer = await this.change(oldId, properties, old, sending);
    this.properties = properties;
    if (answer.Status === 'SUCCESS') {
      this.id = answer.PhysicalResourceId;
      if (this.id !== oldId) await this.cleanUp(oldId, old);
      return answer;
    }
    const failedId = answer.Status === 'FAILED' ? answer.PhysicalResourceId : oldId;
    const named = this.assumptions.rollbackNames === 'old' ? oldId : failedId;
    const back = await this.rollBack(named, old, properties);
    this.properties = old;
    this.id = back.PhysicalResourceId;
    const isReplaced = this.continuesRollbacks && this.id !== oldId;
    if (isReplaced) await this.cleanUp(oldId, old);
    else expect(back).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: oldId });
    if (failedId !== this.id) await this.cleanUp(failedId, properties);
    return answer;
  }

  private async rollBack(id: string, old: object, properties: object): Promise<Answered> {
    const back = await this.change(id, old, properties);
    if (back.Status === 'SUCCESS' || !this.continuesRollbacks) return back;
    return this.change(id, old, properties);
  }

  /** What an update no longer needs: three times, then CloudFormation forgets it (coverage-roadmap#744). */
  private async cleanUp(PhysicalResourceId: string, ResourceProperties: object): Promise<void> {
    for (let tries = 0; tries < 3; tries += 1) {
      const request = { RequestType: 'Delete', PhysicalResourceId, ResourceProperties } as const;
      if ((await this.send(request)).Status === 'SUCCESS') return;
    }
  }

  async delete(): Promise<Answered> {
    const answer = await this.send({ RequestType: 'Delete', PhysicalResourceId: this.id ?? '' });
    if (answer.Status === 'SUCCESS') this.id = undefined;
    return answer;
  }

  /** What another resource's failure brings: the update is taken back though it went well. */
  change(id: string, properties: object, old: object, sending: Sending = {}): Promise<Answered> {
    const bags = { ResourceProperties: properties, OldResourceProperties: old };
    return this.send({ RequestType: 'Update', PhysicalResourceId: id, ...bags }, sending);
  }

  async send(
    request: Pick<Event, 'RequestType'> & Partial<Event>,
    sending: Sending = {},
  ): Promise<Answered> {
    const { deliveries = 1, cancelAfterSeconds, requestId, change, signed = 'date' } = sending;
    const { isCancelled = () => false } = sending;
    const { timeline } = this.provider;
    const number = this.requests.length + 1;
    const date = this.world.clock
      .now()
      .toISOString()
      .replace(/[-:]|\.\d+/g, '');
    const signature = {
      date: `&X-Amz-Date=${date}`,
      expiry: `&Expires=${this.world.clock.epochSeconds() + 7200}`,
      nothing: '',
    }[signed];
    const id = requestId ?? `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
    const event = {
      ServiceToken: 'arn:aws:lambda:us-east-1:123456789012:function:provider',
      ResponseURL: `${BUCKET}/stack%7CNodes%7C${id}?X-Amz-Signature=${URL_SECRET}${number}${signature}`,
      StackId: STACK_ID,
      RequestId: id,
      LogicalResourceId: 'Nodes',
      ResourceType: 'Custom::EksEfaNodeGroup',
      ...request,
      ResourceProperties: texts({
        ServiceToken: 'arn',
        ...(request.ResourceProperties ?? this.properties),
      }),
      ...(request.OldResourceProperties && {
        OldResourceProperties: texts({ ServiceToken: 'arn', ...request.OldResourceProperties }),
      }),
      ...change,
    } as Event;
    this.requests.push(event);
    watch(this.world).ids.add(formatId(createRequest(eventInput(event, PLACE)).identity));
    const sentAt = timeline.now();
    const before = this.provider.puts.length;
    const shown = new Shown(this.provider.stacks, event);
    shown.begun();
    for (let n = 0; n < deliveries; n += 1) this.provider.deliver(event);
    const patience = cancelAfterSeconds ?? timeoutOf(event);
    // the object is named by the RequestId: one that is sent again has the same
    const written = () =>
      this.provider.puts
        .slice(before)
        .filter(({ url }) => new URL(url).pathname === new URL(event.ResponseURL).pathname);
    await timeline.until(() => written().length > 0 || isCancelled(), patience);
    const [put] = written();
    if (!put) {
      this.givenUp.add(event);
      const placeholder = `stack-Nodes-${'0A1B2C3D4E5F'.slice(0, 12)}`;
      const nothing = { PhysicalResourceId: event.PhysicalResourceId ?? placeholder };
      shown.ended('FAILED', nothing.PhysicalResourceId);
      return { Status: 'NOTHING', ...nothing };
    }
    expect(put.atEpochSeconds - sentAt).toBeLessThan(timeoutOf(event));
    const taken = this.taken(event, put.body);
    shown.ended(taken.Status === 'SUCCESS' ? 'COMPLETE' : 'FAILED', taken.PhysicalResourceId);
    return taken;
  }

  putsOf({ ResponseURL }: Event) {
    return this.provider.puts.filter(({ url }) => url === ResponseURL);
  }

  /** As "Custom resource response objects" has it. */
  private taken(event: Event, body: string): Answered {
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4096);
    const { StackId, RequestId, LogicalResourceId, ...answer } = JSON.parse(body);
    expect({ StackId, RequestId, LogicalResourceId }).toEqual({
      StackId: event.StackId,
      RequestId: event.RequestId,
      LogicalResourceId: event.LogicalResourceId,
    });
    expect(answer).toMatchObject({ Status: expect.stringMatching(/^(SUCCESS|FAILED)$/) });
    if (answer.Status === 'FAILED') expect(answer.Reason).toMatch(/.{10}/);
    expect(answer.PhysicalResourceId).toMatch(/^.{1,1024}$/);
    // "must be identical for all responses"; another one in Update replaces
    if (event.RequestType === 'Delete') {
      expect(answer.PhysicalResourceId).toBe(event.PhysicalResourceId);
    }
    return answer as Answered;
  }
}

/** What CloudFormation shows of the resource while it waits for an answer, and afterwards. */
class Shown {
  private isCleanup = false;

  constructor(
    private readonly stacks: StackResources,
    private readonly event: Event,
  ) {}

  begun(): void {
    const { RequestType, PhysicalResourceId, StackId, LogicalResourceId } = this.event;
    const held = this.stacks.held(StackId, LogicalResourceId);
    this.isCleanup =
      RequestType === 'Delete' &&
      held?.status === 'UPDATE_COMPLETE' &&
      held.physicalId !== PhysicalResourceId;
    this.show('IN_PROGRESS', PhysicalResourceId);
  }

  ended(how: 'COMPLETE' | 'FAILED', physicalId: string): void {
    this.show(how, physicalId);
  }

  private show(how: 'IN_PROGRESS' | 'COMPLETE' | 'FAILED', physicalId: string | undefined): void {
    const { RequestType, StackId, LogicalResourceId, ResourceType: type } = this.event;
    const status =
      `${RequestType.toUpperCase() as Uppercase<Event['RequestType']>}_${how}` as const;
    const what = { physicalId, status, type };
    // the resource is what took the place of this one
    if (this.isCleanup) this.stacks.emit(StackId, LogicalResourceId, what);
    else this.stacks.change(StackId, LogicalResourceId, what);
  }
}

function timeoutOf({ ResourceProperties }: Event): number {
  const { ServiceTimeout } = ResourceProperties as { readonly ServiceTimeout?: string };
  return Number(ServiceTimeout ?? LATEST_SECONDS);
}

/** CloudFormation keeps maps and lists, and makes texts of the rest. */
export function texts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(texts);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, texts(member)]));
  }
  return String(value);
}
