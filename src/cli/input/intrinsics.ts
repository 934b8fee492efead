/** Resolves CloudFormation's functions as far as that is possible without a stack. */
import { UsageError } from '../usage-error';
import type { ExternalValue } from './external-values';

export type Json = unknown;
export type JsonObject = Readonly<Record<string, Json>>;
export type KeyValues = Readonly<Record<string, string>>;

/** What a template's functions may refer to; undefined where the value is unknown. */
export interface Names {
  /** A parameter, a pseudo parameter, or a resource's value from --parameters. */
  ref(name: string): Json | undefined;
  /** The value of `Resource.Attribute` from --parameters. */
  attribute(name: string): Json | undefined;
  condition(name: string): Json | undefined;
  mapping(name: string): Json | undefined;
  /** The value of an export, or why it is not known. */
  exported(name: string): ExternalValue;
  /** The value of a parameter of Systems Manager, `name` or `name:version`, or why it is not known. */
  stored(name: string): ExternalValue;
}

export interface Resolved {
  readonly value: Json;
  /** What could not be resolved, one sentence each: all of them at once. */
  readonly problems: readonly string[];
}

/** The value of AWS::NoValue: the property or item with it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

/** @param path of the property, for the messages */
export function resolve(value: Json, path: string, names: Names): Resolved {
  const problems: string[] = [];
  try {
    const resolved = new Resolver(path, names, problems).value(value);
    return { value: resolved, problems: [...new Set(problems)] };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const endless = `${path}: The value refers to itself. Correct its functions or Mappings.`;
    return { value: NO_VALUE, problems: [...new Set([...problems, endless])] };
  }
}

/** Names that a value refers to by Ref, Fn::GetAtt or Fn::Sub, without their attributes. */
export function referencesOf(value: Json): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (each: Json): void => {
    if (Array.isArray(each)) for (const item of each) visit(item);
    if (each === null || Array.isArray(each) || typeof each !== 'object') return;
    for (const [key, member] of Object.entries(each)) {
      if (key === 'Ref') found.add(String(member));
      else if (key === 'Fn::GetAtt') found.add(String([member].flat()[0]).split('.')[0] ?? '');
      else visit(member);
      if (key !== 'Fn::Sub') continue;
      for (const [, name = ''] of String([member].flat()[0]).matchAll(VARIABLE)) {
        found.add(name.trim().split('.')[0] ?? '');
      }
    }
  };
  visit(value);
  return found;
}

/** A variable of Fn::Sub; `${!name}` is literal text. */
const VARIABLE = /\$\{([^!${}][^}]*)\}/g;

class Resolver {
  constructor(
    private readonly path: string,
    private readonly names: Names,
    private readonly problems: string[],
    /** By name; undefined while it is being evaluated. */
    private readonly conditions = new Map<string, boolean | undefined>(),
  ) {}

  value(value: Json): Json {
    if (typeof value === 'string') return this.attempt(() => this.text(value));
    if (Array.isArray(value)) {
      return value
        .map((item, at) => this.at(`${this.path}[${at}]`).value(item))
        .filter((item) => item !== NO_VALUE);
    }
    if (value === null || typeof value !== 'object') return value;
    const [name = '', ...others] = Object.keys(value);
    if (others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) {
      return this.attempt(() => this.call(name, (value as JsonObject)[name]));
    }
    const members = Object.entries(value)
      .map(([key, member]) => [key, this.at(`${this.path}.${key}`).value(member)] as const)
      .filter(([, member]) => member !== NO_VALUE);
    return Object.fromEntries(members);
  }

  condition(value: Json): boolean {
    if (value !== null && typeof value === 'object' && 'Condition' in value) {
      return this.named(String(value.Condition));
    }
    return this.value(value) === true;
  }

  private at(path: string): Resolver {
    return new Resolver(path, this.names, this.problems, this.conditions);
  }

