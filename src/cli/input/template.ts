/** A node group's properties out of a CloudFormation template. */
import schema from '../../../schema.json';
import { UsageError } from '../usage-error';
import { type Json, type Names, NO_VALUE, resolve } from './intrinsics';

/** Both doors' types; values of the custom one are strings anyway. */
const TYPES = [schema.typeName, 'Custom::EksEfaNodeGroup'];
/** Of the custom resource's protocol, not of the node group; the first is often imported. */
const PROTOCOL = ['ServiceToken', 'ServiceTimeout'];

type JsonObject = Readonly<Record<string, Json>>;
export type Given = Readonly<Record<string, string>>;

export interface FromTemplate {
  readonly logicalId: string;
  readonly properties: JsonObject;
}

/**
 * @param resource its logical id; may be left out where the template has one node group
 * @param given what --parameters says: parameters, and `Resource` or `Resource.Attribute` for what only the stack knows
 * @param pseudo pseudo parameters that are known
 * @throws UsageError
 */
export function propertiesFromTemplate(
  template: unknown,
  resource: string | undefined,
  given: Given,
  pseudo: Given,
): FromTemplate {
  const sections = sectionsOf(template);
  const logicalId = resource ?? onlyNodeGroup(sections.Resources);
  const { Type, Properties = {}, Condition } = nodeGroup(sections.Resources, logicalId);
  refuseUnknownNames(given, sections);
  const names = namesOf(sections, given, pseudo);
  if (Condition !== undefined && !isMet(String(Condition), logicalId, names)) {
    throw new UsageError(
      `${logicalId}: with these parameters its condition ${Condition} is not met: no ${Type} is made`,
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

function sectionsOf(template: unknown): Sections {
  const object = (template ?? {}) as Partial<Sections>;
  if (typeof object !== 'object' || !object.Resources) {
    throw new UsageError('the template has no Resources');
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
      ? `the template has no resource of type ${TYPES.join(' or ')}`
      : `the template has several node groups; name one of them: --resource ${found.join(' | ')}`,
  );
}

function nodeGroup(resources: Sections['Resources'], logicalId: string): JsonObject {
  const found = resources[logicalId];
  if (!found) throw new UsageError(`the template has no resource ${logicalId}`);
  if (!TYPES.includes(String(found.Type))) {
    throw new UsageError(`${logicalId} is a ${found.Type}, not a ${TYPES.join(' or a ')}`);
  }
  return found;
}

/** A misspelt parameter would silently leave its default. */
function refuseUnknownNames(given: Given, { Parameters, Resources }: Sections): void {
  const unknown = Object.keys(given).filter((name) => {
    const [resource = ''] = name.split('.');
    return !Object.hasOwn(Parameters, name) && !Object.hasOwn(Resources, resource);
  });
  if (unknown.length > 0) {
    throw new UsageError(`the template has no parameter ${unknown.join(', ')}`);
  }
}

function isMet(condition: string, path: string, names: Names): boolean {
  return resolve({ 'Fn::Not': [{ Condition: condition }] }, path, names) === false;
}

function namesOf(sections: Sections, given: Given, pseudo: Given): Names {
  return {
    ref(name) {
      if (name === 'AWS::NoValue') return NO_VALUE;
      const parameter = sections.Parameters[name];
      return parameter ? parameterValue(name, parameter, given) : (pseudo[name] ?? given[name]);
    },
    attribute: (name) => given[name],
    condition: (name) => sections.Conditions[name],
    mapping: (name) => sections.Mappings[name],
  };
}

function parameterValue(name: string, { Type, Default }: JsonObject, given: Given): Json {
  const type = String(Type);
  const value = given[name] ?? Default;
  if (value === undefined) {
    throw new UsageError(`parameter ${name} has no default. Say it: --parameters ${name}=VALUE`);
  }
  if (type.startsWith('AWS::SSM::Parameter::Value') && given[name] === undefined) {
    throw new UsageError(
      `parameter ${name} is read from Systems Manager. Say what is there: --parameters ${name}=VALUE`,
    );
  }
  const isList = type === 'CommaDelimitedList' || type.includes('List<');
  return isList
    ? String(value)
        .split(',')
        .map((item) => item.trim())
    : value;
}
