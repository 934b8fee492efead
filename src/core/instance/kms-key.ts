/** The key of a volume, as far as its name shows what EBS cannot use. */

/** Key id, also of a multi-Region key, alias name, and the ARNs of both (API_LaunchTemplateEbsBlockDeviceRequest). */
const KEY = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/i;
const ALIAS = /^alias\/.+$/;
const ARN = /^arn:aws[a-z-]*:kms:([a-z0-9-]+):\d{12}:(.+)$/;

export function keyNameProblem(id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  const resource = ARN.exec(id)?.[2] ?? id;
  const isSound =
    ALIAS.test(resource) || KEY.test(ARN.test(id) ? resource.replace(/^key\//, '') : resource);
  return isSound
    ? undefined
    : `The value is no key ID, alias or ARN of KMS. Write an alias as alias/NAME, or use the key's ARN.`;
}

/** "must be in the same Region": EBS user guide, ebs-encryption. @param arn of a resource in the Region of the nodes */
export function keyRegionProblem(
  id: string | undefined,
  arn: string | undefined,
): string | undefined {
  const [region, here] = [ARN.exec(id ?? '')?.[1], arn?.split(':')[3]];
  return region && here && region !== here
    ? `${id} is a key of ${region}, but EBS encrypts volumes in ${here} only with keys of that Region. Use a key of ${here}.`
    : undefined;
}
