/** CloudFormation with the registry type: what it sends after each end, and what it gives up. */
import { LATE_AFTER_SECONDS } from '../../../src/core/loop/wait';
import type { Properties } from '../../../src/core/model/properties';
import type { Setting } from '../../reconcile/driver';
import { watch } from '../../reconcile/watch';
import {
  CloudFormation,
  type Event,
  type Json,
  type Operation,
} from '../../registry/cloudformation';
import {
  type End,
  type Interference,
  Journal,
  type RequestKind,
  SLOW_CALL_SECONDS,
  type Stack,
} from './stack';

interface UnderWay {
  readonly operation: Operation;
  last: Event | undefined;
  /** Undefined until it is given up. */
  givenUpAt: number | undefined;
  isGivenUp: boolean;
  /** What counts instead, once it is given up. */
  instead: Promise<readonly Event[]> | undefined;
  /** What CloudFormation sends beside it, having given it up. */
  following: Promise<unknown> | undefined;
  readonly follow: () => Promise<unknown>;
}

const OTHER = 'Other';
/** CloudFormation CLI user guide. */
const INVOCATION_SECONDS = 60;

export class RegistryStack implements Stack {
  readonly journal: Journal;
  id: string | undefined;
  private readonly cloudFormation: CloudFormation;
  private properties: Properties;
  private before: Properties | undefined;
  private tokens = 0;
  private underWay: UnderWay | undefined;
  private beside: Promise<string | undefined> | undefined;
  private readonly events: Event[] = [];
  /** Deletes that were given up, and are continued once another one was answered. */
  private readonly late: (() => Promise<void>)[] = [];

  constructor(readonly made: Setting) {
    this.journal = new Journal(made);
    this.properties = made.properties;
    this.cloudFormation = new CloudFormation(made.world);
  }

  get longest(): number {
    return this.cloudFormation.longest;
  }

  sent(): string {
    return JSON.stringify(this.events);
  }

  adopt(id: string, properties: Properties): void {
    this.id = id;
    this.properties = properties;
    watch(this.made.world).ids.add(id);
  }

  async run(does: () => Promise<void>): Promise<void> {
    await does();
    const id = await this.beside;
    if (id) await this.deleteOne(id, this.properties);
  }

  async create(properties: Properties): Promise<void> {
    this.properties = properties;
    const { id, end, isDeleted } = await this.createOne(properties);
    // a Delete that failed is tried again
    this.id = end.status === 'SUCCESS' || !isDeleted ? id : undefined;
  }

  /** A create that fails is deleted, if it ever told its Id. */
  private async createOne(properties: Properties, logicalId = 'Nodes') {
    const operation = { action: 'CREATE', model: asModel(properties), logicalId } as const;
    let isDeleted = true;
    const follow = async (id: string | undefined) => {
      if (id) isDeleted = isGone(await this.deleteOne(id, properties));
    };
    const { end, id } = await this.request('CREATE', operation, follow);
    if (end.status === 'FAILED') await follow(id);
    return { end, id, isDeleted };
  }

  async update(properties: Properties): Promise<void> {
    const { id, properties: old } = this;
    if (!id) return;
    const isBack = properties === this.before;
    const update = updating(id, old, properties);
    // a rollback that failed is continued
    const follow = () => this.request('ROLLBACK', isBack ? update : updating(id, properties, old));
    const { end } = await this.request(isBack ? 'ROLLBACK' : 'UPDATE', update, follow);
    if (end.code === 'NotUpdatable') return this.replace(id, old, properties);
    if (end.status === 'SUCCESS') {
      this.before = old;
      this.properties = properties;
    }
    if (end.status !== 'FAILED') return;
    const { end: back } = await follow();
    if (back.status === 'FAILED' && !isBack) await follow();
  }

  private async replace(oldId: string, old: Properties, properties: Properties): Promise<void> {
    const { id, end, isDeleted } = await this.createOne(properties);
    if (end.status !== 'SUCCESS') {
      if (id && !isDeleted) await this.cleanUp(id, properties);
      return;
    }
    this.properties = properties;
    this.id = id;
    await this.cleanUp(oldId, old);
  }

  /** Three times, then CloudFormation forgets it (coverage-roadmap#744). */
  private async cleanUp(id: string, properties: Properties): Promise<void> {
    for (let tries = 0; tries < 3; tries += 1) {
      if (isGone(await this.deleteOne(id, properties))) return;
    }
  }

  async delete(): Promise<void> {
    if (!this.id) return;
    const end = await this.deleteOne(this.id, this.properties);
    if (isGone(end)) this.id = undefined;
  }

  private async deleteOne(id: string, properties: Properties): Promise<End> {
    const model = { ...asModel(properties), Id: id };
    const { end } = await this.request('DELETE', { action: 'DELETE', model });
    if (isGone(end)) for (const goOn of this.late.splice(0)) await goOn();
    return end;
  }

