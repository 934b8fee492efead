/**
 * The shape of every request and answer, by AWS's own service models as botocore has them: service-models.json, which
 * `make generate` writes. What is sent and answered is read, written and judged by these names and limits, which
 * nobody here wrote and the SDK does not read.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NotModelled } from './aws-error';

export type Service =
  | 'ec2'
  | 'eks'
  | 'autoscaling'
  | 'resource-groups'
  | 'stepfunctions'
  | 'cloudformation';

interface Limits {
  /** Of a string's or a list's length, or of a number. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly pattern?: string | undefined;
  readonly enum?: readonly string[] | undefined;
}
export type Shape =
  | ({ readonly kind: 'string' | 'integer' | 'float' } & Limits)
  | { readonly kind: 'boolean' | 'timestamp' | 'unit' }
  | ({ readonly kind: 'list' | 'map'; readonly of: Member; readonly key?: Shape } & Limits)
  | {
      readonly kind: 'structure';
      readonly members: readonly Member[];
      readonly required: readonly string[];
    };

export interface Member {
  readonly name: string;
  /** On the wire, where that differs. */
  readonly locationName: string | undefined;
  /** In a form of EC2, where that differs again. */
  readonly queryName: string | undefined;
  /** Where it is in an HTTP request, if not in the body. */
  readonly location: 'uri' | 'querystring' | undefined;
  /** Lazy, because shapes may contain themselves. */
  readonly shape: () => Shape;
}

export interface Operation {
  readonly service: Service;
  readonly name: string;
  readonly http: { readonly method: string; readonly requestUri: string };
  readonly input: Shape;
  readonly output: Shape;
  /** The errors that the model declares; EC2's declares none. */
  readonly errors: readonly string[];
}

interface ShapeOfModel extends Limits {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, RefOfModel>>;
  readonly member?: RefOfModel;
  readonly key?: RefOfModel;
  readonly value?: RefOfModel;
  readonly error?: { readonly code: string };
}
type RefOfModel = { readonly shape: string } & Partial<
  Pick<Member, 'locationName' | 'queryName' | 'location'>
>;
interface OperationOfModel extends Pick<Operation, 'name' | 'http'> {
  readonly input?: RefOfModel;
  readonly output?: RefOfModel;
  readonly errors?: readonly RefOfModel[];
}
interface ServiceModel {
  readonly metadata: {
    readonly apiVersion: string;
    readonly protocol: string;
    readonly jsonVersion?: string;
    readonly targetPrefix?: string;
    readonly xmlNamespace?: string;
  };
  readonly operations: Readonly<Record<string, OperationOfModel>>;
  readonly shapes: Readonly<Record<string, ShapeOfModel>>;
}

const models = JSON.parse(readFileSync(join(__dirname, 'service-models.json'), 'utf8')) as Readonly<
  Record<Service, ServiceModel>
>;
const shapes = new Map<ShapeOfModel, Shape>();

export function metadataOf(service: Service): ServiceModel['metadata'] {
  return models[service].metadata;
}

export function operationOf(service: Service, name: string): Operation {
  const model = models[service].operations[name];
  if (!model) throw new NotModelled(`${service}:${name}: it is not in service-models.json`);
  const shape = (ref: RefOfModel | undefined): Shape =>
    ref ? shapeOf(service, ref.shape) : { kind: 'unit' };
  return {
    service,
    name,
    http: model.http,
    input: shape(model.input),
    output: shape(model.output),
    errors: (model.errors ?? []).map(
      (each) => models[service].shapes[each.shape]?.error?.code ?? each.shape,
    ),
  };
}

function shapeOf(service: Service, name: string): Shape {
  const model = models[service].shapes[name];
  if (!model) throw new NotModelled(`the shape ${name} of ${service}`);
  const known = shapes.get(model);
  if (known) return known;
  const shape = shapeOfModel(service, model);
  shapes.set(model, shape);
  return shape;
}

function shapeOfModel(service: Service, model: ShapeOfModel): Shape {
  const { type, min, max, pattern, enum: values } = model;
  const limits = { min, max, pattern, enum: values };
  const memberOf = (name: string, ref: RefOfModel | undefined): Member => {
    if (!ref) throw new NotModelled(`a ${type} without its ${name}`);
    const { locationName, queryName, location } = ref;
    return { name, locationName, queryName, location, shape: () => shapeOf(service, ref.shape) };
  };
  switch (type) {
    case 'structure':
      return {
        kind: 'structure',
        members: Object.entries(model.members ?? {}).map(([name, ref]) => memberOf(name, ref)),
        required: model.required ?? [],
      };
    case 'list':
      return { kind: 'list', of: memberOf('member', model.member), ...limits };
    case 'map':
      return {
        kind: 'map',
        of: memberOf('value', model.value),
        key: memberOf('key', model.key).shape(),
        ...limits,
      };
    case 'integer':
    case 'long':
      return { kind: 'integer', ...limits };
    case 'float':
    case 'double':
      return { kind: 'float', ...limits };
    case 'string':
      return { kind: 'string', ...limits };
    case 'boolean':
    case 'timestamp':
      return { kind: type };
    default:
      throw new NotModelled(`the type ${type}`);
  }
}
