/** Validates the properties at synth time with the handlers' own checks, as far as the values are known then. */

import { Token } from 'aws-cdk-lib';
import { validate } from '../../core/lifecycle/validate';
import { createWarnings } from '../../core/lifecycle/warnings';
import type { Finding } from '../../core/model/findings';
import type { Properties } from '../../core/model/properties';
import { isDummy } from './lookups';

/** Two placeholders for unknown values in required properties, where the schema needs some value. */
const REQUIRED_PLACEHOLDERS: Readonly<Record<string, readonly [unknown, unknown]>> = {
  ClusterName: ['cluster', 'other'],
  NodeRole: ['arn:aws:iam::123456789012:role/node', 'arn:aws:iam::123456789012:role/other'],
  Subnets: [['subnet-00000000'], ['subnet-11111111']],
  InstanceTypes: [['p5.48xlarge'], ['c5n.18xlarge']],
  'ScalingConfig.MinSize': [0, 1],
  'ScalingConfig.MaxSize': [5000, 4999],
};
/** Placeholders for unknown values in optional properties on which a rule for another property depends. */
const OPTIONAL_PLACEHOLDERS: Readonly<Record<string, unknown>> = {
  AmiType: 'BOTTLEROCKET_x86_64',
  ImageId: 'ami-00000000',
  CapacityType: 'SPOT',
  'CapacityReservation.Id': 'cr-00000000',
  PreBootstrapUserData: '#!',
  UserData: '#!',
};
/** Of what is unknown: the one without optional values, the other with all. */
const FIRST: Placeholders = (path) => REQUIRED_PLACEHOLDERS[path]?.[0];
const SECOND: Placeholders = (path) =>
  REQUIRED_PLACEHOLDERS[path]?.[1] ?? OPTIONAL_PLACEHOLDERS[path];

/** The value that stands for an unknown one; undefined where the property is left out. */
type Placeholders = (path: string) => unknown;

/**
 * Every error that is certain at synth time. A token or a dummy of a look-up, and what is beside it in the same object, has
 * none; of the others only those count that are found whatever is in its place.
 */
export function certainErrors(properties: object): readonly Finding[] {
  return certain(properties, validate);
}

/** The same of the warnings that need nothing of AWS. Only where there are no errors. */
export function certainWarnings(properties: object): readonly Finding[] {
  return certain(properties, (known) => createWarnings(known as Properties, {}, undefined));
}

function certain(
  properties: object,
  findingsOf: (properties: object) => readonly Finding[],
): readonly Finding[] {
  const first = withPlaceholders(properties, FIRST);
  const second = withPlaceholders(properties, SECOND);
  const unknownParts = first.unknown.map(parentOf);
  const foundInBoth = findingsOf(second.properties);
  return findingsOf(first.properties).filter(
    ({ path, message }) =>
      !unknownParts.some((part) => isWithin(path, part)) &&
      foundInBoth.some((other) => other.path === path && other.message === message),
  );
}

function isWithin(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}.`) || path.startsWith(`${parent}[`);
}

/** The object or list that contains the value; at the top level the property itself. */
function parentOf(path: string): string {
  return path.replace(/(?<=.)(\.[^.]*|\[\d+\])$/, '');
}

/** The properties with a placeholder for each unknown value that has one, and without the others; and the paths of all. */
function withPlaceholders(properties: object, placeholders: Placeholders) {
  const unknown: string[] = [];
  const resolved = (value: unknown, path: string): unknown => {
    if ([value, ...(Array.isArray(value) ? value : [])].some(isUnknown)) {
      unknown.push(path);
      return placeholders(path);
    }
    if (Array.isArray(value)) return value.map((each, at) => resolved(each, `${path}[${at}]`));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value)
        .map(([name, member]) => [name, resolved(member, path ? `${path}.${name}` : name)])
        .filter(([, member]) => member !== undefined),
    );
  };
  return { properties: resolved(properties, '') as object, unknown };
}

function isUnknown(value: unknown): boolean {
  return Token.isUnresolved(value) || isDummy(value);
}
