/** Reads the properties of node groups from a CloudFormation template. */
import schema from '../../../schema.json';
import { nearest } from '../../core/util/nearest';
import { UsageError } from '../usage-error';
import {
  type Json,
  type JsonObject,
  type KeyValues,
  type Names,
  NO_VALUE,
  type Resolved,
  referencesOf,
  resolve,
} from './intrinsics';
import { parameterProblems, parameterValue } from './parameters';
import type { Positions } from './positions';
import type { ReadFile } from './source';

/** The types of both entry points. */
export const TYPES: readonly string[] = [schema.typeName, 'Custom::EksEfaNodeGroup'];
/** Properties of the custom resource's protocol, not of the node group. */
const PROTOCOL = ['ServiceToken', 'ServiceTimeout'];

/** Where the values of a template come from. */
export interface Values {
  /** Of the stack's parameters, and `Resource` or `Resource.Attribute` for values that only the stack knows. */
  readonly parameters: KeyValues;
  /** What CloudFormation read from Systems Manager for parameters when the stack was deployed. */
  readonly resolved: KeyValues;
  readonly pseudo: KeyValues;
  /** What Ref gives of resources that the stack has. */
  readonly physicalIds: KeyValues;
  readonly exported: Names['exported'];
  readonly stored: Names['stored'];
  readonly accountId: () => string | undefined;
}
/** Values of Fn::GetAtt and Ref (the attribute Id) of a template's own node groups; undefined where there is no such node group. */
export type Attributes = (logicalId: string, attribute: string) => Json | undefined;

type Sections = Readonly<
  Record<
    'Parameters' | 'Mappings' | 'Conditions' | 'Resources',
    Readonly<Record<string, JsonObject>>
  >
>;

export class Template {
  private readonly sections: Sections;

  /**
   * @param file where the text is; undefined for a template of CloudFormation
   * @throws UsageError where it is no template
   */
  constructor(
    document: unknown,
    private readonly values: Values,
    private readonly file?: Pick<ReadFile, 'positions'>,
  ) {
    this.sections = templateSections(document);
  }

  /** What CloudFormation would refuse about the parameters, one sentence each. */
  get problems(): readonly string[] {
    const { Parameters, Resources } = this.sections;
    return parameterProblems(Parameters, this.values.parameters, (name) =>
      Object.hasOwn(Resources, name.split('.')[0] ?? ''),
    );
  }

  /** Of a resource's properties. */
  positionsOf(logicalId: string): Positions {
    return this.file?.positions(['Resources', logicalId, 'Properties']) ?? (() => undefined);
  }

  typeOf(logicalId: string): string | undefined {
    const type = this.sections.Resources[logicalId]?.Type;
    return type === undefined ? undefined : String(type);
  }

  /** Whether the template itself keeps a resource that it no longer has. */
  retains(logicalId: string): boolean {
    return /^Retain/.test(String(this.sections.Resources[logicalId]?.DeletionPolicy));
  }

  /**
   * Logical ids of the node groups that are planned, each after those that it refers to.
   * @param resource the only one; undefined for all whose condition is met
   * @throws UsageError where there is none
   */
  nodeGroups(resource: string | undefined): readonly string[] {
    if (resource !== undefined) {
      this.requireNodeGroup(resource);
      return [resource];
    }
    const all = Object.keys(this.sections.Resources).filter((id) =>
      TYPES.includes(this.typeOf(id) ?? ''),
    );
    if (all.length === 0) {
      throw new UsageError(
        `The template has no resource of type ${TYPES.join(' or ')}. Pass a template that has one.`,
      );
    }
    return this.inOrder(all.filter((id) => this.isCreated(id)));
  }

  /** The properties as they are written; undefined where there is no such resource. */
  expressions(logicalId: string): JsonObject | undefined {
    const resource = this.sections.Resources[logicalId];
    return resource && withoutProtocol((resource.Properties ?? {}) as JsonObject);
  }

