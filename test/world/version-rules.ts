/**
 * What EKS refuses of versions. API_CreateNodegroup still says of the cluster's: "this is the only accepted specified
 * value"; EKS itself: "Cluster Kubernetes version 1.35 supports the following Nodegroup Kubernetes versions: [1.35, 1.34,
 * 1.33, 1.32]" (github.com/badmintoncryer/cdk-preflight, pf-eks-nodegroup-version-matches-cluster, of 2026-09-25).
 * "Requested release version 1.31.3-20250103 is not valid for kubernetes version 1.30" (eksctl#7976), of Bottlerocket in
 * cloudposse/terraform-aws-eks-node-group#209.
 */
import type { CreateNodegroupCommandInput } from '@aws-sdk/client-eks';
import type { Account } from './account';
import { eksError } from './eks-errors';

const invalid = (message: string) => eksError('InvalidParameterException', message);

export const isBottlerocket = (amiType: string | undefined) =>
  amiType?.startsWith('BOTTLEROCKET') ?? false;

export function newestRelease(account: Account, version: string, amiType: string | undefined) {
  return isBottlerocket(amiType) ? account.bottlerocketRelease : account.releases[version]?.at(-1);
}

export function checkVersion(
  account: Account,
  { version, releaseVersion, amiType }: CreateNodegroupCommandInput,
  clusterVersion: string,
): void {
  checkAl2(amiType, clusterVersion);
  const minor = minorOf(clusterVersion);
  const supported = [minor, minor - 1, minor - 2, minor - 3].map((each) => `1.${each}`);
  if (version !== undefined && !supported.includes(version)) {
    throw invalid(
      `Cluster Kubernetes version ${clusterVersion} supports the following Nodegroup Kubernetes versions: [${supported.join(', ')}]`,
    );
  }
  checkRelease(releaseVersion, amiType, version ?? clusterVersion);
  checkExists(account, releaseVersion, amiType, version ?? clusterVersion);
}

/** The text is in amazon-eks-ami#435. */
export function checkExists(
  account: Account,
  release: string | undefined,
  amiType: string | undefined,
  version: string,
): void {
  if (release === undefined || isBottlerocket(amiType)) return;
  if (account.releases[version]?.includes(release)) return;
  throw wrongRelease(release, newestRelease(account, version, amiType));
}

/** eks-ami-deprecation-faqs: AL2 ends with 1.32; scylla-cluster-tests#12524 has the text. */
export function checkAl2(amiType: string | undefined, clusterVersion: string): void {
  if (!amiType?.startsWith('AL2_') || minorOf(clusterVersion) <= 32) return;
  throw invalid(`AMI Type ${amiType} is only supported for kubernetes versions 1.32 or earlier`);
}

/** A release of the right form that there is not, or that is earlier than the node group's (terraform-provider-aws#14492). */
export function wrongRelease(release: string, newest: string | undefined) {
  return invalid(
    `Requested Nodegroup release version ${release} is invalid. Allowed release version is ${newest}`,
  );
}

export function checkRelease(
  release: string | undefined,
  amiType: string | undefined,
  version: string,
): void {
  if (release === undefined) return;
  const isSound = isBottlerocket(amiType)
    ? /^\d+\.\d+\.\d+-[0-9a-f]{8}$/.test(release) && !/-20\d{6}$/.test(release)
    : new RegExp(`^${version.replace('.', '\\.')}\\.\\d+-20\\d{6}$`).test(release);
  if (isSound) return;
  throw invalid(
    `Requested release version ${release} is not valid for kubernetes version ${version}.`,
  );
}

export function minorOf(version: string): number {
  return Number(version.split('.')[1]);
}
