/** The checks of the resource's own handlers at synth time, as far as the values are known then. */

import { Token } from 'aws-cdk-lib';
import { validate } from '../core/lifecycle/validate';
import type { Finding } from '../core/model/findings';

/** Stand for values that only CloudFormation will know, where the schema wants some value. */
const REQUIRED: Readonly<Record<string, unknown>> = {
  ClusterName: 'cluster',
  NodeRole: 'arn:aws:iam::123456789012:role/node',
  Subnets: ['subnet-00000000'],
  InstanceTypes: ['p5.48xlarge'],
  'ScalingConfig.MinSize': 0,
  'ScalingConfig.MaxSize': 5000,
};
/** The same where a rule asks whether another property is there, or what it says. */
const OPTIONAL: Readonly<Record<string, unknown>> = {
  AmiType: 'BOTTLEROCKET_x86_64',
  ImageId: 'ami-00000000',
  CapacityType: 'SPOT',
  'CapacityReservation.Id': 'cr-00000000',
  PreBootstrapUserData: '#!',
  UserData: '#!',
};

/**
 * `path: message` of every finding about the properties as a template has them. Nothing is said of a value that is
 * a token, nor of one beside it in the same object; and of the others only what holds whether the token's property
 * is there or not, and whatever it says.
 */
export function validationErrors(properties: Readonly<Record<string, unknown>>): string[] {
  const least = withStandIns(properties, REQUIRED);
  const most = withStandIns(properties, { ...REQUIRED, ...OPTIONAL });
  const untold = least.tokens.map(parentOf);
  const text = ({ path, message }: Finding) => (path ? `${path}: ${message}` : message);
  const always = new Set(validate(most.known).map(text));
  return validate(least.known)
    .filter(({ path }) => !untold.some((parent) => isWithin(path, parent)))
    .map(text)
    .filter((error) => always.has(error));
}

function isWithin(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}.`) || path.startsWith(`${parent}[`);
}

/** The object or list that the value is in; a property itself at the top level. */
function parentOf(path: string): string {
  return path.replace(/(?<=.)(\.[^.]*|\[\d+\])$/, '');
}

/** The properties with a stand-in for each token that has one, and without the others; and where the tokens were. */
function withStandIns(properties: object, standIns: Readonly<Record<string, unknown>>) {
  const tokens: string[] = [];
  const known = (value: unknown, path: string): unknown => {
    const isToken = [value, ...(Array.isArray(value) ? value : [])].some(Token.isUnresolved);
    if (isToken) {
      tokens.push(path);
      return standIns[path];
    }
    if (Array.isArray(value)) return value.map((each, at) => known(each, `${path}[${at}]`));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value)
        .map(([name, member]) => [name, known(member, path ? `${path}.${name}` : name)])
        .filter(([, member]) => member !== undefined),
    );
  };
  return { known: known(properties, '') as object, tokens };
}
