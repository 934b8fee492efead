/**
 * Properties against schema.json. The bundle has this file as code that ajv writes beforehand, in a file of its
 * own that is loaded with the first template (scripts/bundle/schema-check.mjs).
 */
import Ajv, { type ErrorObject } from 'ajv';
import schema from '../../../schema.json';

export const ajv = new Ajv({
  allErrors: true,
  strict: false,
  verbose: true,
  code: { source: true },
});

export const checkSchema = ajv.compile({
  definitions: schema.definitions,
  type: 'object',
  properties: schema.properties,
  required: schema.required,
  additionalProperties: false,
});

/** [] where there are none. Never throws. */
export function schemaErrors(properties: object): readonly ErrorObject[] {
  return checkSchema(properties) ? [] : (checkSchema.errors ?? []);
}