  /** The custom resource's own time limit, in seconds; undefined where none is written. */
  serviceTimeout(logicalId: string): number | undefined {
    const { ServiceTimeout } = (this.sections.Resources[logicalId]?.Properties ?? {}) as JsonObject;
    const seconds = Number(resolve(ServiceTimeout, 'ServiceTimeout', this.names(NONE)).value);
    return seconds > 0 ? seconds : undefined;
  }

  /** Each property, resolved. */
  properties(logicalId: string, attributes: Attributes): ReadonlyMap<string, Resolved> {
    const names = this.names(attributes);
    const expressions = Object.entries(this.expressions(logicalId) ?? {});
    return new Map(expressions.map(([name, value]) => [name, resolve(value, name, names)]));
  }

  private isCreated(logicalId: string): boolean {
    const { Condition } = this.sections.Resources[logicalId] ?? {};
    return Condition === undefined || this.isMet(String(Condition), logicalId);
  }

  private isMet(condition: string, path: string): boolean {
    const not = { 'Fn::Not': [{ Condition: condition }] };
    const { value, problems } = resolve(not, path, this.names(NONE));
    if (problems.length > 0) throw new UsageError(problems.join('\n'));
    return value === false;
  }

  private requireNodeGroup(logicalId: string): void {
    const found = this.sections.Resources[logicalId];
    if (!found) {
      const meant = nearest(logicalId, Object.keys(this.sections.Resources));
      throw new UsageError(
        `The template has no resource ${logicalId}. ${meant ? `Did you mean ${meant}?` : 'Correct --resource.'}`,
      );
    }
    if (!TYPES.includes(String(found.Type))) {
      throw new UsageError(
        `Resource ${logicalId} is a ${found.Type}, not a ${TYPES.join(' or a ')}. Specify a node group with --resource.`,
      );
    }
    if (!this.isCreated(logicalId)) {
      throw new UsageError(
        `Resource ${logicalId} is not created with these parameters, because its condition ${found.Condition} is false. Change --parameters, or specify another --resource.`,
      );
    }
  }

  /** By references and DependsOn. A circle, which CloudFormation refuses, is left in the order of the template. */
  private inOrder(ids: readonly string[]): readonly string[] {
    const ordered: string[] = [];
    const visit = (id: string, path: readonly string[]): void => {
      if (ordered.includes(id) || path.includes(id)) return;
      const { Properties, DependsOn = [] } = this.sections.Resources[id] ?? {};
      const needed = new Set([...referencesOf(Properties), ...[DependsOn].flat().map(String)]);
      for (const other of ids) if (needed.has(other)) visit(other, [...path, id]);
      ordered.push(id);
    };
    for (const id of ids) visit(id, []);
    return ordered;
  }

  private names(attributes: Attributes): Names {
    const { parameters, resolved, pseudo, physicalIds, exported, stored, accountId } = this.values;
    const { Parameters, Conditions, Mappings } = this.sections;
    return {
      ref(name) {
        if (name === 'AWS::NoValue') return NO_VALUE;
        const declared = Parameters[name];
        if (declared) return parameterValue(name, declared, parameters, resolved, stored);
        if (name === 'AWS::AccountId') return pseudo[name] ?? accountId();
        return parameters[name] ?? pseudo[name] ?? attributes(name, 'Id') ?? physicalIds[name];
      },
      attribute(name) {
        const [resource = '', ...attribute] = name.split('.');
        return parameters[name] ?? attributes(resource, attribute.join('.'));
      },
      condition: (name) => Conditions[name],
      mapping: (name) => Mappings[name],
      exported,
      stored,
    };
  }
}

const NONE: Attributes = () => undefined;

/** The node group's own properties. */
export function withoutProtocol(properties: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).filter(([name]) => !PROTOCOL.includes(name)),
  );
}

function templateSections(template: unknown): Sections {
  const object = (template ?? {}) as Partial<Sections>;
  if (typeof object !== 'object' || !object.Resources) {
    throw new UsageError('The template has no Resources section. Pass a CloudFormation template.');
  }
  const { Resources, Parameters = {}, Mappings = {}, Conditions = {} } = object;
  return { Resources, Parameters, Mappings, Conditions };
}
