/** The Kubernetes version and the AMI release of the nodes. */

import type { Nodegroup } from '@aws-sdk/client-eks';
import { ANY_DEFAULT } from '../ami/ami-type';
import { amiFamilyOf } from '../ami/families';
import { isChanged } from '../feature/change';
import type { Feature } from '../feature/feature';
import type { ApiCall } from '../model/api-calls';
import { type AwsError, classify, describeAwsError } from '../model/errors';
import type { Environment, Facts } from '../model/facts';
import { type Finding, findingsAt } from '../model/findings';
import type { Change } from '../model/request';
import { withoutUndefined } from '../util/objects';
import { compareVersions } from '../util/versions';

/** EKS AMI changelog: the EFA kernel module is in AL2023's STANDARD AMIs since this release. */
const STANDARD_WITH_EFA = 20260505;

export const versions: Feature = {
  properties: ['Version', 'ReleaseVersion'],
  change: 'version',
  observesForUpdate: (change) =>
    change.desired.Version !== undefined && isChanged(change, 'Version') ? ['cluster'] : [],
  laterRules: ({ ImageId, AmiType = ANY_DEFAULT, Version, ReleaseVersion }, isNew) =>
    ImageId
      ? []
      : [
          ...findingsAt('Version', [unquotedVersion(Version)]),
          ...(isNew ? releaseFindings(ReleaseVersion, AmiType, Version) : []),
        ],
  checkCreate: ({ desired: { ImageId, Version, ReleaseVersion }, environment, choices }) => {
    const clusterVersion = clusterVersionOf(environment);
    return ImageId
      ? []
      : [
          ...findingsAt('Version', [skewProblem(Version, clusterVersion)]),
          ...(choices
            ? releaseFindings(ReleaseVersion, choices.amiType, Version ?? clusterVersion)
            : []),
        ];
  },
  checkUpdate: (context) => {
    const { nodegroup, environment } = context;
    const { version, releaseVersion } = versionDifference(context, nodegroup);
    return [
      ...findingsAt('Version', [skewProblem(version, clusterVersionOf(environment))]),
      ...releaseFindings(releaseVersion, nodegroup.amiType ?? '', version ?? nodegroup.version),
    ];
  },
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

/** @param version of Kubernetes that the nodes will have, as far as it is known */
function releaseFindings(
  release: string | undefined,
  amiType: string,
  version: string | undefined,
): readonly Finding[] {
  if (release === undefined) return [];
  const { releasesKubernetes, unsupportedRelease } = amiFamilyOf(amiType);
  const kubernetes = /^\d+\.\d+/.exec(release)?.[0];
  const isDated = DATED.test(release);
  return findingsAt('ReleaseVersion', [
    isDated === releasesKubernetes
      ? unsupportedRelease(release)
      : isDated
        ? `${release} ends in a date, as releases of Amazon Linux do, but those of Bottlerocket end in a hash. Use one such as 1.50.0-0a1b2c3d, or another AmiType.`
        : `${release} does not end in a date, as releases of Amazon Linux do. Use one such as 1.33.5-20260505, or a Bottlerocket AmiType.`,
    // eksctl#7976: "Requested release version 1.31.3-20250103 is not valid for kubernetes version 1.30"
    isDated && releasesKubernetes && version !== undefined && kubernetes !== version
      ? `${release} is a release of Kubernetes ${kubernetes}, but the nodes' version is ${version}. Use a release of ${version}, or remove ReleaseVersion.`
      : undefined,
  ]);
}

/** EKS user guide, eks-linux-ami-versions; Bottlerocket's releases end in a hash. */
const DATED = /-20\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/;

/** EKS began with Kubernetes 1.10 (EKS user guide, document history). */
function isUnquoted(version: string | undefined): boolean {
  return /^1\.\d$/.test(version ?? '');
}

function unquotedVersion(version: string | undefined): string | undefined {
  return isUnquoted(version)
    ? `${version} is not a version of EKS, and YAML reads an unquoted ${version}0 as ${version}. Quote it: "${version}0".`
    : undefined;
}

/** Minor versions that the kubelet may be behind (Kubernetes, version-skew-policy). */
const OLDEST_KUBELET = 3;

/**
 * EKS: "Cluster Kubernetes version 1.35 supports the following Nodegroup Kubernetes versions: [1.35, 1.34, 1.33, 1.32]", also
 * of a new node group, for which API_CreateNodegroup still names the cluster's alone.
 * @param version that will be sent
 */
function skewProblem(
  version: string | undefined,
  clusterVersion: string | undefined,
): string | undefined {
  if (version === undefined || clusterVersion === undefined) return undefined;
  const behind = minorOf(clusterVersion) - minorOf(version);
  if (compareVersions(version, clusterVersion) > 0) {
    return `${version} is above the cluster's Kubernetes version ${clusterVersion}. Use ${clusterVersion}, or upgrade the cluster first.`;
  }
  return behind > OLDEST_KUBELET
    ? `${version} is ${behind} minor versions behind the cluster's ${clusterVersion}, but nodes may be at most ${OLDEST_KUBELET} behind. Use ${clusterVersion}.`
    : undefined;
}

function clusterVersionOf({ cluster }: Environment): string | undefined {
  return cluster === 'absent' ? undefined : cluster?.version;
}

function minorOf(version: string): number {
  return Number(version.split('.')[1]);
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
            `Version ${version} is older than the nodes' ${live.version} and was ignored, because EKS cannot downgrade. Specify ${live.version} or later${isUnquoted(version) ? ', in quotes' : ''}.`,
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

/** AWS's words where it refused an earlier release; undefined where it refused anything else. */
export function releaseRefusal(
  apiCall: ApiCall,
  aws: AwsError,
  { nodegroup }: Facts,
): string | undefined {
  const isRefusal =
    nodegroup.is === 'present' &&
    classify(aws).code === 'InvalidRequest' &&
    asksForEarlierRelease(apiCall, nodegroup.value);
  return isRefusal ? describeAwsError(aws) : undefined;
}

function isLower(given: string | undefined, live: string | undefined): boolean {
  return given !== undefined && live !== undefined && compareVersions(given, live) < 0;
}
