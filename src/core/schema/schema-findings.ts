/** What schema.json refuses, in our own sentences. */
import type { ErrorObject } from 'ajv';
import type { Finding } from '../model/findings';
import { READ_ONLY, type SchemaNode } from './schema';
import { schemaErrors } from './schema-check';
import { schemaSentence, unknownPropertySentence } from './schema-sentences';

/** Properties of AWS::EKS::Nodegroup that this type cannot have, and why. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  LaunchTemplate:
    'The property is not supported, because this resource creates the launch template. Use Volume, MetadataOptions, InstanceTags and the other properties of the launch template.',
  RemoteAccess:
    'The property is not supported, because this resource creates the launch template. Use SecurityGroupIds and AWS Systems Manager Session Manager.',
  DiskSize:
    'The property is not supported, because this resource creates the launch template. Use Volume.SizeGiB.',
};

/** [] where there are none. Read-only properties are left out of account. Never throws. */
export function schemaFindings(properties: object): readonly Finding[] {
  const given = Object.entries(properties).filter(([name]) => !READ_ONLY.has(name));
  return schemaErrors(Object.fromEntries(given)).map(findingOf);
}

function findingOf(error: ErrorObject): Finding {
  const path = pathOfPointer(error.instancePath);
  const at = (member: string) => (path ? `${path}.${member}` : member);
  const value = shown(error.data);
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownMember(error, path, at(String(error.params.additionalProperty)));
    case 'required':
      return {
        path: at(String(error.params.missingProperty)),
        message: 'The property is required. Add it.',
      };
    case 'uniqueItems': {
      const { i, j } = error.params as { readonly i: number; readonly j: number };
      return {
        path,
        message: `${shown((error.data as readonly unknown[])[j])} is listed twice, as [${Math.min(i, j)}] and [${Math.max(i, j)}]. Remove one.`,
      };
    }
    default:
      return { path, message: schemaSentence(error, value) };
  }
}

function unknownMember({ parentSchema, params }: ErrorObject, path: string, at: string): Finding {
  const name = String(params.additionalProperty);
  const { patternProperties = {}, properties = {} } = parentSchema as SchemaNode;
  const patterns = Object.keys(patternProperties);
  if (patterns.length > 0) {
    return {
      path: at,
      message: `The key does not match ${patterns.join(' or ')}. Correct the key.`,
    };
  }
  const reason = path === '' && Object.hasOwn(UNSUPPORTED, name) ? UNSUPPORTED[name] : undefined;
  const known = Object.keys(properties).filter((each) => path !== '' || !READ_ONLY.has(each));
  return { path: at, message: reason ?? unknownPropertySentence(name, known) };
}

/** `/ScalingConfig/MinSize` → `ScalingConfig.MinSize`; array positions in brackets. */
function pathOfPointer(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'))
    .reduce((path, part) => {
      if (/^\d+$/.test(part)) return `${path}[${part}]`;
      return path ? `${path}.${part}` : part;
    }, '');
}

/**
 * A value in a message. A template may pass a NoEcho parameter to any property, and what the schema refuses is no id, name
 * or choice that could be shown: only numbers and booleans are.
 */
function shown(value: unknown): string {
  return value === null || ['number', 'boolean'].includes(typeof value)
    ? String(value)
    : 'The value';
}
