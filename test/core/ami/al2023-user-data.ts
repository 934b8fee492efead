/** For tests: user data of AL2023 nodes, one setting at a time. */
import type { Choices } from '../../../src/core/model/choices';
import * as userData from '../../../src/core/node/user-data';

const AMI = 'AL2023_x86_64_NVIDIA';
type Storage = Choices['localStorage'];

export function refusalOf(given: string) {
  return userData.formatOf(AMI).unsupportedReason(given);
}

export function userDataBytes(localStorage: Storage, given?: string, maxPods?: number) {
  return userData.userDataBytes(AMI, { localStorage, maxPods, given });
}

export function expandUserData(localStorage: Storage, given?: string, maxPods?: number) {
  return userData.expandUserData(AMI, { localStorage, maxPods, given });
}

const NOTHING = { localStorage: 'NONE', maxPods: undefined, given: undefined } as const;

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
