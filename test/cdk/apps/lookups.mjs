// A node group for each look-up of the CDK, with its value; each in a stack of its own, and one in a stage.
import { App, Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { EfaNodeGroup } from 'eks-efa-nodegroup';

const env = { account: '123456789012', region: 'us-west-2' };
const app = new App();
const prod = new Stage(app, 'Prod', { env });
const vpcOf = (stack) => ec2.Vpc.fromLookup(stack, 'Vpc', { vpcId: process.env.VPC_ID });
const tags = { loadBalancerTags: { app: 'efa' } };

/** Of a look-up, the properties that it gives. */
const LOOKUPS = {
  Vpc: (stack) => ({ subnets: vpcOf(stack).isolatedSubnets.map(({ subnetId }) => subnetId) }),
  Ami: (stack) => ({
    imageId: ec2.MachineImage.lookup({ name: 'efa-*', owners: ['self'] }).getImage(stack).imageId,
    userData: '#!/bin/bash\n/etc/eks/bootstrap.sh training',
  }),
  Parameter: (stack) => ({ maxPods: Number(StringParameter.valueFromLookup(stack, '/efa/pods')) }),
  SecurityGroup: (stack) => ({
    securityGroups: [
      ec2.SecurityGroup.fromLookupById(stack, 'Group', process.env.OTHERS_SECURITY_GROUP_ID),
    ],
  }),
  SecurityGroupByName: (stack) => ({
    securityGroups: [ec2.SecurityGroup.fromLookupByName(stack, 'Group', 'others', vpcOf(stack))],
  }),
  HostedZone: (stack) => ({
    instanceTags: {
      zone: HostedZone.fromLookup(stack, 'Zone', { domainName: 'example.com' }).hostedZoneId,
    },
  }),
  Key: (stack) => ({
    volume: { kmsKeyId: Key.fromLookup(stack, 'Key', { aliasName: 'alias/efa' }).keyArn },
  }),
  LoadBalancer: (stack) => ({
    instanceTags: {
      balancer: elb.NetworkLoadBalancer.fromLookup(stack, 'Balancer', tags).loadBalancerDnsName,
    },
  }),
  Listener: (stack) => ({
    instanceTags: { listener: elb.NetworkListener.fromLookup(stack, 'Listener', tags).listenerArn },
  }),
  Zones: (stack) => ({ placement: { availabilityZone: stack.availabilityZones[0] } }),
  Endpoint: (stack) => {
    const vpc = vpcOf(stack);
    const service = new ec2.InterfaceVpcEndpointService('com.amazonaws.us-west-2.s3', 443);
    new ec2.InterfaceVpcEndpoint(stack, 'Endpoint', { vpc, service, lookupSupportedAzs: true });
    return { subnets: vpc.isolatedSubnets.map(({ subnetId }) => subnetId) };
  },
  Role: (stack) => ({ nodeRole: Role.fromLookup(stack, 'Role', { roleName: 'efa-node' }).roleArn }),
};

function nodeGroup(stack, properties) {
  new EfaNodeGroup(stack, 'Workers', {
    clusterName: 'training',
    nodeRole: process.env.NODE_ROLE_ARN,
    subnets: process.env.SUBNET_IDS.split(','),
    instanceTypes: ['p5.48xlarge'],
    scalingConfig: { minSize: 2, maxSize: 10 },
    ...properties,
  });
}

for (const [name, lookUp] of Object.entries(LOOKUPS)) {
  const stack = new Stack(app, name, { env });
  nodeGroup(stack, lookUp(stack));
}
const staged = new Stack(prod, 'Vpc', { env });
nodeGroup(staged, LOOKUPS.Vpc(staged));
