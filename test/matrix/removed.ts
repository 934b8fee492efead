/** Question 3: a node group whose template gives a property no longer. */
import type { Json } from '../registry/cloudformation';
import {
  type Asked,
  type Live,
  liveOf,
  notReplaced,
  type Problems,
  unsuccessful,
  wellEnded,
  wrongOption,
} from './checks';
import { type Derived, nameOf, type Sent, wrongCalls } from './costs';
import { madeOf, unlikeFresh } from './fresh';
import { type Ended, type Life, lifeIn } from './lives';
import { differences, isNamed, shown, valueAt, withValue } from './paths';
import { type Setting, settingOf } from './setting';
import type { Removal } from './words';

/** Created with the property, read, updated to the template without it, read. */
export interface Removing {
  readonly life: Life;
  readonly before: Json;
  readonly after: Json;
  readonly created: Ended;
  readonly live: Live;
  readonly ended: Ended;
  readonly liveThen: Live;
  readonly madeThen: Json;
}

/** Created with the second value, which a default would change; with the first where the removal changes nothing. */
export async function removing(
  { path, entryPoint }: Asked,
  { kind }: Removal,
  without: (setting: Setting, before: Json) => Json = (setting, before) => setting.without(before),
): Promise<Removing> {
  const setting = settingOf(path.path);
  const { world } = setting;
  const life = lifeIn(world, entryPoint);
  const before = kind === 'held' || kind === 'untouched' ? setting.from : setting.to;
  const created = wellEnded(await life.create(before), 'create');
  const live = await liveOf(world, life);
  setting.between();
  const after = without(setting, before);
  const ended = await life.update(before, after);
  const liveThen = await liveOf(world, life);
  const madeThen = madeOf(world, liveThen.read);
  return { life, before, after, created, live, ended, liveThen, madeThen };
}

export async function wrongRemoval(
  asked: Asked,
  derived: Derived,
  told: Removal,
  removal: Removing,
): Promise<Problems> {
  const problems = await wrongEnd(asked, derived, told, removal);
  return problems.length > 0 || !asked.path.node.properties
    ? problems
    : wrongEmptied(asked, told, removal);
}

async function wrongEnd(
  asked: Asked,
  derived: Derived,
  told: Removal,
  { life, before, after, created, live, ended, liveThen, madeThen }: Removing,
): Promise<Problems> {
  const { path, schema } = asked;
  if (told.kind === 'refused') {
    return ended.succeeded ? ['not refused'] : wronglyRefused(ended);
  }
  if (told.kind === 'replaced') return notReplaced(asked, created.id, ended, after, liveThen);
  const unwell = unsuccessful(ended, created.id);
  if (unwell.length > 0) return unwell;
  if (told.kind !== 'values') {
    return notHeld(told.kind, ended.sent, live.read, liveThen.read);
  }
  if (derived.cost === 'nothing') return wrongOption(path, life, after, told.values[path.path]);
  const given = valueAt(before, path.path);
  const written = told.values[path.path];
  const isKept =
    isNamed(schema.writeOnlyProperties, path) && liveThen.userData.includes(`${given}`);
  return [
    ...wrongCalls(derived, ended.sent),
    ...(isKept ? ['the user data still has it'] : []),
    ...(await unlikeFresh(asked, after, madeThen)),
    ...Object.entries(told.values).flatMap(([at, value]) => [
      ...differences(value, valueAt(liveThen.read, at), at),
      ...(derived.cost === 'config' ? notSent(at, value, ended.sent) : []),
    ]),
    ...(written === undefined
      ? []
      : changedByDefault(await life.update(after, withValue(after, path.path, written)))),
  ];
}

/** That a choice or a value was given may be forgotten, in our own tags and in what Read tells; nothing else changes. */
function notHeld(
  kind: 'held' | 'untouched',
  sent: readonly Sent[],
  before: Json,
  after: Json,
): Problems {
  if (kind === 'untouched')
    return [...callsOf(withoutRecords(sent)), ...differences(before, after)];
  const { Placement: _, ...held } = before;
  const { Placement: __, ...heldThen } = after;
  return [...callsOf(withoutRecords(sent)), ...differences(held, heldThen)];
}

function withoutRecords(sent: readonly Sent[]): readonly Sent[] {
  return sent.filter((each) => nameOf(each) !== 'record');
}

/** A template that says the default now means what it meant before; our own tags may record that it says so. */
function changedByDefault({ answer, sent, succeeded }: Ended): Problems {
  return [
    ...(succeeded ? [] : [`the default written down: ${shown(answer)}`]),
    ...sent
      .filter((each) => nameOf(each) !== 'record')
      .map(({ action }) => `the default written down calls ${action}`),
  ];
}

function callsOf(sent: readonly Sent[]): Problems {
  return sent.map(({ action }) => `calls: ${action}, though it changes nothing`);
}

/** Only because of the template, and before anything was sent. */
function wronglyRefused({ answer, sent }: Ended): Problems {
  const isTemplate = /^InvalidRequest/.test(`${answer.errorCode ?? answer.Reason}`);
  return [
    ...(isTemplate ? [] : [`refused for another reason: ${shown(answer)}`]),
    ...sent.map(({ action }) => `calls: ${action}, though refused`),
  ];
}

/** EKS keeps what an update of the configuration leaves out: a default has to be sent. */
function notSent(path: string, value: unknown, sent: readonly Sent[]): Problems {
  const update = sent.find(({ action }) => action === 'UpdateNodegroupConfig');
  if (value === undefined || !update) return [];
  const member = path.replace(/(^|\.)./g, (initial) => initial.toLowerCase());
  return differences(value, valueAt(update.input, member), `sent as ${member}`);
}

/** An object that nothing is left in, as AWS::NoValue leaves it: the same as none, or refused. */
async function wrongEmptied(asked: Asked, told: Removal, none: Removing): Promise<Problems> {
  const { path } = asked.path;
  const { ended } = await removing(asked, told, (setting, before) =>
    withValue(setting.without(before), path, {}),
  );
  if (!ended.succeeded) return wronglyRefused(ended);
  return [
    ...differences(
      { ...withoutRecords(none.ended.sent) },
      { ...withoutRecords(ended.sent) },
      'calls of {} beside none',
    ),
    ...differences(none.ended.answer, ended.answer, 'answer of {} beside none'),
  ];
}
