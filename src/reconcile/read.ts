/** Read, also as the end of Create and Update. */
import { flatten } from '../core/lifecycle/flatten';
import type { Model } from '../core/model/properties';
import type { Identity } from '../core/model/request';
import type { Aws } from './ports';

/** Undefined where no node group is of this Id. @throws AwsCallError */
export async function read(
  identity: Identity,
  aws: Pick<Aws, 'liveState'>,
): Promise<Model | undefined> {
  const liveState = await aws.liveState(identity);
  return liveState && flatten(identity, liveState);
}
