/** Reads the properties of a node group from a CloudFormation template. */
import schema from '../../../schema.json';
import { UsageError } from '../usage-error';
import { type Json, type Names, NO_VALUE, resolve } from './intrinsics';

/** The types of both entry points. */
const TYPES = [schema.typeName, 'Custom::EksEfaNodeGroup'];
/** Properties of the custom resource's protocol, not of the node group. */
const PROTOCOL = ['ServiceToken', 'ServiceTimeout'];

type JsonObject = Readonly<Record<string, Json>>;
export type KeyValues = Readonly<Record<string, string>>;

export interface FromTemplate {
  readonly logicalId: string;
  readonly properties: JsonObject;
}

/**
 * @param resource its logical id; may be left out where the template has one node group
 * @param parameters those of the stack, and `Resource` or `Resource.Attribute` for values that only the stack knows
 * @param pseudo the known pseudo parameters
 * @throws UsageError
 */
export function propertiesFromTemplate(
  template: unknown,
  resource: string | undefined,
  parameters: KeyValues,
  pseudo: KeyValues,
): FromTemplate {
  const sections = templateSections(template);
  const logicalId = resource ?? onlyNodeGroup(sections.Resources);
  const { Properties = {}, Condition } = nodeGroup(sections.Resources, logicalId);
  refuseUnknownNames(parameters, sections);
  const names = namesOf(sections, parameters, pseudo);
  if (Condition !== undefined && !isMet(String(Condition), logicalId, names)) {
    throw new UsageError(
      `Resource ${logicalId} is not created with these parameters, because its condition ${Condition} is false. Change --parameters, or specify another --resource.`,
    );
  }
  const properties = Object.entries(Properties as JsonObject)
    .filter(([name]) => !PROTOCOL.includes(name))
    .map(([name, value]) => [name, resolve(value, name, names)] as const)
    .filter(([, value]) => value !== NO_VALUE);
  return { logicalId, properties: Object.fromEntries(properties) };
}

type Sections = Readonly<
  Record<
    'Parameters' | 'Mappings' | 'Conditions' | 'Resources',
    Readonly<Record<string, JsonObject>>
  >
>;

function templateSections(template: unknown): Sections {
  const object = (template ?? {}) as Partial<Sections>;
  if (typeof object !== 'object' || !object.Resources) {
    throw new UsageError('The template has no Resources section. Pass a CloudFormation template.');
  }
  const { Resources, Parameters = {}, Mappings = {}, Conditions = {} } = object;
  return { Resources, Parameters, Mappings, Conditions };
}

function onlyNodeGroup(resources: Sections['Resources']): string {
  const found = Object.keys(resources).filter((id) => TYPES.includes(String(resources[id]?.Type)));
  const [only] = found;
  if (found.length === 1 && only !== undefined) return only;
  throw new UsageError(
    found.length === 0
      ? `The template has no resource of type ${TYPES.join(' or ')}. Pass a template that has one.`
      : `The template has several node groups. Specify one of them with --resource: ${found.join(', ')}.`,
  );
}

function nodeGroup(resources: Sections['Resources'], logicalId: string): JsonObject {
  const found = resources[logicalId];
  if (!found)
    throw new UsageError(`The template has no resource ${logicalId}. Correct --resource.`);
  if (!TYPES.includes(String(found.Type))) {
    throw new UsageError(
      `Resource ${logicalId} is a ${found.Type}, not a ${TYPES.join(' or a ')}. Specify a node group with --resource.`,
    );
  }
  return found;
}

/** A misspelt name would silently leave the parameter at its default. */
function refuseUnknownNames(parameters: KeyValues, { Parameters, Resources }: Sections): void {
  const unknown = Object.keys(parameters).filter((name) => {
    const [resource = ''] = name.split('.');
    return !Object.hasOwn(Parameters, name) && !Object.hasOwn(Resources, resource);
  });
  if (unknown.length > 0) {
    throw new UsageError(
      `The template has no parameter ${unknown.join(', ')}. Correct the name in --parameters.`,
    );
  }
}

function isMet(condition: string, path: string, names: Names): boolean {
  return resolve({ 'Fn::Not': [{ Condition: condition }] }, path, names) === false;
}

function namesOf(sections: Sections, parameters: KeyValues, pseudo: KeyValues): Names {
  return {
    ref(name) {
      if (name === 'AWS::NoValue') return NO_VALUE;
      const parameter = sections.Parameters[name];
      return parameter
        ? parameterValue(name, parameter, parameters)
        : (pseudo[name] ?? parameters[name]);
    },
    attribute: (name) => parameters[name],
    condition: (name) => sections.Conditions[name],
    mapping: (name) => sections.Mappings[name],
  };
}

function parameterValue(name: string, { Type, Default }: JsonObject, parameters: KeyValues): Json {
  const type = String(Type);
  const value = parameters[name] ?? Default;
  if (value === undefined) {
    throw new UsageError(
      `Parameter ${name} has no default. Set it with --parameters ${name}=VALUE.`,
    );
  }
  if (type.startsWith('AWS::SSM::Parameter::Value') && parameters[name] === undefined) {
    throw new UsageError(
      `Parameter ${name} is read from AWS Systems Manager Parameter Store, which this command does not support. Set its value with --parameters ${name}=VALUE.`,
    );
  }
  const isList = type === 'CommaDelimitedList' || type.includes('List<');
  return isList
    ? String(value)
        .split(',')
        .map((item) => item.trim())
    : value;
}
