/** CloudFormation's functions, as far as they can be known without a stack: no resource is asked, nothing is imported. */
import { UsageError } from '../usage-error';

export type Json = unknown;
type JsonObject = Readonly<Record<string, Json>>;

/** What a template's functions may name; undefined where the name cannot be known. */
export interface Names {
  /** A parameter, a pseudo parameter, or what --parameters says of a resource. */
  ref(name: string): Json | undefined;
  /** What --parameters says of `Resource.Attribute`. */
  attribute(name: string): string | undefined;
  condition(name: string): Json | undefined;
  mapping(name: string): Json | undefined;
}

/** The value of AWS::NoValue: whatever holds it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

/**
 * @param path of the property, for the message
 * @throws UsageError for what cannot be known
 */
export function resolve(value: Json, path: string, names: Names): Json {
  return new Resolver(path, names).value(value);
}

class Resolver {
  constructor(
    private readonly path: string,
    private readonly names: Names,
  ) {}

  value(value: Json): Json {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) {
      return value
        .map((item, at) => this.at(`${this.path}[${at}]`).value(item))
        .filter((item) => item !== NO_VALUE);
    }
    if (value === null || typeof value !== 'object') return value;
    const [name = '', ...others] = Object.keys(value);
    if (others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) {
      return this.call(name, (value as JsonObject)[name]);
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
    return new Resolver(path, this.names);
  }

  private text(text: string): string {
    if (text.includes('{{resolve:')) throw this.unknown('a dynamic reference');
    return text;
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

  private attribute(name: string): string {
    const value = this.names.attribute(name);
    if (value === undefined) throw this.unknown(`Fn::GetAtt ${name}`, name);
    return value;
  }

  private named(name: string): boolean {
    const condition = this.names.condition(name);
    if (condition === undefined) throw this.wrong(`the template has no condition ${name}`);
    return this.condition(condition);
  }

  private sub(argument: Json): string {
    const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const own = (variables ?? {}) as JsonObject;
    const text = String(template).replace(/\$\{([^!${}][^}]*)\}/g, (_all, given: string) => {
      const name = given.trim();
      if (Object.hasOwn(own, name)) return String(this.value(own[name]));
      return String(name.includes('.') ? this.attribute(name) : this.ref(name));
    });
    return this.text(text.replaceAll('${!', '${'));
  }

  private select(name: string, argument: Json): Json {
    const [index, choices] = this.list(name, argument);
    const all = this.list(name, choices);
    const found = all[Number(index)];
    if (found === undefined)
      throw this.wrong(`${name}: there is no item ${index} of ${all.length}`);
    return found;
  }

  private findInMap(name: string, argument: Json): Json {
    const [map, first, second] = this.list(name, argument);
    const keys = [map, first, second].map(String);
    const top = this.names.mapping(String(map)) as Readonly<Record<string, JsonObject>> | undefined;
    const found = top?.[String(first)]?.[String(second)];
    if (found === undefined) throw this.wrong(`${name}: there is no ${keys.join('.')}`);
    return this.value(found);
  }

  private list(name: string, argument: Json): readonly Json[] {
    const value = this.value(argument);
    if (!Array.isArray(value)) throw this.wrong(`${name} takes a list`);
    return value;
  }

  private unknown(what: string, name?: string): UsageError {
    const say = name && !name.startsWith('AWS::') ? ` Say it: --parameters ${name}=VALUE` : '';
    return this.wrong(`${what} cannot be known without the stack.${say}`);
  }

  private wrong(message: string): UsageError {
    return new UsageError(`${this.path}: ${message}`);
  }
}

/** The arguments of a function that does not use all of them. */
function raw(argument: Json): readonly Json[] {
  return Array.isArray(argument) ? argument : [argument];
}

/** CloudFormation compares text: `true` equals "true". */
function comparable(value: Json): Json {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}
