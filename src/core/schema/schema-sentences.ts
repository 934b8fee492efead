/** What schema.json refuses about a value, in our own sentences: what was found, what is needed, what to do. */
import type { ErrorObject } from 'ajv';
import { nearest } from '../util/nearest';

/** A type of schema.json: what it is called, and how one is written. */
const TYPES: Readonly<Record<string, readonly [needed: string, fix: string]>> = {
  string: ['text is needed', 'Put it in quotes, or correct it.'],
  integer: ['a whole number is needed', 'Write one.'],
  number: ['a number is needed', 'Write one.'],
  boolean: ['true or false is needed', 'Write one of them.'],
  array: ['a list is needed', 'Write it as a list.'],
  object: ['an object with members is needed', 'Write its members, or remove the property.'],
};

/** @param value the value as a message shows it, or words for it. Any keyword that schema.json uses. */
export function schemaSentence(error: ErrorObject, value: string): string {
  const { keyword, data, params, message } = error;
  const limit = Number(params.limit);
  switch (keyword) {
    case 'type':
      return typeSentence(String(params.type), data, value);
    case 'enum':
      return enumSentence(params.allowedValues as readonly string[], data, value);
    case 'pattern':
      return `${value} does not match ${String(params.pattern)}. Correct the value.`;
    case 'minItems':
      return `The list has ${counted(lengthOf(data), 'item')}, and at least ${limit} ${areNeeded(limit)}. Add ${limit - lengthOf(data)}.`;
    case 'maxItems':
      return `The list has ${counted(lengthOf(data), 'item')}, and at most ${limit} ${areAllowed(limit)}. Remove ${lengthOf(data) - limit}.`;
    case 'minLength':
      return `${value} has ${counted(lengthOf(data), 'character')}, and at least ${limit} ${areNeeded(limit)}. Correct the value.`;
    case 'maxLength':
      return `${value} has ${counted(lengthOf(data), 'character')}, and at most ${limit} ${areAllowed(limit)}. Shorten it.`;
    case 'minimum':
      return `${value} is less than ${limit}, the least that is allowed. Use ${limit} or more.`;
    case 'maximum':
      return `${value} is more than ${limit}, the most that is allowed. Use ${limit} or less.`;
    default:
      return `${value} ${message}. Correct the value.`;
  }
}

/** @param known the names that the object has */
export function unknownPropertySentence(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return `The property does not exist. ${meant ? `Did you mean ${meant}?` : 'Remove it.'}`;
}

function typeSentence(type: string, data: unknown, value: string): string {
  const [needed = `${type} is needed`, fix = 'Correct the value.'] = TYPES[type] ?? [];
  return `${value} is ${valueKind(data)}, and ${needed}. ${fix}`;
}

function enumSentence(values: readonly string[], data: unknown, value: string): string {
  const meant = typeof data === 'string' ? nearest(data, values) : undefined;
  return `${value} is not one of ${values.join(', ')}. ${meant ? `Did you mean ${meant}?` : 'Use one of these.'}`;
}

/** What a value is, for people. */
function valueKind(data: unknown): string {
  if (data === null) return 'no value';
  if (Array.isArray(data)) return 'a list';
  switch (typeof data) {
    case 'string':
      return 'text';
    case 'number':
      return Number.isInteger(data) ? 'a number' : 'a fraction';
    case 'boolean':
      return 'true or false';
    default:
      return 'an object';
  }
}

function lengthOf(data: unknown): number {
  return Array.isArray(data) ? data.length : [...String(data)].length;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function areNeeded(count: number): string {
  return count === 1 ? 'is needed' : 'are needed';
}

function areAllowed(count: number): string {
  return count === 1 ? 'is allowed' : 'are allowed';
}
