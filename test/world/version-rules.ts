/**
 * What EKS refuses of versions. Sources: API_CreateNodegroup, version: the cluster's "is the only accepted specified value";
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
  if (version !== undefined && version !== clusterVersion) {
    throw invalid(
      `Requested Nodegroup version ${version} is invalid. Allowed version is ${clusterVersion}`,
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
