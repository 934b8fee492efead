// The custom resource's provider and a node group in one stack, by the CDK alone. The cluster and the network are there.
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { InstanceType, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { EfaNodeGroup, EfaNodeGroupProvider } from 'eks-efa-nodegroup';

const app = new App();
const stack = new Stack(app, 'Training', { env: { account: '123456789012', region: 'us-west-2' } });
const workers = new EfaNodeGroup(stack, 'Workers', {
  clusterName: process.env.CLUSTER_NAME,
  vpc: Vpc.fromLookup(stack, 'Vpc', { vpcId: process.env.VPC_ID }),
  vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
  instanceTypes: [new InstanceType('c5n.18xlarge')],
  minSize: 2,
  maxSize: Number(process.env.MAX_SIZE),
  monitoring: process.env.MONITORING === 'true',
  provider: EfaNodeGroupProvider.of(stack),
});
new CfnOutput(stack, 'Name', { value: workers.nodegroupName });
