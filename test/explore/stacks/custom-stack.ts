/** CloudFormation with the custom resource, in the words of stack.ts. */
import type { Properties } from '../../../src/core/model/properties';
import { type Answered, Stack as CustomResource } from '../../custom-resource/cloudformation';
import type { Setting } from '../../reconcile/driver';
import {
  type End,
  type Interference,
  Journal,
  type RequestKind,
  SLOW_CALL_SECONDS,
  type Stack,
} from './stack';

type Request = Parameters<CustomResource['send']>[0];
const FIRST_SECONDS = 2;
const OTHER = { change: { LogicalResourceId: 'Other' } };

export class CustomStack implements Stack {
  readonly journal: Journal;
  private readonly stack: CustomResource;
  private isCancelled = false;
  private beside: string | undefined;
  private properties: Properties;
  private before: Properties | undefined;

  constructor(readonly made: Setting) {
    this.journal = new Journal(made);
    this.properties = made.properties;
    this.stack = new CustomResource(made.world);
    this.stack.continuesRollbacks = true;
    const { send } = this.stack;
    let last: Request | undefined;
    this.stack.send = async (request, sending = {}) => {
      const kind = kindOf(request, last);
      last = request;
      const isFollowing = this.isCancelled || kind === 'ROLLBACK';
      const isCancelled = () => !isFollowing && this.isCancelled;
      let answer: Answered | undefined;
      await this.journal.record(kind, async () => {
        answer = await send.call(this.stack, request, { ...sending, isCancelled });
        return endOf(answer);
      });
      return answer as Answered;
    };
  }

  get id(): string | undefined {
    return this.stack.id;
  }

  get longest(): number {
    return this.stack.provider.longestReconcile;
  }

  sent(): string {
    const { puts, progresses } = this.stack.provider;
    return JSON.stringify([puts.map(({ body }) => body), progresses]);
  }

  adopt(id: string, properties: Properties): void {
    this.properties = properties;
    this.stack.adopt(id, properties);
  }

  async run(does: () => Promise<void>): Promise<void> {
    await this.stack.run(does);
    const PhysicalResourceId = this.beside;
    this.beside = undefined;
    if (PhysicalResourceId) {
      const request = { RequestType: 'Delete', PhysicalResourceId } as const;
      await this.stack.run(async () => void (await this.stack.send(request, OTHER)));
    }
    for (const request of this.stack.requests) {
      const bodies = this.stack.putsOf(request).map(({ body }) => JSON.parse(body));
      const ends = new Set(bodies.map((each) => `${each.Status} ${each.PhysicalResourceId}`));
      expect([...ends]).toHaveLength(Math.min(1, bodies.length));
    }
  }

  async create(properties: Properties): Promise<void> {
    // with its Delete, which is tried again where it fails
    await this.stack.create(properties);
  }

  async update(properties: Properties): Promise<void> {
    const { id = '', stack } = this;
    const old = this.properties;
    const isBack = properties === this.before;
    [this.before, this.properties] = [old, properties];
    if (!isBack) {
      const { Status } = await stack.update(properties);
      if (Status !== 'SUCCESS') this.properties = old;
      return;
    }
    let back = await stack.change(id, properties, old);
    // a rollback that failed is continued
    if (back.Status !== 'SUCCESS') back = await stack.change(id, properties, old);
    stack.adopt(back.PhysicalResourceId, properties);
    const gone = {
      RequestType: 'Delete',
      PhysicalResourceId: id,
      ResourceProperties: old,
    } as const;
    if (back.PhysicalResourceId !== id) await stack.send(gone);
  }

  async delete(): Promise<void> {
    if (this.stack.id) await this.stack.delete();
  }

  async inspect(): Promise<void> {}

  async interfere(what: Interference): Promise<void> {
    const { provider, requests } = this.stack;
    const event = requests.at(-1);
    // two requests of one second have no order
    await provider.timeline.sleep(FIRST_SECONDS);
    if (what === 'give-up') this.isCancelled = true;
    if (what === 'same' && event) provider.deliver(event);
    if (what === 'same-name') provider.timeline.spawn(() => this.createBeside());
    await provider.timeline.sleep(SLOW_CALL_SECONDS - FIRST_SECONDS);
  }

  /** Another resource of the same stack, with the same properties. */
  private async createBeside(): Promise<void> {
    const { PhysicalResourceId } = await this.stack.send({ RequestType: 'Create' }, OTHER);
    this.beside = PhysicalResourceId;
  }
}

function kindOf(request: Request, last: Request | undefined): RequestKind {
  if (request.RequestType === 'Create') return 'CREATE';
  if (request.RequestType === 'Delete') return 'DELETE';
  if (last?.RequestType !== 'Update') return 'UPDATE';
  const text = ({ ResourceProperties, OldResourceProperties }: Request, back: boolean) => {
    const bags = [ResourceProperties, OldResourceProperties];
    return JSON.stringify(back ? bags.reverse() : bags);
  };
  // once more, where it is continued
  const isAgain = text(last, false) === text(request, false);
  return isAgain || text(last, true) === text(request, false) ? 'ROLLBACK' : 'UPDATE';
}

function endOf({ Status, Reason = '', Data }: Answered): End {
  const code = Status === 'FAILED' ? /^(\w+): /.exec(Reason)?.[1] : undefined;
  return { status: Status, code, message: Reason, data: Data };
}
