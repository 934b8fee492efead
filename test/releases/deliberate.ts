/**
 * Where this release differs from an earlier one on purpose, by the earlier release: how the lines begin that the
 * comparison prints, such as `create: new: ec2:DescribeVpcs`. Each has its reason beside it.
 */
export const DELIBERATE: Readonly<Record<string, readonly string[]>> = {
  '0.1.0': [
    // the token is a hash of the call, which has the tag of what was applied last
    'create: eks:CreateNodegroup.input.clientRequestToken:',
    // tags: the record of what is applied comes first, so that what it does not name is not sent
    'in place: the same requests in another order',
    'in place: round 1',
    // the Auto Scaling group's own size is asked for before a size is sent
    'in place: new: autoscaling:DescribeAutoScalingGroups',
    'roll: new: autoscaling:DescribeAutoScalingGroups',
    'roll back: new: autoscaling:DescribeAutoScalingGroups',
  ],
};
