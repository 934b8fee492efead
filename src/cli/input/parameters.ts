/** Parameters of a template: values, defaults, and the constraints that CloudFormation checks before it does anything. */
import { nearest } from '../../core/util/nearest';
import { UsageError } from '../usage-error';
import { type Json, type KeyValues, type Names, NO_VALUE } from './intrinsics';

export type Declared = Readonly<Record<string, Json>>;
type Declarations = Readonly<Record<string, Declared>>;

/**
 * Everything that CloudFormation would refuse about the parameters, one sentence each, also of those that the node
 * groups do not use. [] where there is nothing.
 * @param isKnown whether a name of the form `Resource` or `Resource.Attribute` is the template's
 */
export function parameterProblems(
  declared: Declarations,
  given: KeyValues,
  isKnown: (name: string) => boolean,
): readonly string[] {
  return [
    ...unknownNames(declared, given, isKnown),
    ...missing(declared, given),
    ...Object.entries(declared).flatMap(([name, declaration]) => {
      const value = givenOrDefault(name, declaration, given);
      return value === undefined ? [] : constraintProblems(name, declaration, value);
    }),
  ];
}

/** Undefined where it has neither. */
function givenOrDefault(name: string, { Default }: Declared, given: KeyValues): Json | undefined {
  return given[name] ?? Default;
}

/** A misspelt name would silently leave the parameter at its default. */
function unknownNames(
  declared: Declarations,
  given: KeyValues,
  isKnown: (name: string) => boolean,
): readonly string[] {
  return Object.keys(given)
    .filter((name) => !Object.hasOwn(declared, name) && !isKnown(name))
    .map((name) => {
      const meant = nearest(name, Object.keys(declared));
      return `The template has no parameter ${name}. ${meant ? `Did you mean ${meant}?` : 'Correct the name in --parameters.'}`;
    });
}

function missing(declared: Declarations, given: KeyValues): readonly string[] {
  const names = Object.entries(declared)
    .filter(([name, declaration]) => givenOrDefault(name, declaration, given) === undefined)
    .map(([name]) => name);
  if (names.length === 0) return [];
  const values = names.map((name) => `${name}=VALUE`).join(' ');
  return [
    names.length === 1
      ? `Parameter ${names[0]} has no default. Set it with --parameters ${values}.`
      : `Parameters ${names.join(', ')} have no default. Set them with --parameters ${values}.`,
  ];
}

/** Source: CloudFormation user guide, parameters-section-structure: which constraint is for which type, and what a list's are for. */
function constraintProblems(name: string, declared: Declared, value: Json): readonly string[] {
  const type = String(declared.Type);
  // the value names a parameter of Systems Manager; CloudFormation checks its value
  if (type.startsWith('AWS::SSM::Parameter::Value')) return [];
  const items = isList(type) ? listOf(value) : [String(value)];
  const isNumber = type === 'Number' || type === 'List<Number>';
  // "ConstraintDescription: A string that explains a constraint when the constraint is violated"
  const { ConstraintDescription } = declared;
  const fix = ConstraintDescription
    ? `The template says: ${String(ConstraintDescription)}.`.replace(/\.\.$/, '.')
    : '';
  return items.flatMap((item) => {
    const why = brokenConstraint(item, declared, isNumber);
    if (why === undefined) return [];
    // the template declares that it must not be shown
    const shown =
      String(declared.NoEcho) === 'true' ? 'The value' : item === '' ? 'The empty value' : item;
    return [`Parameter ${name}: ${shown} ${why}. ${fix || 'Correct the value.'}`];
  });
}

function brokenConstraint(item: string, declared: Declared, isNumber: boolean): string | undefined {
  const { AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue } = declared;
  if (isNumber && (item.trim() === '' || !Number.isFinite(Number(item)))) return 'is not a number';
  if (Array.isArray(AllowedValues) && !AllowedValues.map(String).includes(item)) {
    return `is not one of ${AllowedValues.join(', ')}`;
  }
  if (AllowedPattern !== undefined && !matchesWhole(item, String(AllowedPattern))) {
    return `does not match ${AllowedPattern}`;
  }
  if (MinLength !== undefined && item.length < Number(MinLength)) {
    return `is shorter than ${MinLength} characters`;
  }
  if (MaxLength !== undefined && item.length > Number(MaxLength)) {
    return `is longer than ${MaxLength} characters`;
  }
  if (MinValue !== undefined && Number(item) < Number(MinValue)) return `is less than ${MinValue}`;
  if (MaxValue !== undefined && Number(item) > Number(MaxValue)) return `is more than ${MaxValue}`;
  return undefined;
}

/** The pattern is Java's, and has to match all of the value; one that JavaScript cannot read is left to CloudFormation. */
function matchesWhole(item: string, pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(item);
  } catch {
    return true;
  }
}

/**
 * For functions that refer to it; NO_VALUE where it has none, which is reported once for all parameters.
 * @param resolved what CloudFormation read from Systems Manager when the stack was deployed
 * @throws UsageError where Systems Manager does not give its value
 */
export function parameterValue(
  name: string,
  declared: Declared,
  given: KeyValues,
  resolved: KeyValues,
  stored: Names['stored'],
): Json {
  const type = String(declared.Type);
  const value = givenOrDefault(name, declared, given);
  if (value === undefined) return NO_VALUE;
  const text = type.startsWith('AWS::SSM::Parameter::Value')
    ? (resolved[name] ?? storedValue(name, String(value), given[name] !== undefined, stored))
    : value;
  return isList(type) ? listOf(text) : text;
}

/** A value that is given is a parameter's name, as CloudFormation takes it, or the value itself. */
function storedValue(
  name: string,
  value: string,
  isGiven: boolean,
  stored: Names['stored'],
): string {
  const read = stored(value);
  if ('value' in read) return read.value;
  if (isGiven && !value.startsWith('/')) return value;
  throw new UsageError(
    `Parameter ${name} is read from AWS Systems Manager Parameter Store: ${read.why} Set its value with --parameters ${name}=VALUE.`,
  );
}

function isList(type: string): boolean {
  return (
    type === 'CommaDelimitedList' || type.includes('List<') || type.endsWith('<CommaDelimitedList>')
  );
}

function listOf(value: Json): readonly string[] {
  return String(value)
    .split(',')
    .map((item) => item.trim());
}
