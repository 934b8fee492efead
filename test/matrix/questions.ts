/** The four questions about one path through one entry point, each asked in worlds of its own. */
import {
  type Asked,
  type Live,
  liveOf,
  notReplaced,
  notShown,
  type Problems,
  unsuccessful,
  wellEnded,
  wrongOption,
} from './checks';
import { type Derived, derivedCost, type Sent, wrongCalls } from './costs';
import { type Ended, type Form, type Life, lifeIn } from './lives';
import { differences, pathsOf, valueAt } from './paths';
import { type Removing, removing, wrongRemoval } from './removed';
import { type Setting, settingOf } from './setting';
import { type Removal, toldRemoval } from './words';

export const QUESTIONS = ['change', 'read back', 'removed', 'strings'] as const;
export type Question = (typeof QUESTIONS)[number];
/** What is wrong; or why it is not asked. */
export type Cell = Problems | { readonly notAsked: string };

export async function ask(
  asked: Asked,
  questions: readonly Question[] = QUESTIONS,
): Promise<Partial<Readonly<Record<Question, Cell>>>> {
  const lives = livesOf(asked);
  const answers: Readonly<Record<Question, () => Promise<Cell>>> = {
    change: () => change(asked, lives),
    'read back': () => readBack(asked, lives),
    removed: () => removed(asked, lives),
    strings: () => strings(lives),
  };
  const cells: [Question, Cell][] = [];
  for (const question of questions) cells.push([question, await caught(answers[question])]);
  return Object.fromEntries(cells);
}

async function caught(question: () => Promise<Cell>): Promise<Cell> {
  try {
    return await question();
  } catch (error) {
    return String((error as Error).message ?? error).split('\n');
  }
}

/** Created with the first value, updated to the second. */
interface Changing extends Setting {
  readonly life: Life;
  readonly created: Ended;
  readonly updated: Ended;
}
interface Lives {
  readonly cost: Derived | string;
  /** What schema.json says of the removal; undefined where there is none. */
  readonly told: Removal | string | undefined;
  /** Each is lived once, for all questions that ask for it. */
  readonly changing: () => Promise<Changing & { readonly live: Live; readonly liveThen: Live }>;
  readonly changingInOtherForm: () => Promise<Changing>;
  readonly removing: () => Promise<Removing | undefined>;
}

function livesOf(asked: Asked): Lives {
  const { schema, features, path, entryPoint } = asked;
  const told = path.required ? undefined : toldRemoval(schema, path, pathsOf(schema));
  return {
    cost: derivedCost(path, schema, features),
    told,
    changing: once(async () => {
      const begun = await begin(asked, 'usual');
      const live = await liveOf(begun.world, begun.life);
      const changing = await finish(begun);
      return { ...changing, live, liveThen: await liveOf(begun.world, begun.life) };
    }),
    changingInOtherForm: once(async () => finish(await begin(asked, 'other'))),
    removing: once(async () => (typeof told === 'object' ? removing(asked, told) : undefined)),
  };

  async function begin({ path: { path: name } }: Asked, form: Form) {
    const setting = settingOf(name);
    const life = lifeIn(setting.world, entryPoint, form);
    const created = wellEnded(await life.create(setting.from), 'create');
    return { ...setting, life, created };
  }
  async function finish(begun: Omit<Changing, 'updated'>): Promise<Changing> {
    begun.between();
    return { ...begun, updated: await begun.life.update(begun.from, begun.to) };
  }
}

function once<T>(does: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => {
    done ??= does();
    return done;
  };
}

/** Question 1. */
async function change(asked: Asked, { cost, told, changing }: Lives): Promise<Cell> {
  if (typeof cost === 'string') return [cost];
  const { life, to, created, updated, liveThen } = await changing();
  if (cost.cost === 'replace') return notReplaced(asked, created.id, updated, to, liveThen);
  const inPlace = [
    ...unsuccessful(updated, created.id),
    ...wrongCalls(cost, updated.sent),
    ...notShown(asked, to, liveThen),
  ];
  if (inPlace.length > 0) return inPlace;
  if (cost.cost === 'nothing') {
    return wrongOption(asked.path, life, to, valueAt(to, asked.path.path));
  }
  const isShownByRemoval = typeof told === 'object' && told.kind === 'replaced';
  return cost.mayReplace ? replacing(asked, isShownByRemoval) : [];
}

/** Of what sometimes replaces, the other sample. */
async function replacing(asked: Asked, isShownByRemoval: boolean): Promise<Cell> {
  const { world, from, replacing: to } = settingOf(asked.path.path);
  if (!to) return isShownByRemoval ? [] : ['samples.ts has no value that replaces'];
  const life = lifeIn(world, asked.entryPoint);
  const { id } = wellEnded(await life.create(from), 'create');
  const ended = await life.update(from, to);
  return notReplaced(asked, id, ended, to, await liveOf(world, life));
}

/** Question 2: after a create with either value. */
async function readBack(asked: Asked, { changing, removing }: Lives): Promise<Cell> {
  const { from, live } = await changing();
  const other = await removing();
  return [
    ...notShown(asked, from, live),
    ...(other ? notShown(asked, other.before, other.live) : []),
  ];
}

/** Question 3. */
async function removed(asked: Asked, { cost, told, removing }: Lives): Promise<Cell> {
  if (told === undefined) return { notAsked: 'required' };
  if (typeof told === 'string') return [told];
  if (typeof cost === 'string') return [cost];
  const removal = await removing();
  return removal ? wrongRemoval(asked, cost, told, removal) : [];
}

/** Question 4: numbers as texts, or in the custom resource as numbers, make the same requests and the same answer. */
async function strings({ changing, changingInOtherForm }: Lives): Promise<Cell> {
  const [usual, other] = [await changing(), await changingInOtherForm()];
  return (['created', 'updated'] as const).flatMap((step) => [
    ...otherBytes(step, usual[step].sent, other[step].sent),
    ...differences(usual[step].answer, other[step].answer, `${step}: answer`),
    ...differences(usual[step].id, other[step].id, `${step}: id`),
  ]);
}

function otherBytes(step: string, usual: readonly Sent[], other: readonly Sent[]): Problems {
  if (JSON.stringify(usual) === JSON.stringify(other)) return [];
  const found = differences({ ...usual }, { ...other }, step);
  return found.length > 0 ? found : [`${step}: the members of the requests are in another order`];
}
