/** What several questions check of how an update ended and of what Read tells then. */
import type { Feature } from '../../src/core/feature/feature';
import type { Json } from '../registry/cloudformation';
import type { World } from '../world/world';
import type { Ended, EntryPoint, Life } from './lives';
import {
  differences,
  isNamed,
  notFound,
  type Path,
  pathsOf,
  type Schema,
  shown,
  topOf,
} from './paths';

export interface Asked {
  readonly schema: Schema;
  readonly features: readonly Feature[];
  readonly path: Path;
  readonly entryPoint: EntryPoint;
}
/** What is wrong, a line each. */
export type Problems = readonly string[];
/** What the nodes of a living node group are made of. */
export interface Live {
  readonly read: Json;
  readonly userData: string;
}

/** What shows the value of a property that is an option of other changes: a member of the call that rolls. */
const OPTIONS: Readonly<Record<string, string>> = { ForceUpdateEnabled: 'force' };
const ROLLS: Json = { Monitoring: true };

export async function liveOf(world: World, life: Life): Promise<Live> {
  const read = await life.read();
  const template = world.account.templates.get(String(read.LaunchTemplateId));
  const version = template?.versions.find(
    ({ number }) => String(number) === read.LaunchTemplateVersion,
  );
  const userData = Buffer.from(version?.data.UserData ?? '', 'base64').toString('utf8');
  return { read, userData };
}

/** @throws Error where it did not succeed. */
export function wellEnded(ended: Ended, what: string): Ended {
  if (ended.succeeded) return ended;
  throw new Error(`${what}: ${reasonOf(ended)}`);
}

function reasonOf({ answer }: Ended): string {
  return `${answer.errorCode ?? ''} ${answer.message ?? answer.Reason ?? ''}`.trim();
}

/** Of an update that is to leave the node group in its place. */
export function unsuccessful(ended: Ended, id: string): Problems {
  if (!ended.succeeded) return [`update: ${reasonOf(ended)}`];
  return ended.id === id ? [] : [`replaced: ${ended.id} is another node group than ${id}`];
}

/** In the registry CloudFormation replaces after NotUpdatable, in the custom resource after another physical id. */
export function notReplaced(
  asked: Asked,
  id: string,
  ended: Ended,
  to: Json,
  live: Live,
): Problems {
  if (asked.entryPoint === 'registry') {
    return [
      ...differences('NotUpdatable', ended.answer.errorCode, 'error code'),
      ...ended.sent.map(({ action }) => `calls: ${action}, before the replacement`),
    ];
  }
  if (!ended.succeeded) return [`update: ${reasonOf(ended)}`];
  return ended.id === id ? [`not replaced: it is still ${id}`] : notShown(asked, to, live);
}

/** What Read does not tell of the template at the top of the path; of a write-only property, what the user data lacks. */
export function notShown(
  { schema, path }: Pick<Asked, 'schema' | 'path'>,
  template: Json,
  { read, userData }: Live,
): Problems {
  const name = topOf(path.path);
  const top = pathsOf(schema).find((each) => each.path === name);
  if (!top) return [`${name} is not in schema.json`];
  const given = template[name];
  if (!isNamed(schema.writeOnlyProperties, path)) return notFound(schema, given, read[name], top);
  const isThere = typeof given !== 'string' || userData.includes(given);
  return [
    ...(name in read ? [`${name} is write-only, but Read tells it`] : []),
    ...(isThere ? [] : [`the user data lacks ${shown(given)}`]),
  ];
}

/** The next roll carries the option as the template has it, or does not. */
export async function wrongOption(
  { path }: Path,
  life: Life,
  properties: Json,
  wanted: unknown,
): Promise<Problems> {
  const member = OPTIONS[path];
  if (!member) return ['checks.ts does not say in which call the option shows'];
  const { sent } = await life.update(properties, { ...properties, ...ROLLS });
  const roll = sent.find(({ action }) => action === 'UpdateNodegroupVersion');
  return differences(wanted || undefined, roll?.input[member], `${member} of the next roll`);
}
