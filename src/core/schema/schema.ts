/** The one parser of schema.json's pointers and references. */
import schema from '../../../schema.json';

export interface SchemaNode {
  readonly $ref?: string;
  readonly type?: string;
  readonly items?: SchemaNode;
  readonly insertionOrder?: boolean;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly patternProperties?: Readonly<Record<string, SchemaNode>>;
}

const definitions = schema.definitions as Readonly<Record<string, SchemaNode>>;
/** The properties as one object type. */
export const PROPERTIES_NODE: SchemaNode = {
  type: 'object',
  properties: schema.properties as Readonly<Record<string, SchemaNode>>,
};

/** `/properties/Placement/Group` → `Placement.Group` */
function pathsOf(pointers: readonly string[]): ReadonlySet<string> {
  return new Set(pointers.map((pointer) => pointer.split('/').slice(2).join('.')));
}

export const READ_ONLY = pathsOf(schema.readOnlyProperties);
export const WRITE_ONLY = pathsOf(schema.writeOnlyProperties);
/** A change of one of these replaces the node group. */
export const CREATE_ONLY = pathsOf(schema.createOnlyProperties);
/** A change of one of these may replace it. */
export const CONDITIONAL_CREATE_ONLY = pathsOf(schema.conditionalCreateOnlyProperties);
export const REQUIRED: ReadonlySet<string> = new Set(schema.required);

/** The definition that a reference names, or the node itself. */
export function resolveNode(node: SchemaNode): SchemaNode {
  return node.$ref ? (definitions[node.$ref.replace('#/definitions/', '')] ?? {}) : node;
}

/** `Volume.SizeGiB` → `Volume` */
export function topLevelOf(path: string): string {
  return path.replace(/[.[].*/, '');
}

/** The value at a path such as `Efa.SecurityGroup`; undefined where a parent is absent. */
export function valueAt(properties: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) => (value as Readonly<Record<string, unknown>> | undefined)?.[name],
      properties,
    );
}

export function nodeAt(path: string): SchemaNode {
  return path
    .split('.')
    .reduce((node, name) => resolveNode(node.properties?.[name] ?? {}), PROPERTIES_NODE);
}
