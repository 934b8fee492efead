/** The files of a release: one for each kind and entry point, one request a line; and the messages, to be read. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonical } from './difference';
import { KINDS, prepared, type Templates } from './kinds';
import { ENTRY_POINTS, type EntryPoint, type Lived, live } from './life';

export interface Recording {
  readonly templates: Templates;
  readonly steps: readonly Omit<Lived, 'messages' | 'progresses'>[];
}

interface File extends Recording {
  /** Values that the requests below have more than once: `{ "$shared": 0 }` stands for the first. */
  readonly shared: readonly unknown[];
}

/** From here on a value that comes again is written once. */
const SHARED_LENGTH = 300;
/** A property, a shared value, an attribute and a request are each on one line. */
const DEPTHS: Readonly<Record<string, number>> = {
  templates: 2,
  shared: 1,
  answer: 2,
  requests: 1,
};
/** Of the file and the list of its steps. */
const STRUCTURE_DEPTH = 3;

export function folderOf(release: string): string {
  return join(__dirname, release);
}

export function releases(): readonly string[] {
  return readdirSync(__dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

export function recordedKinds(release: string): readonly string[] {
  const ending = `.${ENTRY_POINTS[0]}.json`;
  return readdirSync(folderOf(release))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length));
}

export function readRecording(release: string, kind: string, entryPoint: EntryPoint): Recording {
  const file = join(folderOf(release), `${kind}.${entryPoint}.json`);
  return readText(readFileSync(file, 'utf8'));
}

export function readText(text: string): Recording {
  const { shared, ...recording } = JSON.parse(text) as File;
  return inserted(recording, shared) as Recording;
}

/** Writes what today's code does as what the release does. What is there is never written again. */
export async function record(release: string): Promise<void> {
  const folder = folderOf(release);
  if (existsSync(folder)) throw new Error(`${folder} is there: a release is recorded once`);
  const files = new Map<string, string>();
  const messages: string[] = [];
  for (const kind of Object.keys(KINDS)) {
    for (const entryPoint of ENTRY_POINTS) {
      const { world, templates } = prepared(kind);
      const lived = await live({ world, entryPoint, kind, templates });
      for (const { step, answer } of lived) {
        // a life that fails is no use to compare with
        const { status, Status = status } = answer;
        expect({ kind, entryPoint, step, Status }).toMatchObject({ Status: 'SUCCESS' });
      }
      const steps = lived.map(({ messages: _, progresses: __, ...step }) => step);
      files.set(`${kind}.${entryPoint}.json`, textOf({ templates, steps }));
      messages.push(`# ${kind}, ${entryPoint}`, ...lived.flatMap(messagesOf), '');
    }
  }
  mkdirSync(folder);
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, 'messages.txt'), messages.join('\n'));
}

function messagesOf({ step, messages }: Lived): readonly string[] {
  return messages.map((message) => `${step}: ${message}`);
}

export function textOf({ templates, steps }: Recording): string {
  const counts = new Map<string, number>();
  for (const { requests } of steps) for (const { input } of requests) count(input, counts);
  const shared = [...counts].flatMap(([text, times]) => (times > 1 ? [text] : []));
  const file = {
    templates,
    shared: shared.map((text) => JSON.parse(text) as unknown),
    steps: steps.map((step) => ({
      ...step,
      requests: step.requests.map((request) => ({
        ...request,
        input: replaced(request.input, shared),
      })),
    })),
  };
  return `${lines(file, STRUCTURE_DEPTH, '')}\n`;
}

/** Counts the longest values that can be written once; of those inside one that comes again, none is counted again. */
function count(value: unknown, counts: Map<string, number>): void {
  if (typeof value !== 'object' || value === null) return;
  const text = canonical(value);
  if (text.length < SHARED_LENGTH) return;
  const times = counts.get(text) ?? 0;
  counts.set(text, times + 1);
  if (times === 0) for (const member of Object.values(value)) count(member, counts);
}

function replaced(value: unknown, shared: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const text = canonical(value);
  const at = shared.indexOf(text);
  if (at >= 0) return { $shared: at };
  return mapped(value, (member) => replaced(member, shared));
}

function inserted(value: unknown, shared: readonly unknown[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$shared' in value) return shared[Number(value.$shared)];
  return mapped(value, (member) => inserted(member, shared));
}

function mapped(value: object, map: (member: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, map(member)]));
}

/** @param depth how many levels of members have lines of their own; what is further inside is on one line */
function lines(value: unknown, depth: number, indent: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent} `;
  const isList = Array.isArray(value);
  const members = Object.entries(value).map(([key, member]) => {
    const name = isList ? '' : `${JSON.stringify(key)}:`;
    if (depth === 0) return `${name}${canonical(member)}`;
    const below = (isList ? undefined : DEPTHS[key]) ?? depth - 1;
    return `\n${inner}${name}${lines(member, below, inner)}`;
  });
  const end = depth === 0 || members.length === 0 ? '' : `\n${indent}`;
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  return `${open}${members.join(',')}${end}${close}`;
}
