import { App, Stack } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import construct from 'eks-efa-nodegroup/construct';

const { EfaNodeGroup } = construct;
const app = new App();
const stack = new Stack(app, 'Training', { env: { account: '123456789012', region: 'us-west-2' } });
const vpc = Vpc.fromLookup(stack, 'Vpc', { vpcId: process.env.VPC_ID });
new EfaNodeGroup(stack, 'Workers', {
  clusterName: 'training',
  nodeRole: process.env.NODE_ROLE_ARN,
  subnets: vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_ISOLATED }).subnetIds,
  instanceTypes: ['p5.48xlarge'],
  scalingConfig: { minSize: 2, maxSize: 10 },
});
