/** The two templates of a sample, in a fresh world that has what they need. */
import type { Json } from '../registry/cloudformation';
import { scene } from '../world/scene';
import type { World } from '../world/world';
import { withValue } from './paths';
import { common, SAMPLES, type Sample } from './samples';

export interface Setting {
  readonly world: World;
  readonly from: Json;
  readonly to: Json;
  /** Instead of `from`, what replaces the node group. */
  readonly replacing: Json | undefined;
  /** What happens between create and update. */
  between(): void;
  /** The template without the property. */
  without(properties: Json): Json;
}

/** AWS is quick, so that there are few polls. */
const TIMINGS = {
  nodegroupCreate: 1,
  nodegroupDelete: 1,
  instanceLinger: 1,
  configUpdate: 1,
  versionUpdate: 1,
} as const;

/** @throws Error where there is no sample. */
export function settingOf(path: string): Setting {
  const made = scene({ timings: TIMINGS });
  const row = (SAMPLES as Readonly<Record<string, Sample | ((of: typeof made) => Sample)>>)[path];
  if (!row) throw new Error('samples.ts has no sample');
  const sample = typeof row === 'function' ? row(made) : row;
  const { base, from, to, replacing, between, goWithIt = [] } = sample;
  const put = (value: unknown) => withValue({ ...common(made), ...base } as Json, path, value);
  return {
    world: made.world,
    from: put(from),
    to: put(to),
    replacing: replacing === undefined ? undefined : put(replacing),
    between: () => between?.(made.world),
    without: (properties) =>
      [path, ...goWithIt].reduce((rest, name) => withValue(rest, name, undefined), properties),
  };
}
