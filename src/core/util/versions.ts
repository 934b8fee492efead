/** Versions of AWS: Kubernetes, AMI releases, add-ons. */

/** Negative where `a` is the lower one. Dotted and dashed numbers, compared left to right. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split(/[.-]/).map(Number)) as [
    number[],
    number[],
  ];
  const length = Math.max(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    // letters are the hash of a Bottlerocket release, which has no order
    if (difference !== 0) return Number.isNaN(difference) ? 0 : difference;
  }
  return 0;
}
