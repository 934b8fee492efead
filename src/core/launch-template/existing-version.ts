/** A version of the launch template that an update can use again. */

import type { LaunchTemplateFact } from '../model/facts';
import { canonicalJson } from '../util/hash';
import type { NextVersion } from './versions';

/**
 * A version with the same description was created by an earlier attempt, or is the one to go back to; except one that
 * names a security group that no longer exists.
 * @param liveVersion the one that the node group uses
 */
export function existingVersion(
  { versions = [] }: Pick<LaunchTemplateFact, 'versions'>,
  liveVersion: string | undefined,
  next: NextVersion,
): number | undefined {
  return versions.find(
    ({ VersionDescription, VersionNumber, LaunchTemplateData }) =>
      VersionDescription === next.description &&
      String(VersionNumber) !== liveVersion &&
      groupsIn(LaunchTemplateData) === groupsIn(next.data),
  )?.VersionNumber;
}

function groupsIn(data: Pick<NextVersion['data'], 'NetworkInterfaces'> | undefined): string {
  return canonicalJson(
    data?.NetworkInterfaces?.map(({ Groups = [] }) => [...Groups].sort()) ?? null,
  );
}
