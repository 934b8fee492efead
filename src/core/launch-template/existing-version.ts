/** A version of the launch template that an update can use again. */

import type { ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { LaunchTemplateFact } from '../model/facts';
import { sameJson } from '../util/compare';
import type { NextVersion } from './versions';

/**
 * A version with the same description was created by an earlier attempt, or is the one to go back to; except one that
 * names a security group that no longer exists, or that would take back what the live version has and the update does not
 * change: somebody rolled the nodes by hand since, to another Capacity Reservation for example.
 * @param liveVersion the one that the node group uses
 */
export function existingVersion(
  { versions = [] }: Pick<LaunchTemplateFact, 'versions'>,
  liveVersion: string | undefined,
  next: NextVersion,
): number | undefined {
  const live = versions.find(({ VersionNumber }) => String(VersionNumber) === liveVersion);
  return versions.find(
    (version) =>
      version.VersionDescription === next.description &&
      version !== live &&
      sameJson(groupsIn(version.LaunchTemplateData), groupsIn(next.data)) &&
      keepsMembers(version.LaunchTemplateData, live?.LaunchTemplateData, next.data),
  )?.VersionNumber;
}

type Members = Readonly<Record<string, unknown>>;

/** Whether a version has what the next one would keep of the live one. */
function keepsMembers(
  version: Partial<ResponseLaunchTemplateData> | undefined,
  live: Partial<ResponseLaunchTemplateData> | undefined,
  next: NextVersion['data'],
): boolean {
  const data = [version, live, next].map((each) => withoutState({ ...each }));
  const [old = {}, now = {}, then = {}] = data;
  const members = new Set(data.flatMap((each) => Object.keys(each)));
  return [...members].every(
    (name) => !sameJson([now[name]], [then[name]]) || sameJson([old[name]], [then[name]]),
  );
}

/** EC2 adds the state of the metadata options, which is none of a template's values. */
function withoutState(data: Members): Members {
  const { State: _state, ...metadata } = { ...(data.MetadataOptions as Members | undefined) };
  return data.MetadataOptions ? { ...data, MetadataOptions: metadata } : data;
}

function groupsIn(
  data: Pick<NextVersion['data'], 'NetworkInterfaces'> | ResponseLaunchTemplateData | undefined,
) {
  return data?.NetworkInterfaces?.map(({ Groups = [] }) => [...Groups].sort()) ?? null;
}
