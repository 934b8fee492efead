/**
 * Where this release differs from an earlier one on purpose, by the earlier release: how the lines begin that the
 * comparison prints, such as `create: new: ec2:DescribeVpcs`. Each has its reason beside it.
 */
export const DELIBERATE: Readonly<Record<string, readonly string[]>> = { '0.1.0': [] };
