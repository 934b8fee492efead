/** The matrix finds what it is there for: a property that is forgotten somewhere, and features that are wrong. */
import schemaJson from '../../schema.json';
import type { Feature } from '../../src/core/feature/feature';
import { FEATURES } from '../../src/core/features';
import type { Model, Properties } from '../../src/core/model/properties';
import { camelCased } from '../../src/core/util/objects';
import { silenceLogs } from '../custom-resource/given';
import { gaps } from './costs';
import { ENTRY_POINTS } from './lives';
import { pathsOf, type Schema } from './paths';
import { ask, type Cell, type Question } from './questions';
import { SAMPLES } from './samples';
import { Table } from './table';

silenceLogs();

const schema: Schema = schemaJson;
const [entryPoint] = ENTRY_POINTS;

describe('one more property in schema.json and nowhere else', () => {
  const ImaginaryMember = {
    type: 'string',
    description: 'Nothing that EC2 has. Default: default. A change rolls the nodes.',
    enum: ['default', 'disabled'],
  };
  const more: Schema = {
    ...schema,
    definitions: {
      ...schema.definitions,
      ImaginaryOptions: { type: 'object', properties: { ImaginaryMember } },
    },
    properties: {
      ...schema.properties,
      ImaginaryOptions: {
        $ref: '#/definitions/ImaginaryOptions',
        description: 'Nothing that EC2 has. A change rolls the nodes. Removed: the default again.',
      },
    },
  };
  const added = pathsOf(more).filter(({ path }) => path.startsWith('ImaginaryOptions'));

  it('is enumerated at both depths, and nothing else', () => {
    expect(added.map(({ path }) => path)).toEqual([
      'ImaginaryOptions',
      'ImaginaryOptions.ImaginaryMember',
    ]);
    expect(pathsOf(more)).toHaveLength(pathsOf(schema).length + added.length);
  });

  it('is named by what is missing', () => {
    expect(gaps(more, FEATURES, SAMPLES)).toEqual(
      added.flatMap(({ path }) => [
        `${path}: samples.ts has no sample`,
        `${path}: no feature owns it`,
      ]),
    );
  });

  it.each(added)('fails each question: $path', async (path) => {
    const answers = await ask({ schema: more, features: FEATURES, path, entryPoint });
    expect(answers).toEqual({
      change: ['no feature owns it'],
      'read back': ['samples.ts has no sample'],
      removed: ['no feature owns it'],
      strings: ['samples.ts has no sample'],
    });
    const table = new Table([path.path]);
    table.put(path.path, entryPoint, answers);
    expect(() => table.check(path.path, entryPoint)).toThrow(path.path);
    expect(table.missing()).toHaveLength(4);
  });

  it('without a word of its cost or its removal is named too', () => {
    const silent = { ...ImaginaryMember, description: 'Nothing that EC2 has.' };
    const properties = { ...schema.properties, ImaginaryMember: silent };
    expect(gaps({ ...schema, properties }, FEATURES, SAMPLES)).toEqual([
      'ImaginaryMember: samples.ts has no sample',
      'ImaginaryMember: no feature owns it; schema.json does not say what a change costs',
      'ImaginaryMember: schema.json does not say what its removal leads to',
    ]);
  });
});

describe('schema.json and the features', () => {
  const monitoring = schema.properties.Monitoring ?? {};
  const said = (description: string): Schema => ({
    ...schema,
    properties: { ...schema.properties, Monitoring: { ...monitoring, description } },
  });

  it.each([
    [
      'a description that says another cost',
      said('Metrics. Default: false. A change is applied in place. Removed: false.'),
      'Monitoring: its description says config or tags, but its feature and the lists say roll',
    ],
    [
      'a description that says it in words of its own',
      said('Metrics. Default: false. Changing it rolls the nodes. Removed: false.'),
      'Monitoring: words.ts does not list Changing it rolls the nodes.',
    ],
    [
      'a default in words of its own',
      said('Metrics. Default: false. A change rolls the nodes. Removed: as before.'),
      'Monitoring: words.ts does not list "as before" of its description',
    ],
    [
      'a list that contradicts the feature',
      {
        ...schema,
        createOnlyProperties: [...schema.createOnlyProperties, '/properties/Monitoring'],
      },
      'Monitoring: createOnlyProperties names it, but its feature says roll',
    ],
  ])('%s', (_name, wrong, problem) => {
    expect(gaps(wrong, FEATURES, SAMPLES)).toEqual([problem]);
  });

  it('a property of two features', () => {
    const twice = [...FEATURES, { properties: ['Volume.Iops'], change: 'nothing' }] as const;
    expect(gaps(schema, twice, SAMPLES)).toEqual(['Volume.Iops: several features own it']);
  });
});

/** The list that the lifecycle folds over has another feature in the place of one, for a while. */
async function withBroken(
  broken: Feature,
  instead: Feature,
  path: string,
  question: Question,
): Promise<Cell | undefined> {
  const list = FEATURES as Feature[];
  const at = list.indexOf(instead);
  const asked = pathsOf(schema).find((each) => each.path === path);
  if (at < 0 || !asked) throw new Error(path);
  list[at] = broken;
  try {
    return (await ask({ schema, features: FEATURES, path: asked, entryPoint }, [question]))[
      question
    ];
  } finally {
    list[at] = instead;
  }
}

function owner(path: string): Feature {
  const found = FEATURES.find(({ properties }) => properties.some((each) => each === path));
  if (!found) throw new Error(`no feature owns ${path}`);
  return found;
}

