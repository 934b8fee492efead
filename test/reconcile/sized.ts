/** For tests of sizes: a node group that has some, and updates of nothing else. */
import type { Properties } from '../../src/core/model/properties';
import { CLUSTER } from '../world/scene';
import { type Living, living, QUICK, run, SMALL, succeeded, update } from './driver';

export type Sizes = Properties['ScalingConfig'];
export const born = (ScalingConfig: Sizes) =>
  living({ timings: QUICK, change: { ...SMALL, ScalingConfig } });
export const sizesOf = ({ world, request }: Living) =>
  world.nodegroup(CLUSTER, request.identity.nodegroupName).scalingConfig;
export const scaled = ({ world, request }: Living, to: number) =>
  world.autoscale(CLUSTER, request.identity.nodegroupName, to);

/** @returns the message */
export async function changed(
  made: Living,
  from: Sizes,
  to: Sizes,
  meanwhile: (invocation: number) => void = () => {},
  more: Partial<Properties> = {},
): Promise<string> {
  const [before, after] = [from, to].map((ScalingConfig) => ({
    ...made.properties,
    ScalingConfig,
  }));
  const token = JSON.stringify([from, to]);
  const request = update(
    made.request.identity,
    before as Properties,
    { ...after, ...more } as Properties,
    {
      token,
    },
  );
  return succeeded(await run(made.world, request, { before: meanwhile })).message;
}
