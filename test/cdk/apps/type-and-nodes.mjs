// The registry type in a stack of its own, and a node group of it in another, by the CDK alone.
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { InstanceType, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { EfaNodeGroup, EfaNodeGroupType } from 'eks-efa-nodegroup';

const env = { account: '123456789012', region: 'us-west-2' };
const app = new App();
const type = new EfaNodeGroupType(new Stack(app, 'Types', { env }), 'Type', {
  schemaHandlerPackage: process.env.PACKAGE,
});
const stack = new Stack(app, 'Training', { env });
const workers = new EfaNodeGroup(stack, 'Workers', {
  clusterName: process.env.CLUSTER_NAME,
  vpc: Vpc.fromLookup(stack, 'Vpc', { vpcId: process.env.VPC_ID }),
  vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
  instanceTypes: [new InstanceType('c5n.18xlarge')],
  provider: type,
});
new CfnOutput(stack, 'Name', { value: workers.nodegroupName });
