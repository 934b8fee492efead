/** User data of the nodes, in the format that their AMI takes; here as text, in the template as base64. */

import type { Properties } from '../model/properties';
import type { Choices } from '../model/types';
import { al2023 } from './al2023';
import { CUSTOM, isBottlerocket } from './ami-type';
import { bottlerocket } from './bottlerocket';

/** EC2 user guide, "Run commands at launch": 16 KB in raw form, before base64. */
export const USER_DATA_MAX_BYTES = 16 * 1024;

/** What the user data says. */
export interface NodeSettings {
  readonly localStorage: Choices['localStorage'];
  readonly maxPods: number | undefined;
  /** The user's own. */
  readonly given: string | undefined;
}

/** How one family of AMIs takes it. An undefined text is no user data at all. */
export interface UserDataFormat {
  /** Why the user's own text cannot be taken; undefined where it can. Never shows the text. */
  unsupportedReason(given: string): string | undefined;
  expand(settings: NodeSettings): string | undefined;
  /** The live text with the settings that changed; the live text itself where they are in it already. */
  update(
    live: string,
    desired: NodeSettings,
    changed: readonly (keyof NodeSettings)[],
  ): string | undefined;
}

/** EKS adds nothing to a custom AMI's (EKS user guide, launch-templates, "Specifying an AMI"). */
const whole: UserDataFormat = {
  unsupportedReason: () => undefined,
  expand: ({ given }) => given,
  update: (live, { given }, changed) => (changed.includes('given') ? given : live),
};

export function formatOf(amiType: string): UserDataFormat {
  if (amiType === CUSTOM) return whole;
  return isBottlerocket(amiType) ? bottlerocket : al2023;
}

/** UserData goes with ImageId alone, and PreBootstrapUserData never does. */
export function givenUserData({ UserData, PreBootstrapUserData }: Properties): string | undefined {
  return UserData ?? PreBootstrapUserData;
}

/** What a new node group's user data says. */
export function nodeSettings(
  desired: Properties,
  { localStorage }: Pick<Choices, 'localStorage'>,
): NodeSettings {
  return { localStorage, maxPods: desired.MaxPods, given: givenUserData(desired) };
}

/** Size in bytes, before base64. */
export function userDataBytes(amiType: string, settings: NodeSettings): number {
  return Buffer.byteLength(formatOf(amiType).expand(settings) ?? '');
}

/** Base64, as EC2 takes it; undefined where there is nothing to say. */
export function expandUserData(amiType: string, settings: NodeSettings): string | undefined {
  return encode(formatOf(amiType).expand(settings));
}

/** The live user data, in base64, with the settings that changed; the rest stays as it is live. */
export function updatedUserData(
  amiType: string,
  live: string | undefined,
  desired: NodeSettings,
  changed: readonly (keyof NodeSettings)[],
): string | undefined {
  const text = Buffer.from(live ?? '', 'base64').toString('utf8');
  const updated = formatOf(amiType).update(text, desired, changed);
  return updated === text ? live : encode(updated);
}

function encode(text: string | undefined): string | undefined {
  return text === undefined ? undefined : Buffer.from(text, 'utf8').toString('base64');
}