describe('a feature that forgets', () => {
  // user data has a hash of its own
  const rolling = FEATURES.flatMap((feature) =>
    feature.change === 'roll' && feature.part.kind !== 'userData' ? [feature] : [],
  );
  const config = FEATURES.flatMap((feature) => (feature.change === 'config' ? [feature] : []));

  it.each(rolling.map((feature) => [feature.properties[0] ?? '', feature] as const))(
    'its value in `canonical` sends nothing: %s',
    async (path, feature) => {
      const cell = await withBroken({ ...feature, canonical: () => ({}) }, feature, path, 'change');
      expect(cell).toContainEqual(expect.stringMatching(/^calls: \[.*\], not \["CreateLaunch/));
    },
  );

  it.each(config.map((feature) => [feature.properties[0] ?? '', feature] as const))(
    'its `difference` sends nothing: %s',
    async (path, feature) => {
      const broken = { ...feature, difference: () => undefined };
      const cell = await withBroken(broken, feature, path, 'change');
      expect(cell).toContainEqual('calls: ["record"], not ["UpdateNodegroupConfig"]');
    },
  );

  it('to read back', async () => {
    const feature = owner('Labels');
    const cell = await withBroken(
      { ...feature, flatten: () => ({}) },
      feature,
      'Labels',
      'read back',
    );
    expect(cell).toContainEqual('Labels: nothing, not {"team":"ml","stage":"test"}');
  });

  it('to send a default again, because EKS keeps what is left out', async () => {
    const feature = owner('WarmPoolConfig') as Extract<Feature, { change: 'config' }>;
    const broken: Feature = {
      ...feature,
      difference: ({ desired }) => ({
        warmPoolConfig: camelCased(desired.WarmPoolConfig ?? { Enabled: false }),
      }),
    };
    const cell = await withBroken(broken, feature, 'WarmPoolConfig.MinSize', 'removed');
    expect(cell).toEqual([
      'made without it.nodegroup.warmPoolConfig.minSize: 2, not nothing',
      'made without it.read.WarmPoolConfig.MinSize: 2, not nothing',
      'WarmPoolConfig.MinSize: 2, not 0',
      'sent as warmPoolConfig.minSize: nothing, not 0',
      'the default written down calls UpdateNodegroupConfig',
    ]);
  });

  it('that an object without members is none', async () => {
    const feature = owner('NodeRepairConfig') as Extract<Feature, { change: 'config' }>;
    const broken: Feature = {
      ...feature,
      difference: (change, live, count) =>
        Object.keys(change.desired.NodeRepairConfig ?? { Enabled: false }).length === 0
          ? { nodeRepairConfig: {} }
          : feature.difference(change, live, count),
    };
    const cell = await withBroken(broken, feature, 'NodeRepairConfig', 'removed');
    expect(cell).toContainEqual(
      'calls of {} beside none.0.input.nodeRepairConfig.enabled: nothing, not false',
    );
  });
});

test('what stays although the template no longer has it is found', async () => {
  const feature = owner('InstanceTags') as Extract<Feature, { change: 'roll' }>;
  const { part } = feature;
  if (part.kind !== 'section') throw new Error('InstanceTags has no section');
  const members = part.members.filter((name) => name !== 'TagSpecifications');
  const broken: Feature = { ...feature, part: { ...part, members } };
  const cell = await withBroken(broken, feature, 'InstanceTags', 'removed');
  expect(cell).toContainEqual(expect.stringContaining('made without it.launchTemplate'));
});

describe('a default that schema.json does not tell', () => {
  it('is found where the property is removed', async () => {
    const feature = owner('Monitoring') as Extract<Feature, { change: 'roll' }>;
    const { part } = feature;
    if (part.kind !== 'section') throw new Error('Monitoring has no section');
    const expand = ({ Monitoring }: Properties) => ({
      Monitoring: { Enabled: Monitoring ?? true },
    });
    const broken = { ...feature, part: { ...part, expand } };
    const cell = await withBroken(broken, feature, 'Monitoring', 'removed');
    expect(cell).toContainEqual('Monitoring: true, not false');
  });
});

describe('a feature that tells its default from none', () => {
  it('rolls where the default is written down', async () => {
    const feature = owner('Monitoring') as Extract<Feature, { change: 'roll' }>;
    const { part } = feature;
    if (part.kind !== 'section') throw new Error('Monitoring has no section');
    const broken: Feature = {
      ...feature,
      canonical: ({ Monitoring }) => ({ Monitoring }),
      part: {
        ...part,
        expand: ({ Monitoring }) =>
          Monitoring === undefined ? {} : { Monitoring: { Enabled: Monitoring } },
        flatten: ({ Monitoring }) => ({ Monitoring: Monitoring?.Enabled }) as Model,
      },
    };
    const cell = await withBroken(broken, feature, 'Monitoring', 'removed');
    expect(cell).toContainEqual('the default written down calls UpdateNodegroupVersion');
  });
});

/** Texts become numbers by the types of schema.json, which are read anew each time. */
test('a number that may be no text is found', async () => {
  const path = pathsOf(schema).find((each) => each.path === 'Efa.NetworkInterfaces[].DeviceIndex');
  if (!path) throw new Error('no such path');
  const node: { type: string } = schemaJson.definitions.NetworkInterface.properties.DeviceIndex;
  const { type } = node;
  node.type = 'unknown';
  try {
    const { strings } = await ask({ schema, features: FEATURES, path, entryPoint }, ['strings']);
    expect(strings).toEqual([
      expect.stringMatching(/^create: InvalidRequest .*a whole number is needed/),
    ]);
  } finally {
    node.type = type;
  }
});
