/**
 * src/construct/props.ts from schema.json: the properties that a template gives, with their descriptions, in the CDK's
 * spelling (`instanceTypes`), and the names of the attributes. src/construct/enums.ts: a class for each enum in it.
 */
import { defaultOf, enumClass, interfacesOf, isMap, spelled } from '../lib/cdk-types.mjs';
import { formatted } from '../lib/format.mjs';
import { schema } from '../lib/schema.mjs';

const files = ['src/construct/props.ts', 'src/construct/enums.ts'];
const readOnly = new Set(schema.readOnlyProperties.map((pointer) => pointer.split('/')[2]));
const GENERATED =
  '/** Generated from schema.json by `make generate`: change that, and run it again. */';
/** The definition that `NodeGroupProperties` is for schema.json. */
const TOP = 'NodeGroupProperties';

export default {
  name: 'construct-props',
  files,
  run: () => ({
    [files[0]]: formatted(files[0], propsSource()),
    [files[1]]: formatted(files[1], enumsSource()),
  }),
};

function propsSource() {
  const interfaces = interfacesOf(TOP).map(([name, definition]) => interfaceOf(name, definition));
  const attributes = Object.entries(schema.properties).filter(
    ([name]) => readOnly.has(name) && name !== 'Id',
  );
  const classes = [...new Set(enums().map(({ name }) => name))].sort();
  return [
    GENERATED,
    `import type { ${classes.join(', ')} } from './enums';`,
    ...interfaces,
    `/** The values of Fn::GetAtt, as tokens. Using an attribute that says "where there is one" fails the deployment where there is none. */
${interfaceOf('NodeGroupAttributes', {
  properties: Object.fromEntries(attributes),
  required: attributes.map(([name]) => name),
})}`,
  ].join('\n\n');
}

function interfaceOf(name, { properties, required = [] }) {
  const owner = name === TOP ? '' : name;
  const members = Object.entries(properties).map(([member, node]) => {
    const isOptional = !required.includes(member);
    const text = isOptional ? `\n   * @default - ${defaultOf(owner, member, node)}` : '';
    return `  /**\n   * ${node.description}${text}\n   */\n  readonly ${spelled(member)}${isOptional ? '?' : ''}: ${typeOf(owner, member, node)};`;
  });
  return `export interface ${name} {\n${members.join('\n')}\n}`;
}

function typeOf(owner, member, node) {
  if (node.$ref) {
    const name = node.$ref.split('/').at(-1);
    return isMap(schema.definitions[name]) ? 'Readonly<Record<string, string>>' : name;
  }
  if (node.enum) {
    return [enumClass(owner, member), ...node.enum.map((value) => JSON.stringify(value))].join(
      ' | ',
    );
  }
  if (node.type === 'array') return `readonly (${typeOf(owner, member, node.items)})[]`;
  return { string: 'string', integer: 'number', boolean: 'boolean' }[node.type];
}

function enumsSource() {
  const classes = new Map(enums().map(({ name, ...each }) => [name, each]));
  return [
    GENERATED,
    `/** A value of an enum: one of the static members, or what \`of\` makes of a later one. */
export abstract class EnumValue {
  protected constructor(
    /** As the template spells it. */
    readonly value: string,
  ) {}
  /** As the template spells it. */
  toString(): string {
    return this.value;
  }
}`,
    ...[...classes].map(([name, { path, values }]) => {
      const members = values.map(
        (value) =>
          `  /** \`${value}\` */\n  static readonly ${constant(value)} = new ${name}(${JSON.stringify(value)});`,
      );
      return `/** Values of \`${path}\`. */
export class ${name} extends EnumValue {
${members.join('\n')}
  /** A value that this release does not know, or a token. */
  static of(value: string): ${name} {
    return new ${name}(value);
  }
}`;
    }),
  ].join('\n\n');
}

/** `capacity-reservations-only` → `CAPACITY_RESERVATIONS_ONLY`, `NoAction` → `NO_ACTION`. */
function constant(value) {
  return value
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toUpperCase();
}

/** Each enum once, with the path of the first property that has it. */
function enums() {
  return interfacesOf(TOP).flatMap(([name, { properties }]) =>
    Object.entries(properties)
      .filter(([member, node]) => node.enum && !(name === 'AdditionalVolume' && member === 'Type'))
      .map(([member, node]) => {
        const owner = name === TOP ? '' : name;
        const path = owner ? `${owner}.${spelled(member)}` : spelled(member);
        return { name: enumClass(owner, member), path, values: node.enum };
      }),
  );
}
