/** The templates of install/ as constructs: with their logical ids, and with values in the place of their parameters. */
import { CfnCondition, CfnResource, type ICfnConditionExpression, Stack, Token } from 'aws-cdk-lib';
import { type Construct, Dependable } from 'constructs';

type Json = unknown;
interface InstallResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, Json>>;
  readonly DependsOn?: string | readonly string[];
  readonly [attribute: string]: Json;
}
/** What is used of a template. */
export interface InstallTemplate {
  readonly Transform?: string;
  readonly Globals?: { readonly Function?: Readonly<Record<string, Json>> };
  readonly Parameters?: Readonly<Record<string, { readonly Default?: Json }>>;
  readonly Conditions?: Readonly<Record<string, Json>>;
  readonly Resources: Readonly<Record<string, InstallResource>>;
}

/**
 * Makes all resources and conditions of the template, whatever it has: outputs and rules are for its parameters. What
 * depends on the scope waits for all resources that no condition may leave out.
 * @param given values of the parameters, which may be tokens; the others have their defaults
 * @returns the resources by their logical ids
 * @throws Error where a parameter has neither value nor default
 */
export function includeTemplate(
  scope: Construct,
  template: InstallTemplate,
  given: Readonly<Record<string, Json>>,
): ReadonlyMap<string, CfnResource> {
  const values = parameterValues(template, given);
  if (template.Transform) Stack.of(scope).addTransform(template.Transform);
  for (const [id, expression] of Object.entries(template.Conditions ?? {})) {
    const condition = new CfnCondition(scope, id, {
      expression: Token.asAny(withValues(expression, values)) as ICfnConditionExpression,
    });
    condition.overrideLogicalId(id);
  }
  const made = new Map(
    Object.entries(template.Resources).map(([id, resource]) => {
      const { Type: type, Properties = {}, DependsOn, ...attributes } = resource;
      const properties = { ...globalsFor(template, type, Properties), ...Properties };
      const construct = new CfnResource(scope, id, {
        type,
        properties: withValues(properties, values) as Record<string, Json>,
      });
      construct.overrideLogicalId(id);
      for (const [name, value] of Object.entries(attributes)) {
        construct.addOverride(name, withValues(value, values));
      }
      return [id, construct] as const;
    }),
  );
  for (const [id, { DependsOn = [] }] of Object.entries(template.Resources)) {
    for (const other of [DependsOn].flat()) {
      made.get(id)?.node.addDependency(includedResource(made, other));
    }
  }
  // what a condition may leave out, nothing can wait for
  const certain = [...made].filter(([id]) => template.Resources[id]?.Condition === undefined);
  Dependable.implement(scope, { dependencyRoots: certain.map(([, resource]) => resource) });
  return made;
}

/** @throws Error where the template has no such resource */
export function includedResource(made: ReadonlyMap<string, CfnResource>, id: string): CfnResource {
  const found = made.get(id);
  if (!found) throw new Error(`The template has no resource ${id}.`);
  return found;
}

function parameterValues(
  { Parameters = {} }: InstallTemplate,
  given: Readonly<Record<string, Json>>,
): Readonly<Record<string, Json>> {
  return Object.fromEntries(
    Object.entries(Parameters).map(([name, { Default }]) => {
      const value = given[name] ?? Default;
      if (value === undefined) throw new Error(`The parameter ${name} has no value.`);
      return [name, value];
    }),
  );
}

/** Written out, because a section of the whole template would hold for the functions of others too. */
function globalsFor({ Globals }: InstallTemplate, type: string, own: object): object {
  if (type !== 'AWS::Serverless::Function') return {};
  const globals = Globals?.Function ?? {};
  const both = Object.keys(globals).filter((name) => name in own);
  if (both.length > 0) throw new Error(`Globals cannot be merged with ${both.join(', ')}.`);
  return globals;
}

/** With a value in the place of each reference to a parameter. */
function withValues(node: Json, values: Readonly<Record<string, Json>>): Json {
  if (Array.isArray(node)) return node.map((each) => withValues(each, values));
  if (node === null || typeof node !== 'object' || Token.isUnresolved(node)) return node;
  const { Ref: name, 'Fn::Sub': text } = node as Record<string, Json>;
  if (typeof name === 'string' && name in values) return values[name];
  if (typeof text === 'string') {
    const used = Object.entries(values).filter(([each]) => text.includes(`\${${each}}`));
    return used.length > 0 ? { 'Fn::Sub': [text, Object.fromEntries(used)] } : node;
  }
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, withValues(value, values)]),
  );
}
