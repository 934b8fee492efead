/**
 * User data of Bottlerocket nodes: settings in TOML that EKS merges with its own; they override
 * EKS's (EKS user guide, launch-templates, "Bottlerocket user data"). EKS keeps no formatting, so none is
 * kept here: the user's settings and ours are one document, whose first line records which are ours.
 */
import { parse, stringify, TomlError } from 'smol-toml';
import type { AmiFamily, NodeSettings } from './ami-family';

type Value = ReturnType<typeof parseToml>[string];
type Table = { readonly [key: string]: Value };

/** A setting of ours, which gives way to the user's own. */
interface OwnSetting {
  readonly setting: keyof NodeSettings;
  /** Its name in the document's first line. */
  readonly label: string;
  readonly path: readonly string[];
  value(settings: NodeSettings): Value | undefined;
  /** Whether the user's settings set it themselves. */
  isGiven(given: Table): boolean;
}

const STORAGE_PATH = ['settings', 'bootstrap-commands', '000-efa-node-group-storage'];
const MAX_PODS_PATH = ['settings', 'kubernetes', 'max-pods'];

const OWN_SETTINGS: readonly OwnSetting[] = [
  {
    setting: 'localStorage',
    label: 'local-storage',
    path: STORAGE_PATH,
    value: ({ localStorage }) => (localStorage === 'NONE' ? undefined : storageCommands()),
    // a second `bind` would mount the disks twice and stop the boot, because the command is essential
    isGiven: (given) =>
      /\bephemeral-storage\b/.test(textOf(at(given, ['settings', 'bootstrap-commands']))),
  },
  {
    setting: 'maxPods',
    label: 'max-pods',
    path: MAX_PODS_PATH,
    value: ({ maxPods }) => (maxPods === undefined ? undefined : BigInt(maxPods)),
    isGiven: (given) => at(given, MAX_PODS_PATH) !== undefined,
  },
];

/**
 * One disk is formatted, several become a RAID0 array (bottlerocket-core-kit, apiserver ephemeral_storage.rs).
 * Since Bottlerocket 1.22 (bottlerocket.dev, bootstrap-commands); the directories are Karpenter's.
 */
function storageCommands(): Value {
  return {
    commands: [
      ['apiclient', 'ephemeral-storage', 'init'],
      [
        'apiclient',
        'ephemeral-storage',
        'bind',
        '--dirs',
        '/var/lib/containerd',
        '/var/lib/kubelet',
        '/var/log/pods',
      ],
    ],
    essential: true,
    mode: 'always',
  };
}

/** EKS user guide, node-efa: "Bottlerocket AMI version 1.28.0 and later include official support for EFA". */
const FIRST_WITH_EFA = [1, 28] as const;

export const bottlerocket: AmiFamily = {
  isManaged: true,
  // the volume for containers, images and logs; the small root is left to the AMI (Bottlerocket's README)
  volumeDevice: '/dev/xvdb',
  devices: ['/dev/xvda', '/dev/xvdb'],
  // the data volume is empty
  snapshotSize: 0,
  diskStrategies: ['RAID0'],
  takesDrivers: false,
  canHibernate: false,
  canReuseOnScaleIn: false,
  settingsYield: true,
  // EKS user guide, launch-templates: settings.kubernetes.max-pods of the user data is applied
  mayOverrideMaxPods: false,
  mayLoseArray: () => false,
  releasesKubernetes: false,
  unsupportedRelease: (releaseVersion) => {
    const [major = 0, minor = 0] = releaseVersion.split('.').map(Number);
    const [firstMajor, firstMinor] = FIRST_WITH_EFA;
    return major < firstMajor || (major === firstMajor && minor < firstMinor)
      ? `${releaseVersion} is older than Bottlerocket ${FIRST_WITH_EFA.join('.')}.0, the first release that supports EFA. Use ${FIRST_WITH_EFA.join('.')}.0 or later, or remove ReleaseVersion.`
      : undefined;
  },

  unsupportedUserData: (given) => {
    const read = readToml(given);
    const use = 'Bottlerocket accepts settings in TOML, such as [settings.kubernetes].';
    if (read instanceof TomlError) {
      // not the parser's own words: they quote the document
      return `Invalid TOML at line ${read.line}, column ${read.column}. ${use}`;
    }
    if (!hasSettings(read)) return `The text has no table [settings]. ${use}`;
    return unsupportedForm(read, []);
  },

  unreadableUserData: () => undefined,
  setsUpDisks: () => false,

  expand: (settings) => {
    const given = tableOf(settings.given);
    const own = OWN_SETTINGS.flatMap((one) => valueIn(given, one, one.value(settings)));
    return compose(given, own);
  },

  update: (live, desired, changed) => {
    const before = liveSettings(live);
    const given = changed.includes('given') ? tableOf(desired.given) : before.given;
    const own = OWN_SETTINGS.flatMap((one) => {
      const liveValue = before.own.find(([{ setting }]) => setting === one.setting)?.[1];
      // what gave way to the user's setting comes back with its end
      const demanded = changed.includes(one.setting) || (!liveValue && one.isGiven(before.given));
      return valueIn(given, one, demanded ? one.value(desired) : liveValue);
    });
    const text = compose(given, own);
    return text === compose(before.given, before.own) ? live : text;
  },
};

