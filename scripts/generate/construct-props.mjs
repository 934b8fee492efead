/**
 * src/construct/props.ts from schema.json: the properties that a template gives, with their descriptions, in the CDK's
 * spelling (`instanceTypes`), and the names of the attributes.
 */
import { formatted } from '../lib/format.mjs';
import { schema } from '../lib/schema.mjs';

const file = 'src/construct/props.ts';
const readOnly = new Set(schema.readOnlyProperties.map((pointer) => pointer.split('/')[2]));
/** Definitions that are maps of strings, not interfaces. */
const isMap = (definition) => definition.patternProperties !== undefined;

export default {
  name: 'construct-props',
  files: [file],
  run: () => ({ [file]: source() }),
};

function source() {
  return formatted(
    file,
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
