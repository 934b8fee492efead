/**
 * Every two requests for one resource, the second sent though the first was not answered, and the first delivered at once,
 * twice, late, or after the second: nothing is left that CloudFormation does not know, and what it holds is in service.
 */
import type { Event } from '../../src/custom-resource/protocol/event';
import { CLUSTER } from '../world/scene';
import type { Answered, Sending } from './cloudformation';
import { given, REPLACING, silenceLogs } from './given';

silenceLogs();

const KINDS = [
  'Create',
  'Update',
  'replacement',
  'rollback of a replacement',
  'cleanup Delete',
  'Delete',
] as const;
type Kind = (typeof KINDS)[number];
/** Why CloudFormation does not send the second after the first, for those pairs. */
const NOTHING_HELD = 'there is nothing to update or to clean up';
const IN_ORDER = 'the update before it is rolled back first';
const GOING = 'the stack is being deleted';
const IMPOSSIBLE: Readonly<Record<Kind, Partial<Record<Kind, string>>>> = {
  Create: {
    Update: NOTHING_HELD,
    replacement: NOTHING_HELD,
    'rollback of a replacement': NOTHING_HELD,
    'cleanup Delete': NOTHING_HELD,
  },
  Update: { Create: 'it holds an id', 'cleanup Delete': 'nothing was replaced' },
  replacement: { Create: 'it holds an id', 'cleanup Delete': 'nothing was accepted' },
  'rollback of a replacement': {
    Create: 'it holds an id',
    Update: IN_ORDER,
    replacement: IN_ORDER,
    'cleanup Delete': 'nothing was accepted',
  },
  'cleanup Delete': { Create: 'it holds an id', 'rollback of a replacement': 'it is complete' },
  Delete: {
    Create: GOING,
    Update: GOING,
    replacement: GOING,
    'rollback of a replacement': GOING,
    'cleanup Delete': GOING,
  },
};
const PAIRS = KINDS.flatMap((first) =>
  KINDS.filter((second) => !IMPOSSIBLE[first][second]).map((second) => [first, second] as const),
);
/** Seconds until each delivery of the first. */
const DELIVERIES = { 'at once': [0], twice: [0, 700], '30 s late': [30], '900 s late': [900] };
const GIVEN_UP_AFTER_SECONDS = [1, 20, 130];

type Made = ReturnType<typeof given>;
const THIRD = { InstanceTypes: ['hpc7a.96xlarge'], LocalStorage: 'NONE' };

/** CloudFormation's view of the resource. */
class Resource {
  held: string | undefined;
  properties: object;
  /** The id and the properties before the last replacement. */
  before: { readonly id: string; readonly properties: object } | undefined;

  constructor(readonly made: Made) {
    this.properties = made.properties;
  }

  /** What has happened when the first request is sent. */
  async begin(first: Kind): Promise<void> {
    if (first === 'Create') return;
    this.take(await this.send('Create'));
    if (first === 'rollback of a replacement')
      await this.send('replacement', { cancelAfterSeconds: 60 });
    if (first === 'cleanup Delete') this.take(await this.send('replacement'));
  }

  /** Of an accepted answer. */
  take(answer: Answered): void {
    if (answer.Status === 'SUCCESS') this.held = answer.PhysicalResourceId;
  }

  async send(kind: Kind, sending: Sending = {}): Promise<Answered> {
    const { stack } = this.made;
    const { held = 'stack-Nodes-0A1B2C3D4E5F', properties } = this;
    const update = (desired: object, old: object) => {
      this.before = { id: held, properties: old };
      this.properties = desired;
      return stack.change(held, desired, old, sending);
    };
    switch (kind) {
      case 'Create':
        return stack.send({ RequestType: 'Create', ResourceProperties: properties }, sending);
      case 'Update':
        return update({ ...properties, Labels: { n: String(stack.requests.length) } }, properties);
      case 'replacement':
        return update({ ...properties, ...(this.before ? THIRD : REPLACING) }, properties);
      case 'rollback of a replacement':
        return stack.change(
          this.before?.id ?? held,
          this.made.properties,
          { ...this.made.properties, ...REPLACING },
          sending,
        );
      case 'cleanup Delete':
        return this.delete(this.before?.id ?? held, sending);
      default:
        return this.delete(held, sending);
    }
  }

