/** An attribute without a value is answered as "", because CloudFormation fails an output whose attribute is missing. */
const EMPTY_ATTRIBUTES = ['create', 'read', 'unchanged', 'in place', 'roll', 'roll back'].flatMap(
  (step) =>
    ['.resourceModel', '.Data'].flatMap((model) =>
      ['PlacementGroupName', 'PlacementGroupId', 'PlacementGroupArn', 'EfaSecurityGroupId'].map(
        (name) => `${step}: ${model}.${name}: absent → ""`,
      ),
    ),
);

/**
 * Where this release differs from an earlier one on purpose, by the earlier release: how the lines begin that the
 * comparison prints, such as `create: new: ec2:DescribeVpcs`. Each has its reason beside it.
 */
export const DELIBERATE: Readonly<Record<string, readonly string[]>> = {
  '0.1.0': [
    ...EMPTY_ATTRIBUTES,
    // the scene has a VPC CNI add-on, as most clusters have
    'create: eks:DescribeAddon.error: "ResourceNotFoundException" → absent',
    // as text, because CloudFormation rolls a stack back whose output is a number; 0.1's custom resource has it as text
    ...['create', 'read', 'unchanged', 'in place', 'roll', 'roll back'].flatMap((step) =>
      ['Efa', 'Network'].map((kind) => `${step}: .resourceModel.${kind}InterfaceCount: `),
    ),
    // the token is a hash of the call, which has the tag of what was applied last
    'create: eks:CreateNodegroup.input.clientRequestToken:',
    // whether the nodes have a way out of their subnets
    'create: new: ec2:DescribeRouteTables',
    // what Read needs, before anything is created
    'create: new: ec2:DescribePlacementGroups',
    'create: new: ec2:DescribeLaunchTemplateVersions',
    // the open IPv6 egress rule is revoked where the VPC gives one
    'create: no longer sent: ec2:RevokeSecurityGroupEgress',
    // while an update is under way, that alone is asked most of the time
    'in place: no longer sent: eks:DescribeNodegroup',
    // a node group that was seen DELETING is gone after two observations
    'delete: new: eks:DescribeNodegroup',
    // the custom resource looks for what an earlier request of the same resource created and was never accepted
    'delete: new: ec2:Describe',
    // and whom what it names was created for
    'unchanged: new: ec2:Describe',
    'unchanged: new: eks:DescribeNodegroup',
    // tags: the record of what is applied comes first, so that what it does not name is not sent
    'in place: the same requests in another order',
    'in place: round 1',
    // the Auto Scaling group's own size is asked for before a size is sent, and before nodes are rolled
    'in place: new: autoscaling:DescribeAutoScalingGroups',
    'roll: new: autoscaling:DescribeAutoScalingGroups',
    'roll back: new: autoscaling:DescribeAutoScalingGroups',
    // more nodes are compared with what is reserved
    'in place: new: resource-groups:ListGroupResources',
    // what Read needs, before the first change
    ...['in place', 'roll', 'roll back'].flatMap((step) => [
      `${step}: new: ec2:Describe`,
      `${step}: new: eks:Describe`,
    ]),
    // the model of AWS gives Bottlerocket releases of their own numbers, which the tokens of a roll are hashes of as well
    ...['create', 'read', 'unchanged', 'in place', 'roll', 'roll back'].map(
      (step) => `${step}: .resourceModel.ReleaseVersion: "1.33.5-20251120" → "1.50.0-`,
    ),
    ...['roll', 'roll back'].map(
      (step) =>
        `${step}: eks:UpdateNodegroupVersion.input.releaseVersion: "1.33.5-20251120" → "1.50.0-`,
    ),
    ...['roll: "47f668f6', 'roll: "3648918b', 'roll back: "0bdbf903', 'roll back: "f213b27e'].map(
      (token) => token.replace(': ', ': eks:UpdateNodegroupVersion.input.clientRequestToken: '),
    ),
    // after a roll nothing is decided any more, so that what it was decided from is not read again
    ...['roll', 'roll back'].flatMap((step) => [
      `${step}: no longer sent: autoscaling:Describe`,
      `${step}: no longer sent: ec2:Describe`,
      `${step}: no longer sent: eks:Describe`,
      // the version that was rolled to instead of all
      `${step}: ec2:DescribeLaunchTemplateVersions.input.`,
    ]),
  ],
};

/**
 * Members of the saved progress that release 0.1 does not know: it hands them on unread, and an operation that it began
 * goes on without them.
 */
export const ADDED_PROGRESS: readonly RegExp[] = [
  // CloudFormation has confirmed the request; without it the next invocation asks
  /\.(confirmed|unconfirmed): absent/,
  // Delete asks once more whether the node group is gone: from there on each invocation comes one later
  /\.seen\.seenDeleting: absent/,
  /\.delete\[([3-9]|\d\d)\]/,
  // what is applied (decisions/last-applied.md), and lateness (decisions/late-invocations.md)
  /\.seen\.applied: /,
  /\.(due\.\w+|seen\.creationEnded): /,
  /\.seen\.readable: absent/,
  /\.seen\.scalingGroup: /,
  /\.seen\.rolledTo\./,
  // an Update remembers that it has seen the group: 0.1 reads the same member in a Create
  /\.seen\.securityGroup\./,
];
