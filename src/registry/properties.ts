/** Between the plugin's model classes and plain properties. */
import type { Model, Properties } from '../core/model/properties';
import { ResourceModel } from '../models';

/** Plain JSON as in the template: no nulls at any depth, maps as objects. Numbers in lists may still be texts. */
export function toProperties(model: ResourceModel | null | undefined): Partial<Properties & Model> {
  return withoutNulls(JSON.parse(JSON.stringify(model?.serialize() ?? {}))) as Partial<
    Properties & Model
  >;
}

export function toResourceModel(properties: object): ResourceModel {
  return ResourceModel.deserialize({ ...properties });
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null && member !== undefined)
      .map(([name, member]) => [name, withoutNulls(member)]),
  );
}
