/** For tests: user data of AL2023 nodes, one setting at a time. */
import type { NodeSettings } from '../../../src/core/ami/ami-family';
import { amiFamilyOf } from '../../../src/core/ami/families';
import * as userData from '../../../src/core/ami/user-data';

const AMI = 'AL2023_x86_64_NVIDIA';
type Storage = NodeSettings['localStorage'];

export function refusalOf(given: string) {
  return amiFamilyOf(AMI).unsupportedUserData(given);
}

export function expandUserData(localStorage: Storage, given?: string, maxPods?: number) {
  return userData.expandUserData(AMI, { localStorage, maxPods, given });
}

const NOTHING: NodeSettings = { localStorage: 'NONE', maxPods: undefined, given: undefined };

export function withLocalStorage(live: string | undefined, localStorage: Storage) {
  return userData.updatedUserData(AMI, live, { ...NOTHING, localStorage }, ['localStorage']);
}

export function withPreBootstrap(live: string | undefined, given: string | undefined) {
  return userData.updatedUserData(AMI, live, { ...NOTHING, given }, ['given']);
}

export function withMaxPods(live: string | undefined, maxPods: number | undefined) {
  return userData.updatedUserData(AMI, live, { ...NOTHING, maxPods }, ['maxPods']);
}

/** Nothing is to be changed then, not even the formatting. */
export function samePreBootstrap(live: string | undefined, given: string | undefined) {
  return withPreBootstrap(live, given) === live;
}
