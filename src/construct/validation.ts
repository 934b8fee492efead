/** Validates the properties at synth time with the handlers' own checks, as far as the values are known then. */

import { Token } from 'aws-cdk-lib';
import { validate } from '../core/lifecycle/validate';
import type { Finding } from '../core/model/findings';

/** Placeholders for tokens in required properties: the schema needs some value. */
const REQUIRED_PLACEHOLDERS: Readonly<Record<string, unknown>> = {
  ClusterName: 'cluster',
  NodeRole: 'arn:aws:iam::123456789012:role/node',
  Subnets: ['subnet-00000000'],
  InstanceTypes: ['p5.48xlarge'],
  'ScalingConfig.MinSize': 0,
  'ScalingConfig.MaxSize': 5000,
};
/** Placeholders for tokens in optional properties on which a rule for another property depends. */
const OPTIONAL_PLACEHOLDERS: Readonly<Record<string, unknown>> = {
  AmiType: 'BOTTLEROCKET_x86_64',
  ImageId: 'ami-00000000',
  CapacityType: 'SPOT',
  'CapacityReservation.Id': 'cr-00000000',
  PreBootstrapUserData: '#!',
  UserData: '#!',
};

/**
 * `path: message` of every finding that is certain at synth time. A token, and what is beside it in the same object, has
 * none; of the others only those count that are found both with and without a value in the token's place.
 */
export function validationErrors(properties: Readonly<Record<string, unknown>>): string[] {
  const withoutOptional = withPlaceholders(properties, REQUIRED_PLACEHOLDERS);
  const withOptional = withPlaceholders(properties, {
    ...REQUIRED_PLACEHOLDERS,
    ...OPTIONAL_PLACEHOLDERS,
  });
  const unknownParts = withoutOptional.tokens.map(parentOf);
  const text = ({ path, message }: Finding) => (path ? `${path}: ${message}` : message);
  const foundWithOptional = new Set(validate(withOptional.properties).map(text));
  return validate(withoutOptional.properties)
    .filter(({ path }) => !unknownParts.some((part) => isWithin(path, part)))
    .map(text)
    .filter((error) => foundWithOptional.has(error));
}

function isWithin(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}.`) || path.startsWith(`${parent}[`);
}

/** The object or list that contains the value; at the top level the property itself. */
function parentOf(path: string): string {
  return path.replace(/(?<=.)(\.[^.]*|\[\d+\])$/, '');
}

/** The properties with a placeholder for each token that has one, and without the other tokens; and the tokens' paths. */
function withPlaceholders(properties: object, placeholders: Readonly<Record<string, unknown>>) {
  const tokens: string[] = [];
  const resolved = (value: unknown, path: string): unknown => {
    const isToken = [value, ...(Array.isArray(value) ? value : [])].some(Token.isUnresolved);
    if (isToken) {
      tokens.push(path);
      return placeholders[path];
    }
    if (Array.isArray(value)) return value.map((each, at) => resolved(each, `${path}[${at}]`));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value)
        .map(([name, member]) => [name, resolved(member, path ? `${path}.${name}` : name)])
        .filter(([, member]) => member !== undefined),
    );
  };
  return { properties: resolved(properties, '') as object, tokens };
}
