/** What an interface carries, by its type. */

export function isEfa({ InterfaceType }: { readonly InterfaceType?: string | undefined }): boolean {
  return InterfaceType === 'efa' || InterfaceType === 'efa-only';
}

/** What a pod that takes a whole node requests as `vpc.amazonaws.com/efa`. */
export function efaInterfaceCount(interfaces: readonly Parameters<typeof isEfa>[0][]): number {
  return interfaces.filter(isEfa).length;
}

/** `efa-only` interfaces carry no IP address (API_LaunchTemplateInstanceNetworkInterfaceSpecificationRequest). */
export function carriesIp({
  InterfaceType,
}: {
  readonly InterfaceType?: string | undefined;
}): boolean {
  return InterfaceType !== 'efa-only';
}