  async inspect(): Promise<void> {
    await this.request('READ', { action: 'READ', model: { Id: this.id ?? '' } });
    await this.request('LIST', { action: 'LIST', model: {} });
  }

  /** @param follow what CloudFormation sends once it has given this up */
  private async request(
    kind: RequestKind,
    given: Operation,
    follow: (id: string | undefined) => Promise<unknown> = async () => {},
  ) {
    let id: string | undefined;
    this.tokens += 1;
    const underWay: UnderWay = {
      operation: {
        ...given,
        token: `token-${this.tokens}`,
        isGivenUp: () => underWay.isGivenUp,
        onEvent: (event) => {
          this.events.push(event);
          if (this.isInTime(underWay)) underWay.last = event;
          id = (event.resourceModel?.Id as string | undefined) ?? id;
          if (id) watch(this.made.world).ids.add(id);
        },
      },
      last: undefined,
      givenUpAt: undefined,
      isGivenUp: false,
      instead: undefined,
      following: undefined,
      follow: () => follow(id),
    };
    const end = await this.journal.record(kind, async () => {
      this.underWay = underWay;
      let events = await this.cloudFormation.run(underWay.operation);
      if (underWay.instead) events = await underWay.instead;
      this.underWay = undefined;
      return endOf(events.at(-1));
    });
    const isGivenUp = end.status === 'NOTHING' || underWay.following !== undefined;
    if (isGivenUp) await this.afterGivingUp(kind, underWay);
    return { end: isGivenUp ? { ...end, status: 'NOTHING' as const } : end, id };
  }

  /** Where no Id was told before the end of the invocation, nothing could follow earlier. */
  private async afterGivingUp(kind: RequestKind, underWay: UnderWay): Promise<void> {
    await (underWay.following ?? underWay.follow());
    const { operation, last } = underWay;
    if (last?.status !== 'IN_PROGRESS') return;
    const goOn = async () => {
      const late = { ...operation, isGivenUp: () => false };
      await this.journal.record('LATE', async () =>
        endOf((await this.cloudFormation.run(late, last)).at(-1)),
      );
    };
    // the Delete that follows is the next one
    if (kind === 'DELETE') this.late.push(goOn);
    // a Delete answers only once no create in time can write any more; a rollback may take no time
    if (kind === 'UPDATE') this.made.world.clock.advance(LATE_AFTER_SECONDS);
    if (kind === 'CREATE' || kind === 'UPDATE') await goOn();
  }

  /** Two requests share one clock, which ends no invocation: an event that comes later would be of one that was killed. */
  private isInTime({ givenUpAt }: UnderWay): boolean {
    const now = this.made.world.clock.epochSeconds();
    return givenUpAt === undefined || now <= givenUpAt + INVOCATION_SECONDS;
  }

  async interfere(what: Interference): Promise<void> {
    const { underWay, made } = this;
    if (!underWay) return;
    const { clock } = made.world;
    let isOver = false;
    const until = clock.epochSeconds() + SLOW_CALL_SECONDS;
    const over = () => {
      isOver = true;
    };
    if (what === 'give-up') {
      underWay.isGivenUp = true;
      underWay.givenUpAt = clock.epochSeconds();
      if (!underWay.last) return;
      underWay.following = underWay.follow();
      void underWay.following.finally(over).catch(() => {});
    }
    if (what === 'same') {
      const again = { ...underWay.operation, isGivenUp: () => false };
      underWay.isGivenUp = true;
      underWay.instead = this.cloudFormation.run(again, underWay.last);
      void underWay.instead.finally(over).catch(() => {});
    }
    if (what === 'same-name') {
      this.beside = this.createBeside();
      void this.beside.finally(over).catch(() => {});
    }
    while (!isOver && clock.epochSeconds() < until) await new Promise((go) => setImmediate(go));
  }

  /** @returns the Id, if it wins. */
  private async createBeside(): Promise<string | undefined> {
    const { id, end } = await this.createOne(this.properties, OTHER);
    return end.status === 'SUCCESS' ? id : undefined;
  }
}

function isGone({ status, code }: End): boolean {
  return status === 'SUCCESS' || code === 'NotFound';
}

function asModel(properties: Properties): Json {
  return { ...properties } as Json;
}

function updating(id: string, from: Properties, to: Properties): Operation {
  const previous = { ...asModel(from), Id: id };
  return { action: 'UPDATE', model: { ...asModel(to), Id: id }, previous };
}

function endOf(event: Event | undefined): End {
  const {
    status = 'IN_PROGRESS',
    errorCode,
    message = '',
    resourceModel,
    resourceModels,
  } = event ?? {};
  if (status === 'IN_PROGRESS') return { status: 'NOTHING', message };
  return { status, code: errorCode, message, data: resourceModels ?? resourceModel };
}