  delete(PhysicalResourceId: string, sending: Sending = {}): Promise<Answered> {
    const request = { PhysicalResourceId, ResourceProperties: this.properties };
    return this.made.stack.send({ RequestType: 'Delete', ...request }, sending);
  }
}

/** Delivers the next request after each of the seconds. */
function deliverNext({ stack: { provider } }: Made, delays: readonly number[]): void {
  const { deliver } = provider;
  provider.deliver = (event: object) => {
    provider.deliver = deliver;
    for (const seconds of delays)
      provider.timeline.spawn(async () => {
        if (seconds > 0) await provider.timeline.sleep(seconds);
        provider.deliver(event);
      });
  };
}

/**
 * The replacement answered though it was given up, and the rollback that shows it is not delivered yet: the Delete is the
 * one that follows an accepted replacement (decisions/custom-resource-entry-point.md).
 */
function isIndistinct(first: Kind, second: Kind, delays: readonly number[]): boolean {
  return first === 'rollback of a replacement' && second === 'Delete' && delays[0] === 900;
}

test('of each pair it is said whether CloudFormation sends it', () => {
  const impossible = KINDS.flatMap((kind) => Object.keys(IMPOSSIBLE[kind]));
  expect(PAIRS.length + impossible.length).toBe(KINDS.length ** 2);
  expect(PAIRS.length).toBeGreaterThan(12);
});

describe.each(PAIRS)('a %s that is not answered, then a %s', (first, second) => {
  test.each(Object.entries(DELIVERIES))('the first delivered %s', async (_, delays) => {
    for (const cancelAfterSeconds of GIVEN_UP_AFTER_SECONDS) {
      const made = given({ timings: { nodegroupCreate: 100 } });
      const { stack, world, generations } = made;
      const resource = new Resource(made);
      const answers = await stack.run(async () => {
        await resource.begin(first);
        deliverNext(made, delays);
        const unanswered = await resource.send(first, { cancelAfterSeconds });
        const isAccepted = unanswered.Status === 'SUCCESS';
        // a Delete that was answered is not followed by another; of an accepted create the id is held
        if (isAccepted && first === 'Create') resource.take(unanswered);
        if (isAccepted && first === 'Create' && second === 'Create') return [];
        const answer = await resource.send(second);
        const isUpdate = !['Delete', 'cleanup Delete'].includes(second);
        if (isUpdate) resource.take(answer);
        // what an accepted replacement created or replaced is cleaned up, as of any other
        if (
          first === 'replacement' &&
          isAccepted &&
          unanswered.PhysicalResourceId !== resource.held
        )
          await resource.delete(unanswered.PhysicalResourceId);
        const { id } = resource.before ?? {};
        if (answer.Status === 'SUCCESS' && isUpdate && id && id !== resource.held)
          await resource.delete(id);
        if (second === 'Delete' && answer.Status === 'SUCCESS') resource.held = undefined;
        return [answer];
      });
      world.clock.advance(3600);
      const what = JSON.stringify([first, second, delays, cancelAfterSeconds]);
      const known = resource.held ? [resource.held] : [];
      const [answer] = answers;
      if (!answer) continue;
      // each request that CloudFormation waited for has its answer
      expect([what, answer.Status]).not.toEqual([what, 'NOTHING']);
      const unknown = generations().filter((id) => !known.includes(id));
      const unnamed = unknown.filter((id) => !answer.Reason?.includes(id));
      if (isIndistinct(first, second, delays)) continue;
      expect([what, unnamed]).toEqual([what, []]);
      // and what it holds is there, unless it was to be deleted: a Delete that names another one has deleted its own
      for (const id of second === 'Delete' ? [] : known) {
        const status = world.account.nodegroups.get(`${CLUSTER}/${id.split('/')[1]}`)?.status;
        expect([what, id, status]).toEqual([what, id, 'ACTIVE']);
      }
      // no URL gets two different answers, and each has one
      for (const request of stack.requests as readonly Event[]) {
        const bodies = stack.putsOf(request).map(({ body }) => JSON.parse(body));
        expect([what, new Set(bodies.map(({ Status }) => Status)).size]).toEqual([what, 1]);
      }
    }
  });
});
