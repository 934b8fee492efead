import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { transformSync } from 'esbuild';

/** What a folder may import: folders and files of the project, packages; and what it may `import type` besides. */
interface Rule {
  readonly values: readonly string[];
  readonly types: readonly string[];
}

const sdk = ['@aws-sdk/*', '@smithy/*'];
const runtimeLibrary = '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib';

const RULES: Record<string, Rule> = {
  core: {
    values: [
      'core',
      'schema.json',
      'ajv',
      'ajv/*',
      'smol-toml',
      'fastest-levenshtein',
      'node:crypto',
    ],
    types: sdk,
  },
  reconcile: { values: ['reconcile', 'core'], types: [] },
  aws: {
    values: ['aws', 'core', ...sdk, 'aws-sdk/service', 'node:http', 'node:https'],
    types: ['reconcile'],
  },
  registry: {
    values: ['registry', 'models', 'core', 'reconcile', 'aws', runtimeLibrary],
    types: [],
  },
  'custom-resource': {
    values: [
      'custom-resource',
      'schema.json',
      'core',
      'reconcile',
      'aws',
      '@aws-sdk/client-cloudformation',
      '@aws-sdk/client-sfn',
      'node:timers/promises',
    ],
    types: sdk,
  },
  cli: {
    values: [
      'cli',
      'core',
      'aws',
      'schema.json',
      'package.json',
      'commander',
      'yaml',
      'agent-base',
      'http-proxy-agent',
      'https-proxy-agent',
      'proxy-from-env',
      'node:*',
    ],
    types: sdk,
  },
  construct: {
    // of core/ its checks, so that a synth reports what the handlers would
    values: [
      'construct',
      'core',
      'schema.json',
      'install/*',
      'aws-cdk-lib',
      'aws-cdk-lib/*',
      'constructs',
      'node:path',
    ],
    types: [],
  },
  handlers: { values: ['registry'], types: [] },
};

