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
  '0.1.0': EMPTY_ATTRIBUTES,
};
