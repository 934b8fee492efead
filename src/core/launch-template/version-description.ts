/** The description of a launch template version, which records the properties that it was created from. */
import type { LaunchTemplateVersion } from '@aws-sdk/client-ec2';
import type { Feature } from '../feature/feature';
import type { Properties } from '../model/properties';
import { canonicalJson, sha256Hex } from '../util/hash';

const HASH_LENGTH = 32;

/**
 * The given input of a version: `v1:`, a hash of the user data and one of all else that is in the launch template.
 * Defaults are filled in, so that writing a default down is no change. A description with another prefix is ignored.
 */
export function versionDescription(
  features: readonly Feature[],
  desired: Properties,
  userDataHash: string,
): string {
  const canonical = features.map((feature) =>
    feature.change === 'roll' ? feature.canonical(desired) : {},
  );
  const rest = canonicalJson(Object.assign({}, ...canonical));
  return `v1:${userDataHash}:${sha256Hex(rest).slice(0, HASH_LENGTH)}`;
}

/** @param given UserData or PreBootstrapUserData */
export function userDataHash(given: string | undefined): string {
  return sha256Hex(given ?? '').slice(0, HASH_LENGTH);
}

/** Whether one of our releases made the version: whoever makes one by hand describes it otherwise, or not at all. */
export function isDescribedByUs(version: LaunchTemplateVersion): boolean {
  return recordedUserDataHash(version) !== undefined;
}

/** The user-data hash of a version that one of our releases described; undefined for any other. */
export function recordedUserDataHash(
  version: LaunchTemplateVersion | undefined,
): string | undefined {
  return /^v1:([0-9a-f]{32}):[0-9a-f]{32}$/.exec(version?.VersionDescription ?? '')?.[1];
}
