/**
 * The node groups that an earlier release made, from create to delete, under today's code: what it asks of AWS and
 * what it answers, and whether it takes over what the release left. README.md says how a release is recorded.
 */
import * as ec2 from '@aws-sdk/client-ec2';
import * as eks from '@aws-sdk/client-eks';
import { version } from '../../package.json';
import { APPLIED_TAG } from '../../src/core/ownership/applied-record';
import type { World } from '../world/world';
import { DELIBERATE } from './deliberate';
import { differences, orderedDifferences, short, unorderedDifferences } from './difference';
import { KINDS, prepared, STEPS, type Step } from './kinds';
import {
  changing,
  ENTRY_POINTS,
  type EntryPoint,
  isKnown,
  type Lived,
  live,
  type Request,
  reading,
  remake,
} from './life';
import { type Recording, readRecording, record, recordedKinds, releases } from './recording';

const { RECORD_RELEASE } = process.env;
const toRecord =
  RECORD_RELEASE && !releases().includes(RECORD_RELEASE) ? RECORD_RELEASE : undefined;

beforeAll(async () => {
  if (toRecord === undefined) return;
  if (toRecord !== version) throw new Error(`this is ${version}, not ${toRecord}`);
  jest.spyOn(console, 'log').mockImplementation(() => {});
  await record(toRecord);
});
beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation(() => {});
});
afterEach(() => jest.restoreAllMocks());

interface Life {
  readonly lived: readonly Lived[];
  /** What the end left of it, and what it took of others. */
  readonly left: readonly string[];
}

describe.each([...releases(), ...(toRecord ? [toRecord] : [])])('of release %s', (release) => {
  const unintended = (lines: readonly string[]) =>
    short(lines.filter((line) => !DELIBERATE[release]?.some((start) => line.startsWith(start))));
  const kinds = release === toRecord ? Object.keys(KINDS) : recordedKinds(release);
  describe.each(kinds)('%s', (kind) => {
    describe.each(ENTRY_POINTS)('through the %s', (entryPoint) => {
      const recording = once(() => readRecording(release, kind, entryPoint));
      const again = once(() => livedAgain(kind, entryPoint, recording()));
      const remade = once(() => livedOn(kind, entryPoint, recording()));

      it('a new one makes the same changing requests', async () => {
        const { lived, left } = await again();
        expect(unintended(changesBetween(recording(), lived, STEPS))).toEqual([]);
        expect(unintended(left)).toEqual([]);
      });

      it('a new one makes the same reading requests', async () => {
        const { lived } = await again();
        const reads = perStep(recording(), lived, STEPS, (before, now) =>
          unorderedDifferences(reading(before.requests), reading(now.requests)),
        );
        expect(unintended(reads)).toEqual([]);
      });

      it('a new one answers the same', async () => {
        expect(unintended(answersBetween(recording(), (await again()).lived, STEPS))).toEqual([]);
      });

      it('the one that the release made is read as before', async () => {
        const { lived } = await remade();
        expect(unintended(answersBetween(recording(), lived, ['read']))).toEqual([]);
      });

      it('the one that the release made is left alone where the template is unchanged', async () => {
        const { lived } = await remade();
        const sent = changing(stepOf(lived, 'unchanged').requests);
        expect(sent.map(({ action }) => action)).toEqual([]);
        expect(unintended(answersBetween(recording(), lived, ['unchanged']))).toEqual([]);
      });

      it.each<Step>(['in place', 'roll', 'roll back'])(
        'the one that the release made is updated as before: %s',
        async (step) => {
          const { lived } = await remade();
          expect(unintended(changesBetween(recording(), lived, [step]))).toEqual([]);
          expect(unintended(answersBetween(recording(), lived, [step]))).toEqual([]);
        },
      );

      it('the one that the release made is deleted as before, with nothing left', async () => {
        const { lived, left } = await remade();
        expect(unintended(changesBetween(recording(), lived, ['delete']))).toEqual([]);
        expect(unintended(answersBetween(recording(), lived, ['delete']))).toEqual([]);
        expect(unintended(left)).toEqual([]);
      });
    });
  });
});

/** The same life in a fresh world. */
async function livedAgain(
  kind: string,
  entryPoint: EntryPoint,
  { templates }: Recording,
): Promise<Life> {
  const { world } = prepared(kind);
  const before = everything(world);
  const lived = await live({ world, entryPoint, kind, templates });
  world.clock.advance(600);
  return { lived, left: differences(before, everything(world)) };
}

/** A fresh world in which the release's own requests made the node group, and the rest of its life. */
async function livedOn(
  kind: string,
  entryPoint: EntryPoint,
  { templates, steps }: Recording,
): Promise<Life> {
  const { world } = prepared(kind);
  const before = everything(world);
  const id = idOf(steps);
  isKnown(world, id);
  await remake(world, stepOf(steps, 'create').requests, (request) => send(world, request));
  const lived = await live({ world, entryPoint, kind, templates }, { step: 'read', id });
  world.clock.advance(600);
  return { lived, left: differences(before, everything(world)) };
}

function idOf(steps: Recording['steps']): string {
  const { answer } = stepOf(steps, 'read');
  return (answer.resourceModel as { readonly Id: string }).Id;
}

type Commands = Record<string, new (input: object) => object>;

/** Through the SDK's client, so that the world gets it by the wire. */
function send(world: World, { service, action, input }: Request): Promise<unknown> {
  if (service !== 'ec2' && service !== 'eks') throw new Error(`no client of ${service}`);
  const commands = (service === 'ec2' ? ec2 : eks) as unknown as Commands;
  const Command = commands[`${action}Command`];
  if (!Command) throw new Error(`no ${action}Command`);
  const client = world[service] as { send(command: object): Promise<unknown> };
  return client.send(new Command(input));
}

function everything(world: World) {
  return Object.fromEntries(world.resources().map((one) => [`${one.type} ${one.id}`, one]));
}

function changesBetween(
  recording: Recording,
  lived: readonly Lived[],
  steps: readonly Step[],
): readonly string[] {
  return perStep(recording, lived, steps, (before, now) =>
    orderedDifferences(
      withoutRecord(changing(before.requests)),
      withoutRecord(changing(now.requests)),
    ),
  );
}

/** Since 0.2 the node group records what was applied last: with every change, and in a tag of its own. */
function withoutRecord(requests: readonly Request[]): readonly Request[] {
  return requests.flatMap((request) => {
    const tags = request.input.tags as Readonly<Record<string, string>> | undefined;
    if (tags?.[APPLIED_TAG] === undefined) return [request];
    const { [APPLIED_TAG]: _, ...others } = tags;
    const isRecord = request.action === 'TagResource' && Object.keys(others).length === 0;
    return isRecord ? [] : [{ ...request, input: { ...request.input, tags: others } }];
  });
}

function answersBetween(
  recording: Recording,
  lived: readonly Lived[],
  steps: readonly Step[],
): readonly string[] {
  return perStep(recording, lived, steps, (before, now) => differences(before.answer, now.answer));
}

function perStep(
  recording: Recording,
  lived: readonly Lived[],
  steps: readonly Step[],
  compare: (before: Recording['steps'][number], now: Lived) => readonly string[],
): readonly string[] {
  return steps.flatMap((step) =>
    compare(stepOf(recording.steps, step), stepOf(lived, step)).map((line) => `${step}: ${line}`),
  );
}

function stepOf<T extends { readonly step: Step }>(steps: readonly T[], step: Step): T {
  const found = steps.find((each) => each.step === step);
  if (!found) throw new Error(`no step ${step}`);
  return found;
}

/** Of a life, which several tests inspect, at most one. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
