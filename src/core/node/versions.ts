/** The Kubernetes version and the AMI release of the nodes. */

import type { Nodegroup } from '@aws-sdk/client-eks';
import { amiFamilyOf } from '../ami/families';
import { isChanged } from '../feature/change';
import type { Feature } from '../feature/feature';
import type { ApiCall } from '../model/api-calls';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';
import type { Change } from '../model/request';
import { withoutUndefined } from '../util/objects';
import { compareVersions } from '../util/versions';

/** EKS AMI changelog: the EFA kernel module is in AL2023's STANDARD AMIs since this release. */
const STANDARD_WITH_EFA = 20260505;

export const versions: Feature = {
  properties: ['Version', 'ReleaseVersion'],
  change: 'version',
  checkCreate: ({ desired, choices }) => (choices ? releaseFindings(desired, choices.amiType) : []),
  checkUpdate: (context) =>
    isChanged(context, 'ReleaseVersion')
      ? releaseFindings(context.desired, context.nodegroup.amiType ?? '')
      : [],
  warnings: ({ desired, choices }) => {
    const { ReleaseVersion, AmiType = choices?.amiType } = desired;
    const released = Number(/-(\d{8})$/.exec(ReleaseVersion ?? '')?.[1] ?? STANDARD_WITH_EFA);
    return findingsAt('ReleaseVersion', [
      AmiType?.endsWith('_STANDARD') && released < STANDARD_WITH_EFA
        ? `${ReleaseVersion} has no EFA driver, which ${AmiType} includes since v${STANDARD_WITH_EFA}. Use that release or a later one, unless the user data installs the driver.`
        : undefined,
    ]);
  },
  // EKS user guide, launch-templates, "Limits and conditions": not beside an image of the template's
  expand: ({ Version, ReleaseVersion }, { amiType }) =>
    amiFamilyOf(amiType).isManaged
      ? {
          ...(Version && { version: Version }),
          ...(ReleaseVersion && { releaseVersion: ReleaseVersion }),
        }
      : {},
  flatten: ({ nodegroup: { amiType = '', version, releaseVersion } }) =>
    amiFamilyOf(amiType).isManaged
      ? withoutUndefined({ Version: version, ReleaseVersion: releaseVersion })
      : {},
};

/** Whether a roll goes on when a disruption budget keeps pods from being drained. */
export const forceUpdateEnabled: Feature = {
  properties: ['ForceUpdateEnabled'],
  change: 'nothing',
};

function releaseFindings({ ReleaseVersion }: Properties, amiType: string): readonly Finding[] {
  return findingsAt('ReleaseVersion', [
    ReleaseVersion ? amiFamilyOf(amiType).unsupportedRelease(ReleaseVersion) : undefined,
  ]);
}

/** What a roll has to ask for beside the launch template; `notes` where the nodes keep a newer one. */
export interface VersionDifference {
  readonly version?: string;
  readonly releaseVersion?: string;
  readonly notes: readonly string[];
}

/** @param refused how EKS refused an earlier AMI release in this operation */
export function versionDifference(
  change: Change,
  live: Nodegroup,
  refused?: string,
): VersionDifference {
  const pick = (name: 'Version' | 'ReleaseVersion', current: string | undefined) => {
    const desired = change.desired[name];
    const isSame = desired === undefined || desired === current || !isChanged(change, name);
    return isSame ? undefined : desired;
  };
  const version = pick('Version', live.version);
  const releaseVersion = pick('ReleaseVersion', live.releaseVersion);
  const isVersionLower = isLower(version, live.version);
  const kubernetes = /^\d+\.\d+/.exec(releaseVersion ?? '')?.[0];
  const isOfLower = isLower(kubernetes, live.version);
  const isRefused = refused !== undefined && isLower(releaseVersion, live.releaseVersion);
  return {
    ...(version && !isVersionLower && { version }),
    ...(releaseVersion && !isOfLower && !isRefused && { releaseVersion }),
    notes: [
      ...(version && isVersionLower
        ? [
            `Version ${version} is older than the nodes' ${live.version} and was ignored, because EKS cannot downgrade. Specify ${live.version} or later.`,
          ]
        : []),
      ...(releaseVersion && isOfLower
        ? [
            `ReleaseVersion ${releaseVersion} is older than the nodes' ${live.releaseVersion} and was ignored, because EKS cannot downgrade to Kubernetes ${kubernetes}. Use a release of Kubernetes ${live.version}.`,
          ]
        : []),
      ...(releaseVersion && isRefused
        ? [
            `ReleaseVersion ${releaseVersion} is older than the nodes' ${live.releaseVersion}, which they keep. ${refused}`,
          ]
        : []),
    ],
  };
}

/** "You cannot roll back a node group to an earlier Kubernetes version or AMI version" (API_UpdateNodegroupVersion). */
export function asksForEarlierRelease(apiCall: ApiCall, live: Nodegroup): boolean {
  return (
    apiCall.call === 'eks:UpdateNodegroupVersion' &&
    isLower(apiCall.input.releaseVersion, live.releaseVersion)
  );
}

function isLower(given: string | undefined, live: string | undefined): boolean {
  return given !== undefined && live !== undefined && compareVersions(given, live) < 0;
}
