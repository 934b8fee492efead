/** src/core/model/properties.ts from schema.json: the properties as types, spelled as in the template. */
import { formatted } from '../lib/format.mjs';
import { schema } from '../lib/schema.mjs';

const file = 'src/core/model/properties.ts';
const namesIn = (pointers) => pointers.map((pointer) => pointer.split('/')[2]);
const readOnly = new Set(namesIn(schema.readOnlyProperties));
const writeOnly = namesIn(schema.writeOnlyProperties);
/** Definitions that are maps of strings, not interfaces. */
const isMap = (definition) => definition.patternProperties !== undefined;
const quoted = (names) => names.map((name) => JSON.stringify(name)).join(' | ');

export default {
  name: 'property-types',
  files: [file],
  run: () => ({ [file]: source() }),
};

function source() {
  const given = propertiesWhere((name) => !readOnly.has(name));
  return formatted(
    file,
    [
      '/** Generated from schema.json by `make generate`: change that, and run it again. */',
      ...Object.entries(schema.definitions)
        .filter(([, definition]) => !isMap(definition))
        .map(([name, definition]) => interfaceOf(name, definition)),
      `/** The properties of a template. */\n${interfaceOf('Properties', { properties: given, required: schema.required })}`,
      `/** What Read, Create and Update return: the live state and the recorded choices. */\n${interfaceOf(
        `Model extends Partial<Omit<Properties, ${quoted(writeOnly)}>>`,
        { properties: propertiesWhere((name) => readOnly.has(name)), required: ['Id', 'Name'] },
      )}`,
      `/** Every property, and every member of one that is an object. */\nexport type PropertyPath = ${quoted(pathsOf(given))};`,
    ].join('\n\n'),
  );
}

function propertiesWhere(keep) {
  return Object.fromEntries(Object.entries(schema.properties).filter(([name]) => keep(name)));
}

function pathsOf(properties) {
  return Object.entries(properties).flatMap(([name, node]) => {
    const members = node.$ref ? (definitionOf(node).properties ?? {}) : {};
    return [name, ...Object.keys(members).map((member) => `${name}.${member}`)];
  });
}

function definitionOf({ $ref }) {
  return schema.definitions[$ref.split('/').at(-1)];
}

function interfaceOf(head, { properties, required = [] }) {
  const members = Object.entries(properties).map(
    ([member, node]) =>
      `  readonly ${member}${required.includes(member) ? '' : '?'}: ${typeOf(node)};`,
  );
  return `export interface ${head} {\n${members.join('\n')}\n}`;
}

function typeOf(node) {
  if (node.$ref) {
    const name = node.$ref.split('/').at(-1);
    return isMap(schema.definitions[name]) ? 'Readonly<Record<string, string>>' : name;
  }
  if (node.enum) return quoted(node.enum);
  if (node.type === 'array') return `readonly (${typeOf(node.items)})[]`;
  return { string: 'string', integer: 'number', boolean: 'boolean' }[node.type];
}
