/** What the properties set in the user data. */
import type { Choices } from '../model/choices';
import type { Properties } from '../model/properties';
import type { NodeSettings } from './ami-family';

/** EC2 user guide, "Run commands at launch": 16 KB in raw form, before base64. */
export const USER_DATA_MAX_BYTES = 16 * 1024;

/** UserData goes with ImageId alone, and PreBootstrapUserData never does. */
export function givenUserData({ UserData, PreBootstrapUserData }: Properties): string | undefined {
  return UserData ?? PreBootstrapUserData;
}

/** What the user data of a new node group sets. */
export function nodeSettings(
  desired: Properties,
  { localStorage }: Pick<Choices, 'localStorage'>,
): NodeSettings {
  return { localStorage, maxPods: desired.MaxPods, given: givenUserData(desired) };
}