type Own = readonly (readonly [OwnSetting, Value])[];

function valueIn(given: Table, one: OwnSetting, value: Value | undefined): Own {
  return value === undefined || one.isGiven(given) ? [] : [[one, value]];
}

function compose(given: Table, own: Own): string | undefined {
  const document = own.reduce((table, [{ path }, value]) => withValue(table, path, value), given);
  if (Object.keys(document).length === 0) return undefined;
  const head = own.length > 0 ? `${HEAD}${own.map(([{ label }]) => label).join(' ')}\n` : '';
  return head + stringify(document, { numbersAsFloat: true });
}

const HEAD = '# efa-node-group: ';

function liveSettings(live: string): { readonly given: Table; readonly own: Own } {
  const [line = ''] = live.split('\n', 1);
  const labels = line.startsWith(HEAD) ? line.slice(HEAD.length).split(' ') : [];
  const document = tableOf(live);
  const own = OWN_SETTINGS.filter(({ label }) => labels.includes(label)).flatMap((one) => {
    const value = at(document, one.path);
    return value === undefined ? [] : [[one, value] as const];
  });
  return {
    given: own.reduce((table, [{ path }]) => withoutValue(table, path), document),
    own,
  };
}

/** Whether user data is what Bottlerocket reads, also in a form that EKS cannot merge: nothing else reads settings in TOML. */
export function isSettings(text: string | undefined): boolean {
  const read = readToml(text ?? '');
  return !(read instanceof TomlError) && hasSettings(read);
}

function hasSettings({ settings }: Table): boolean {
  return isTable(settings);
}

/** {} for what is not TOML: it is refused elsewhere. */
function tableOf(text: string | undefined): Table {
  const read = readToml(text ?? '');
  return read instanceof TomlError ? {} : read;
}

function readToml(text: string): Table | TomlError {
  try {
    return parseToml(text);
  } catch (error) {
    if (error instanceof TomlError) return error;
    throw error;
  }
}

/** Integers as bigint, so that 1 and 1.0 stay what they are. */
function parseToml(text: string) {
  return parse(text, { integersAsBigInt: true, unsafeKeyBehaviour: 'throw' });
}

function isTable(value: Value | undefined): value is Value & Table {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
  );
}

/** The value; or the value on its path that is not a table. */
function at(table: Table, [head = '', ...rest]: readonly string[]): Value | undefined {
  const value = Object.hasOwn(table, head) ? table[head] : undefined;
  return rest.length > 0 && isTable(value) ? at(value, rest) : value;
}

function withValue(table: Table, [head = '', ...rest]: readonly string[], value: Value): Table {
  const member = table[head];
  const changed = rest.length === 0 ? value : withValue(isTable(member) ? member : {}, rest, value);
  return { ...table, [head]: changed as Value };
}

/** Tables that are left empty go too. */
function withoutValue(table: Table, [head = '', ...rest]: readonly string[]): Table {
  const { [head]: member, ...others } = table;
  if (!isTable(member) || rest.length === 0) return others;
  const left = withoutValue(member, rest);
  return Object.keys(left).length > 0 ? { ...table, [head]: left as Value } : others;
}

function textOf(value: Value | undefined): string {
  return isTable(value) ? stringify(value) : '';
}

const PLAIN_KEY = 'Use only letters, digits, _ and - in the key.';

/** The first form that EKS's list names (EKS user guide, launch-templates, "Bottlerocket user data"). */
function unsupportedForm(value: Value | Table, path: readonly string[]): string | undefined {
  const where = path.join('.');
  if (typeof value === 'string') {
    return value.includes('"')
      ? `The value of ${where} contains a double quote, which EKS cannot merge. Remove the quote.`
      : undefined;
  }
  if (Array.isArray(value)) {
    if (new Set(value.map(tomlTypeOf)).size > 1)
      return `The array at ${where} mixes types, which EKS cannot merge. Use one type in the array.`;
    return firstOf(value, (each) => unsupportedForm(each, path));
  }
  if (!isTable(value as Value)) return undefined;
  return firstOf(Object.entries(value as Table), ([key, member]) => {
    const below = [...path, key];
    if (key.includes('"'))
      return `A key in ${where || 'the document'} contains a double quote, which EKS cannot merge. ${PLAIN_KEY}`;
    const isBare = /^[A-Za-z0-9_-]+$/.test(key);
    const isHeader = isTable(member) || (Array.isArray(member) && member.some(isTable));
    if (isHeader && !isBare)
      return `The table ${below.join('.')} has a key that needs quotes, which EKS cannot merge. ${PLAIN_KEY}`;
    return unsupportedForm(member, below);
  });
}

function tomlTypeOf(value: Value): string {
  if (Array.isArray(value)) return 'array';
  return value instanceof Date ? 'date' : typeof value;
}

function firstOf<T>(
  values: readonly T[],
  find: (value: T) => string | undefined,
): string | undefined {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
