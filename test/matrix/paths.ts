/** Every path that a template can give: of the types while it compiles, of schema.json while it runs. */
import type { Properties } from '../../src/core/model/properties';
import { canonicalJson } from '../../src/core/util/hash';
import type { Json } from '../registry/cloudformation';

/** `Volume.SizeGiB`; `Taints[].Effect` is the member of an item. */
type PathsOf<T, At extends string = ''> = {
  [K in keyof T & string]-?: `${At}${K}` | Below<NonNullable<T[K]>, `${At}${K}`>;
}[keyof T & string];
type Below<V, At extends string> = V extends string | number | boolean
  ? never
  : V extends readonly (infer Item)[]
    ? Item extends object
      ? PathsOf<Item, `${At}[].`>
      : never
    : string extends keyof V
      ? never
      : PathsOf<V, `${At}.`>;
export type TemplatePath = PathsOf<Properties>;
/** Type of the value there. */
export type ValueAt<T, P extends string> = P extends `${infer Name}.${infer Rest}`
  ? ValueAt<Step<T, Name>, Rest>
  : Step<T, P>;
type Step<T, Name extends string> = Name extends `${infer List}[]`
  ? List extends keyof T
    ? NonNullable<T[List]> extends readonly (infer Item)[]
      ? Item
      : never
    : never
  : Name extends keyof T
    ? NonNullable<T[Name]>
    : never;

export interface Node {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly items?: Node;
  readonly insertionOrder?: boolean;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly patternProperties?: Readonly<Record<string, Node>>;
}
/** What of schema.json the matrix asks. */
export interface Schema {
  readonly definitions: Readonly<Record<string, Node>>;
  readonly properties: Readonly<Record<string, Node>>;
  readonly required: readonly string[];
  readonly readOnlyProperties: readonly string[];
  readonly writeOnlyProperties: readonly string[];
  readonly createOnlyProperties: readonly string[];
  readonly conditionalCreateOnlyProperties: readonly string[];
}

export interface Path {
  readonly path: string;
  readonly description: string;
  /** What the schema says of the value, a reference followed. */
  readonly node: Node;
  readonly required: boolean;
  /** Undefined at the top. */
  readonly parent: Path | undefined;
}

export function pathsOf(schema: Schema): readonly Path[] {
  const readOnly = schema.readOnlyProperties.map((pointer) => pointer.split('/')[2]);
  const given = Object.entries(schema.properties).filter(([name]) => !readOnly.includes(name));
  const top = { properties: Object.fromEntries(given), required: schema.required };
  return membersOf(schema, top, undefined, '');
}

function membersOf(
  schema: Schema,
  { properties = {}, required = [] }: Node,
  parent: Path | undefined,
  at: string,
): readonly Path[] {
  return Object.entries(properties).flatMap(([name, given]) => {
    const node = resolved(schema, given);
    const { description = '' } = given;
    const path = `${at}${name}`;
    const one: Path = { path, description, node, required: required.includes(name), parent };
    const items = node.items
      ? membersOf(schema, resolved(schema, node.items), one, `${path}[].`)
      : [];
    return [one, ...membersOf(schema, node, one, `${path}.`), ...items];
  });
}

function resolved({ definitions }: Schema, node: Node): Node {
  return (node.$ref && definitions[node.$ref.split('/').at(-1) ?? '']) || node;
}

/** Whether a list of pointers names the path, or a parent of it. */
export function isNamed(pointers: readonly string[], { path, parent }: Path): boolean {
  return (
    pointers.includes(`/properties/${path.replaceAll('.', '/')}`) ||
    (parent !== undefined && isNamed(pointers, parent))
  );
}

export function topOf(path: string): string {
  return path.replace(/[.[].*/, '');
}

/** The properties with the value there, in the first item of a list; undefined takes it away, and its object if that is empty then. */
export function withValue(properties: Json, path: string, value: unknown): Json {
  const [head = '', ...rest] = path.split('.');
  const name = head.replace('[]', '');
  const inner = properties[name];
  const next = rest.length === 0 ? value : Array.isArray(inner) ? inItem(inner) : inMember(inner);
  const { [name]: _, ...others } = properties;
  return next === undefined ? others : { ...properties, [name]: next };

  function inItem([first, ...further]: readonly unknown[]) {
    return [withValue(first as Json, rest.join('.'), value), ...further];
  }
  function inMember(object: unknown) {
    const changed = withValue((object ?? {}) as Json, rest.join('.'), value);
    return value === undefined && Object.keys(changed).length === 0 ? undefined : changed;
  }
}

/** The value there; of a member of items all values of it, nothing where no item has it. */
export function valueAt(properties: unknown, path: string): unknown {
  const [head = '', ...rest] = path.split('.');
  const value = (properties as Json | undefined)?.[head.replace('[]', '')];
  if (rest.length === 0) return value;
  if (!Array.isArray(value)) return valueAt(value, rest.join('.'));
  const values = value.map((item) => valueAt(item, rest.join('.')));
  return values.every((each) => each === undefined) ? undefined : values;
}

/** Where the values differ, a line each: `Volume.SizeGiB: 200, not 300`. */
export function differences(wanted: unknown, found: unknown, at = ''): readonly string[] {
  if (canonicalJson(wanted ?? null) === canonicalJson(found ?? null)) return [];
  if (!isObject(wanted) || !isObject(found))
    return [`${at}: ${shown(found)}, not ${shown(wanted)}`];
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(found)])];
  return names.flatMap((name) =>
    differences(wanted[name], found[name], at ? `${at}.${name}` : name),
  );
}

/** What of the given value is not found: an object may have more members; a list that schema.json calls unordered is a set. */
export function notFound(
  schema: Schema,
  given: unknown,
  found: unknown,
  { node, path }: Pick<Path, 'node' | 'path'>,
): readonly string[] {
  if (isObject(given) && node.properties) {
    return Object.entries(given).flatMap(([name, value]) => {
      const member = resolved(schema, node.properties?.[name] ?? {});
      const at = { node: member, path: `${path}.${name}` };
      return notFound(schema, value, isObject(found) ? found[name] : undefined, at);
    });
  }
  if (Array.isArray(given) && Array.isArray(found) && node.insertionOrder === false) {
    return differences(sorted(given), sorted(found), path);
  }
  return differences(given, found, path);
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(values: readonly unknown[]): object {
  return { ...values.map((value) => canonicalJson(value)).sort() };
}

export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
