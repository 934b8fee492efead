/**
 * The SDK ships the shape of every request and answer as plain arrays, exported as `Operation$`.
 * Reading those, instead of writing names by hand, gives the world the wire names of AWS's model.
 */
import { NotModelled } from './aws-error';

type Ref = unknown;
type Traits = Readonly<Record<string, unknown>>;

export type Shape =
  | { readonly kind: 'string' | 'number' | 'boolean' | 'timestamp' | 'unit' }
  | { readonly kind: 'list' | 'map'; readonly of: Member }
  | { readonly kind: 'structure'; readonly members: readonly Member[] };

export interface Member {
  readonly name: string;
  readonly traits: Traits;
  /** Lazy, because shapes may contain themselves. */
  readonly shape: () => Shape;
}

export interface Operation {
  readonly name: string;
  readonly http: readonly [method: string, path: string, status: number] | undefined;
  readonly input: Shape;
  readonly output: Shape;
}

const LIST_OF = 64;
const MAP_OF = 128;
const shapes = new WeakMap<object, Shape>();

export function operationOf(schema: unknown): Operation {
  const [, , name, traits, input, output] = schema as [9, string, string, unknown, Ref, Ref];
  return {
    name,
    http: traitsOf(traits).http as Operation['http'],
    input: shapeOf(input),
    output: shapeOf(output),
  };
}

function shapeOf(ref: Ref): Shape {
  const schema = typeof ref === 'function' ? ref() : ref;
  if (typeof schema === 'number') return simpleShape(schema);
  if (schema === 'unit') return { kind: 'unit' };
  if (!Array.isArray(schema)) throw new NotModelled(`schema ${String(schema)}`);
  const known = shapes.get(schema);
  if (known) return known;
  const shape = staticShape(schema);
  shapes.set(schema, shape);
  return shape;
}

function simpleShape(code: number): Shape {
  if (code >= MAP_OF) return { kind: 'map', of: memberOf('value', code - MAP_OF) };
  if (code >= LIST_OF) return { kind: 'list', of: memberOf('member', code - LIST_OF) };
  if (code === 0) return { kind: 'string' };
  if (code === 1) return { kind: 'number' };
  if (code === 2) return { kind: 'boolean' };
  if (code >= 4 && code <= 7) return { kind: 'timestamp' };
  throw new NotModelled(`schema code ${code}`);
}

function staticShape(schema: unknown[]): Shape {
  switch (schema[0]) {
    case 0:
      return shapeOf(schema[4]);
    case 1:
      return { kind: 'list', of: memberOf('member', schema[4]) };
    case 2:
      return { kind: 'map', of: memberOf('value', schema[5]) };
    case 3: {
      const refs = schema[5] as Ref[];
      const names = schema[4] as string[];
      return {
        kind: 'structure',
        members: names.map((name, index) => memberOf(name, refs[index])),
      };
    }
    default:
      throw new NotModelled(`schema ${String(schema[2])}`);
  }
}

function memberOf(name: string, ref: Ref): Member {
  const [target, traits] = Array.isArray(ref) && ref.length === 2 ? ref : [ref, 0];
  return { name, traits: traitsOf(traits), shape: () => shapeOf(target) };
}

/** Traits are an object, or a number whose first bit says "part of the path". */
function traitsOf(traits: unknown): Traits {
  if (typeof traits === 'object' && traits !== null) return traits as Traits;
  return (Number(traits) & 1) === 1 ? { httpLabel: 1 } : {};
}
