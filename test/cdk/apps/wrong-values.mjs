// Values that are looked up and wrong, in a stack and in a stage, beside a node group that is well.
import { App, Stack, Stage } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { EfaNodeGroup } from 'eks-efa-nodegroup';

const env = { account: '123456789012', region: 'us-west-2' };
const app = new App();
const parameter = (stack, name) => StringParameter.valueFromLookup(stack, `/efa/wrong/${name}`);

function nodeGroup(scope, id, properties) {
  new EfaNodeGroup(scope, id, {
    clusterName: 'training',
    nodeRole: process.env.NODE_ROLE_ARN,
    subnets: process.env.SUBNET_IDS.split(','),
    instanceTypes: ['p5.48xlarge'],
    scalingConfig: { minSize: 2, maxSize: 10 },
    ...properties,
  });
}

const stack = new Stack(app, 'Training', { env });
nodeGroup(stack, 'Well', { labels: { team: 'research' } });
nodeGroup(stack, 'Workers', {
  instanceTypes: [parameter(stack, 'type')],
  maxPods: Number(parameter(stack, 'pods')),
});
const staged = new Stack(new Stage(app, 'Prod', { env }), 'Training', { env });
nodeGroup(staged, 'Workers', { subnets: [parameter(staged, 'subnet')] });