/** core/ is pure: its results depend on its arguments alone. */
const IMPURE: readonly [string, RegExp][] = [
  ['Date.now', /\bDate\.now\b/],
  ['new Date(', /\bnew Date\(/],
  ['Math.random', /\bMath\.random\b/],
  ['randomness of node:crypto', /\brandom(Bytes|Int|UUID)\b/],
  ['process.env', /\bprocess\.env\b/],
  ['console', /\bconsole\./],
  ['await', /\bawait\b/],
];

const HANDLERS_MAX_LINES = 30;

const root = join(__dirname, '..');
const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((file) => posix.join('src', file.replaceAll('\\', '/')))
  .filter((file) => file.endsWith('.ts') && file !== 'src/models.ts');

describe('src/', () => {
  test.each(files)('%s keeps the rules', (file) => {
    expect(violations(file, readFileSync(join(root, file), 'utf8'))).toEqual([]);
  });
});

describe('the checker lets pass', () => {
  test.each([
    ['src/core/zone.ts', "import type { Subnet } from '@aws-sdk/client-ec2';"],
    ['src/core/zone.ts', "import { tags } from './tags';\nexport const zone = () => tags;"],
    ['src/core/zone.ts', "import schema from '../../schema.json';\nexport default schema;"],
    ['src/core/zone.ts', "import { createHash } from 'node:crypto';\nexport { createHash };"],
    ['src/core/zone.ts', "// await console.log(Date.now())\nexport const text = 'no await here';"],
    ['src/aws/perform.ts', "import type { Aws } from '../reconcile';"],
    [
      'src/reconcile/reconcile.ts',
      "import { decide } from '../core/decide';\nexport const next = decide;",
    ],
    ['src/registry/model.ts', "import { Model } from '../models';\nexport { Model };"],
    ['src/handlers.ts', "export { entrypoint } from './registry/adapter';"],
  ])('%s: %s', (file, source) => {
    expect(violations(file, source)).toEqual([]);
  });
});

describe('the checker finds', () => {
  const longFile = 'export {};\n'.repeat(HANDLERS_MAX_LINES + 1);
  test.each([
    [
      'src/core/zone.ts',
      "import { EC2 } from '@aws-sdk/client-ec2';",
      'imports @aws-sdk/client-ec2',
    ],
    [
      'src/core/zone.ts',
      "import { type Subnet } from '@aws-sdk/client-ec2';",
      'imports @aws-sdk/client-ec2',
    ],
    ['src/core/zone.ts', "import { readFile } from 'node:fs';", 'imports node:fs'],
    ['src/core/zone.ts', "import type { Aws } from '../reconcile';", 'imports type reconcile'],
    ['src/core/zone.ts', "import type {\n  Clients,\n} from '../aws/clients';", 'imports type aws'],
    ['src/core/zone.ts', "export type { Clients } from '../aws/clients';", 'imports type aws'],
    ['src/core/zone.ts', "export * from '../aws/clients';", 'imports aws'],
    [
      'src/core/zone.ts',
      "export type X = import('../models').ResourceModel;",
      'imports type models',
    ],
    ['src/core/zone.ts', "export const lazy = () => import('../aws/clients');", 'imports aws'],
    ['src/core/zone.ts', "export const lazy = () => require('../aws/clients');", 'imports aws'],
    ['src/core/zone.ts', "import '../aws/clients';", 'imports aws'],
    ['src/core/zone.ts', 'export const now = () => Date.now();', 'uses Date.now'],
    ['src/core/zone.ts', 'export const now = () => new Date();', 'uses new Date('],
    ['src/core/zone.ts', 'export const any = () => Math.random();', 'uses Math.random'],
    ['src/core/zone.ts', 'export const region = process.env.AWS_REGION;', 'uses process.env'],
    ['src/core/zone.ts', "console.log('seen');", 'uses console'],
    [
      'src/core/zone.ts',
      'export const f = async (x: () => Promise<void>) => await x();',
      'uses await',
    ],
    [
      'src/core/zone.ts',
      "import { randomUUID } from 'node:crypto';\nexport const id = randomUUID;",
      'uses randomness of node:crypto',
    ],
    ['src/reconcile.ts', "import { observe } from './aws/observe';", 'imports aws'],
    ['src/aws/observe.ts', "import { reconcile } from '../reconcile';", 'imports reconcile'],
    ['src/aws/observe.ts', "import { model } from '../registry/model';", 'imports registry'],
    ['src/custom-resource/adapter.ts', "import { Model } from '../models';", 'imports models'],
    ['src/cli/plan.ts', `import { x } from '${runtimeLibrary}';`, `imports ${runtimeLibrary}`],
    ['src/construct/index.ts', "import { observe } from '../aws/observe';", 'imports aws'],
    ['src/handlers.ts', "import { decide } from './core/decide';", 'imports core'],
    ['src/handlers.ts', longFile, `has more than ${HANDLERS_MAX_LINES} lines`],
    ['src/util/strings.ts', '', 'is in util, a folder that the table does not have'],
  ])('%s: %s', (file, source, expected) => {
    expect(violations(file, source)).toEqual([expected]);
  });
});

function violations(file: string, source: string): string[] {
  const folder = folderOf(file);
  const rule = RULES[folder];
  if (!rule) return [`is in ${folder}, a folder that the table does not have`];
  const code = withoutTypesAndComments(source);
  const found = [
    ...importedValues(code)
      .map((path) => targetOf(file, path))
      .filter((target) => !matches(target, rule.values))
      .map((target) => `imports ${target}`),
    ...importedTypes(source)
      .map((path) => targetOf(file, path))
      .filter((target) => !matches(target, [...rule.values, ...rule.types]))
      .map((target) => `imports type ${target}`),
  ];
  if (folder === 'core') {
    const words = code.replace(/"(?:\\.|[^"\\\n])*"/g, '""');
    found.push(...IMPURE.filter(([, used]) => used.test(words)).map(([name]) => `uses ${name}`));
  }
  if (folder === 'handlers' && source.trimEnd().split('\n').length > HANDLERS_MAX_LINES) {
    found.push(`has more than ${HANDLERS_MAX_LINES} lines`);
  }
  return found;
}

/** src/core/zone.ts → core, src/reconcile.ts → reconcile, schema.json → schema.json */
function folderOf(file: string): string {
  const [top, folder] = file.split('/');
  return top === 'src' && folder !== undefined ? folder.replace(/\.ts$/, '') : file;
}

function targetOf(file: string, path: string): string {
  return path.startsWith('.') ? folderOf(posix.join(posix.dirname(file), path)) : path;
}

function matches(target: string, allowed: readonly string[]): boolean {
  return allowed.some((entry) =>
    entry.endsWith('*') ? target.startsWith(entry.slice(0, -1)) : target === entry,
  );
}

/** esbuild prints every import in one form, and keeps all those that are not written `import type`. */
function withoutTypesAndComments(source: string): string {
  const tsconfigRaw = { compilerOptions: { verbatimModuleSyntax: true } };
  const options = { loader: 'ts', format: 'esm', legalComments: 'none', tsconfigRaw } as const;
  return transformSync(source, options).code;
}

function importedValues(code: string): string[] {
  return all(code, [
    /^(?:import|export)\b[^;]*? from "([^"]+)"/gm,
    /^import "([^"]+)"/gm,
    /\b(?:import|require)\("([^"]+)"\)/g,
  ]);
}

function importedTypes(source: string): string[] {
  return all(source, [
    /^(?:import|export) type\b[^;'"]*? from ['"]([^'"]+)['"]/gm,
    /[:=<|&(,]\s*(?:typeof )?import\(['"]([^'"]+)['"]\)(?=\.|\))/g,
  ]);
}

function all(text: string, patterns: readonly RegExp[]): string[] {
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''));
}