  /** A problem is kept, and the rest goes on, so that all problems are shown at once. */
  private attempt(run: () => Json): Json {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.problems.push(error.message);
      return NO_VALUE;
    }
  }

  /** With dynamic references to Systems Manager resolved; those to secrets are nothing for a node group's template. */
  private text(text: string): string {
    const resolved = text.replace(/\{\{resolve:ssm:([^}]+)\}\}/g, (reference, name: string) =>
      this.read(`Dynamic reference ${reference}`, this.names.stored(name.trim())),
    );
    if (resolved.includes('{{resolve:')) throw this.unknown('A dynamic reference');
    return resolved;
  }

  private read(what: string, read: ExternalValue): string {
    if ('value' in read) return read.value;
    throw this.invalid(`${what} could not be read: ${read.why} ${fixFor(undefined)}`);
  }

  private call(name: string, argument: Json): Json {
    switch (name) {
      case 'Ref':
        return this.ref(String(argument));
      case 'Fn::GetAtt':
        return this.attribute((Array.isArray(argument) ? argument : [argument]).join('.'));
      case 'Fn::Sub':
        return this.sub(argument);
      case 'Fn::Join': {
        const [separator, parts] = this.list(name, argument);
        return this.list(name, parts).map(String).join(String(separator));
      }
      case 'Fn::Split': {
        const [separator, whole] = this.list(name, argument);
        return String(whole).split(String(separator));
      }
      case 'Fn::Select':
        return this.select(name, argument);
      case 'Fn::If': {
        const [condition, yes, no] = raw(argument);
        return this.value(this.named(String(condition)) ? yes : no);
      }
      case 'Fn::FindInMap':
        return this.findInMap(name, argument);
      case 'Fn::ImportValue': {
        const exported = String(this.value(argument));
        return this.read(`Export ${exported}`, this.names.exported(exported));
      }
      case 'Fn::Base64':
        return Buffer.from(String(this.value(argument)), 'utf8').toString('base64');
      case 'Fn::Equals': {
        const [a, b] = this.list(name, argument);
        return JSON.stringify(comparable(a)) === JSON.stringify(comparable(b));
      }
      case 'Fn::Not':
        return !this.condition(raw(argument)[0]);
      case 'Fn::And':
        return raw(argument).every((each) => this.condition(each));
      case 'Fn::Or':
        return raw(argument).some((each) => this.condition(each));
      default:
        throw this.unknown(name);
    }
  }

  private ref(name: string): Json {
    const value = this.names.ref(name);
    if (value === undefined) throw this.unknown(`Ref ${name}`, name);
    return value;
  }

  private attribute(name: string): Json {
    const value = this.names.attribute(name);
    if (value === undefined) throw this.unknown(`Fn::GetAtt ${name}`, name);
    return value;
  }

  private named(name: string): boolean {
    const condition = this.names.condition(name);
    if (condition === undefined) {
      throw this.invalid(`The template has no condition ${name}. Add it, or correct the name.`);
    }
    const known = this.conditions.get(name);
    if (known !== undefined) return known;
    if (this.conditions.has(name)) {
      throw this.invalid(`Condition ${name} refers to itself. Correct the Conditions.`);
    }
    this.conditions.set(name, undefined);
    const value = this.condition(condition);
    this.conditions.set(name, value);
    return value;
  }

  private sub(argument: Json): string {
    const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const own = (variables ?? {}) as JsonObject;
    const text = String(template).replace(VARIABLE, (_all, variable: string) => {
      const name = variable.trim();
      if (Object.hasOwn(own, name)) return String(this.value(own[name]));
      return String(name.includes('.') ? this.attribute(name) : this.ref(name));
    });
    return this.text(text.replaceAll('${!', '${'));
  }

  private select(name: string, argument: Json): Json {
    const [index, choices] = this.list(name, argument);
    const all = this.list(name, choices);
    const found = all[Number(index)];
    if (found === undefined) {
      throw this.invalid(
        `${name} selects item ${index} of a list of ${all.length}. Correct the index or the list.`,
      );
    }
    return found;
  }

  private findInMap(name: string, argument: Json): Json {
    const [map, first, second] = this.list(name, argument);
    const keys = [map, first, second].map(String);
    const top = this.names.mapping(String(map)) as Readonly<Record<string, JsonObject>> | undefined;
    const found = top?.[String(first)]?.[String(second)];
    if (found === undefined) {
      throw this.invalid(
        `${name} refers to ${keys.join('.')}, which Mappings does not contain. Correct the keys.`,
      );
    }
    return this.value(found);
  }

  private list(name: string, argument: Json): readonly Json[] {
    const value = this.value(argument);
    if (!Array.isArray(value)) {
      throw this.invalid(`${name} has an argument that is not a list. Pass a list.`);
    }
    return value;
  }

  private unknown(what: string, name?: string): UsageError {
    return this.invalid(
      `${what} is ${name ? 'only known to the stack' : 'not supported by this command'}. ${fixFor(name)}`,
    );
  }

  private invalid(message: string): UsageError {
    return new UsageError(`${this.path}: ${message}`);
  }
}

function fixFor(name: string | undefined): string {
  if (name === 'AWS::StackName') return 'Set it with --stack-name.';
  if (name === 'AWS::AccountId') return 'Export AWS_ACCOUNT_ID.';
  return name && !name.startsWith('AWS::')
    ? `Set it with --parameters ${name}=VALUE.`
    : 'Create a change set and pass its ARN with --change-set, or pass a properties file instead of the template.';
}

/** The arguments of a function that does not use all of them. */
function raw(argument: Json): readonly Json[] {
  return Array.isArray(argument) ? argument : [argument];
}

/** CloudFormation compares text: `true` equals "true". */
function comparable(value: Json): Json {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}
