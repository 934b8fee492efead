/**
 * What EKS refuses of versions. API_CreateNodegroup still says of the cluster's: "this is the only accepted specified
 * value"; EKS itself: "Cluster Kubernetes version 1.35 supports the following Nodegroup Kubernetes versions: [1.35, 1.34,
 * 1.33, 1.32]" (github.com/badmintoncryer/cdk-preflight, pf-eks-nodegroup-version-matches-cluster, of 2026-09-25).
 * "Requested release version 1.31.3-20250103 is not valid for kubernetes version 1.30" (eksctl#7976), of Bottlerocket in
 * cloudposse/terraform-aws-eks-node-group#209.
 */
import type { CreateNodegroupCommandInput } from '@aws-sdk/client-eks';
import { eksError } from './eks-errors';

const invalid = (message: string) => eksError('InvalidParameterException', message);

export function checkVersion(
  { version, releaseVersion, amiType }: CreateNodegroupCommandInput,
  clusterVersion: string,
): void {
  const minor = minorOf(clusterVersion);
  const supported = [minor, minor - 1, minor - 2, minor - 3].map((each) => `1.${each}`);
  if (version !== undefined && !supported.includes(version)) {
    throw invalid(
      `Cluster Kubernetes version ${clusterVersion} supports the following Nodegroup Kubernetes versions: [${supported.join(', ')}]`,
    );
  }
  checkRelease(releaseVersion, amiType, version ?? clusterVersion);
}

export function checkRelease(
  release: string | undefined,
  amiType: string | undefined,
  version: string,
): void {
  if (release === undefined) return;
  const isSound = amiType?.startsWith('BOTTLEROCKET')
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
