// Writes src/construct/props.ts from schema.json: the properties that a template gives, with their descriptions, in the
// CDK's spelling (`instanceTypes`); and the names of the attributes. `make generate` runs it; with --check it only compares.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const file = 'src/construct/props.ts';
const schema = JSON.parse(readFileSync(join(root, 'schema.json'), 'utf8'));
const readOnly = new Set(schema.readOnlyProperties.map((pointer) => pointer.split('/')[2]));
/** Definitions that are maps of strings, not interfaces. */
const isMap = (definition) => definition.patternProperties !== undefined;

const source = formatted(
  [
    '/** Generated from schema.json by `make generate`: change that, and run it again. */',
    ...Object.entries(schema.definitions)
      .filter(([, definition]) => !isMap(definition))
      .map(([name, definition]) => interfaceOf(name, definition)),
    interfaceOf('NodeGroupProperties', {
      ...schema,
      properties: entriesWhere((name) => !readOnly.has(name)),
    }),
    `/** The values of Fn::GetAtt, as tokens. Using an attribute that says "where there is one" fails the deployment where there is none. */
${interfaceOf('NodeGroupAttributes', { properties: entriesWhere((name) => readOnly.has(name) && name !== 'Id'), required: schema.readOnlyProperties.map((pointer) => pointer.split('/')[2]) })}`,
  ].join('\n\n'),
);

const path = join(root, file);
if (process.argv.includes('--check')) {
  if (readFileSync(path, 'utf8') !== source) {
    console.error(`${file} does not fit schema.json: run make generate`);
    process.exit(1);
  }
} else {
  writeFileSync(path, source);
}

function entriesWhere(keep) {
  return Object.fromEntries(Object.entries(schema.properties).filter(([name]) => keep(name)));
}

function interfaceOf(name, { properties, required = [] }) {
  const members = Object.entries(properties).map(([member, node]) => {
    const optional = required.includes(member) ? '' : '?';
    return `  /** ${node.description} */\n  readonly ${spelled(member)}${optional}: ${typeOf(node)};`;
  });
  return `export interface ${name} {\n${members.join('\n')}\n}`;
}

/** `AmiType` → `amiType`, as the CDK spells properties. */
function spelled(name) {
  return name[0].toLowerCase() + name.slice(1);
}

function typeOf(node) {
  if (node.$ref) {
    const name = node.$ref.split('/').at(-1);
    return isMap(schema.definitions[name]) ? 'Readonly<Record<string, string>>' : name;
  }
  if (node.enum) return node.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (node.type === 'array') return `readonly (${typeOf(node.items)})[]`;
  return { string: 'string', integer: 'number', boolean: 'boolean' }[node.type];
}

function formatted(text) {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const ran = spawnSync(process.execPath, [biome, 'format', `--stdin-file-path=${file}`], {
    cwd: root,
    input: text,
    encoding: 'utf8',
  });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return ran.stdout;
}
