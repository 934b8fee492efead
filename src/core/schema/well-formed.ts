/** Properties of another shape than schema.json's. */
import { schemaErrors } from './schema-check';

/**
 * The properties before an update, with the desired value of each whose shape is wrong: it was refused, so it was never
 * applied, and an update that takes it back, as CloudFormation's rollback does, must not end over it. None where
 * there are none before.
 */
export function wellFormed(previous: object, desired: object): object {
  if (Object.keys(previous).length === 0) return previous;
  const wrong = new Set(
    schemaErrors(previous).flatMap(({ keyword, instancePath, params }) => {
      const [, name] = instancePath.split('/');
      if (keyword === 'type') return name ?? [];
      return keyword === 'required' ? (name ?? String(params.missingProperty)) : [];
    }),
  );
  const kept = (properties: object, keeps: (name: string) => boolean) =>
    Object.entries(properties).filter(([name]) => keeps(name));
  return Object.fromEntries([
    ...kept(previous, (name) => !wrong.has(name)),
    ...kept(desired, (name) => wrong.has(name)),
  ]);
}
