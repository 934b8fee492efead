/** Look-ups before the CLI has made them, in every stack and stage of an app, and what is left of them after. */
import { Annotations, App, Stack, Stage } from 'aws-cdk-lib';
import { MachineImage, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationListener,
  ApplicationLoadBalancer,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { EfaNodeGroup } from '../../src/construct/efa-node-group';
import type { EfaNodeGroupProps } from '../../src/construct/node-group-props';
import { isDummy } from '../../src/construct/synthesis/lookups';
import { annotationsOf, newApp, newFolder } from './app';

const env = { account: '123456789012', region: 'us-east-1' };
const WORKERS: EfaNodeGroupProps = {
  clusterName: 'training',
  nodeRole: 'arn:aws:iam::123456789012:role/node',
  subnets: ['subnet-0123456789abcdef0'],
  instanceTypes: ['p5.48xlarge'],
  scalingConfig: { minSize: 2, maxSize: 10 },
};
const TAGS = { loadBalancerTags: { app: 'efa' } };

/** What the CDK gives before the look-up. */
const DUMMIES: Readonly<Record<string, (stack: Stack) => string>> = {
  'a VPC': (stack) => Vpc.fromLookup(stack, 'X', { isDefault: true }).vpcId,
  'a private subnet': (stack) =>
    Vpc.fromLookup(stack, 'X', { isDefault: true }).privateSubnets[0]?.subnetId ?? '',
  'a public subnet': (stack) =>
    Vpc.fromLookup(stack, 'X', { isDefault: true }).publicSubnets[1]?.subnetId ?? '',
  'an Availability Zone': (stack) => stack.availabilityZones[0] ?? '',
  'an AMI': (stack) => MachineImage.lookup({ name: 'efa-*' }).getImage(stack).imageId,
  'an SSM parameter': (stack) => StringParameter.valueFromLookup(stack, '/efa'),
  'a security group': (stack) => SecurityGroup.fromLookupById(stack, 'X', 'sg-1').securityGroupId,
  'a hosted zone': (stack) =>
    HostedZone.fromLookup(stack, 'X', { domainName: 'example.com' }).hostedZoneId,
  'a key': (stack) => Key.fromLookup(stack, 'X', { aliasName: 'alias/efa' }).keyId,
  "a key's ARN": (stack) => Key.fromLookup(stack, 'X', { aliasName: 'alias/efa' }).keyArn,
  'a load balancer': (stack) =>
    ApplicationLoadBalancer.fromLookup(stack, 'X', TAGS).loadBalancerArn,
  'a listener': (stack) => ApplicationListener.fromLookup(stack, 'X', TAGS).listenerArn,
  'a role': (stack) => Role.fromLookup(stack, 'X', { roleName: 'node' }).roleArn,
};

describe.each(Object.entries(DUMMIES))('%s that is still to be looked up', (_name, lookUp) => {
  it('is a dummy that we know', () => {
    expect(isDummy(lookUp(new Stack(newApp(), 'Training', { env })))).toBe(true);
  });

  it('is not judged, nor what was made of it', () => {
    const stack = new Stack(newApp(), 'Training', { env });
    const value = lookUp(stack);
    new EfaNodeGroup(stack, 'Workers', {
      ...WORKERS,
      subnets: [value],
      imageId: value,
      maxPods: Number(value),
      labels: { 'a b': value },
      instanceTags: { tag: `${value}!` },
    });
    expect(annotationsOf(stack)).toEqual([]);
    expect(annotationsOf(stack, 'warning')).toEqual([]);
  });
});

describe('while a look-up of the app is missing', () => {
  const wrong = (scope: Construct) =>
    new EfaNodeGroup(scope, 'Workers', { ...WORKERS, maxPods: -1 });

  it.each<[string, (app: App) => Stack]>([
    ['another stack', (app) => new Stack(app, 'Network', { env })],
    ['a stage', (app) => new Stack(new Stage(app, 'Prod', { env }), 'Network')],
  ])('in %s, nothing is judged', (_name, other) => {
    const app = newApp();
    const stack = new Stack(app, 'Training', { env });
    wrong(stack);
    StringParameter.valueFromLookup(other(app), '/efa');
    expect(annotationsOf(stack)).toEqual([]);
  });

  it('and only then: the value is judged once it is in the context', () => {
    const key = 'ssm:account=123456789012:parameterName=/efa:region=us-east-1';
    const app = new App({ outdir: newFolder(), context: { [key]: 'p5.49xlarge!' } });
    const stack = new Stack(app, 'Training', { env });
    new EfaNodeGroup(stack, 'Workers', {
      ...WORKERS,
      instanceTypes: [StringParameter.valueFromLookup(stack, '/efa')],
    });
    expect(annotationsOf(stack)).toEqual([
      expect.stringMatching(/^\/Training\/Workers: InstanceTypes\[0\]: The value does not match /),
    ]);
  });
});

it('a dummy that an earlier run left in the context is not judged, and what else is wrong is', () => {
  const stack = new Stack(newApp(), 'Training', { env });
  new EfaNodeGroup(stack, 'Workers', {
    ...WORKERS,
    maxPods: -1,
    volume: { kmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab' },
    subnets: ['p-12345'],
  });
  expect(annotationsOf(stack)).toEqual([expect.stringMatching(/^\/Training\/Workers: MaxPods: /)]);
});

describe('a warning', () => {
  const spot = (acknowledged: boolean) => {
    const stack = new Stack(newApp(), 'Training', { env });
    const group = new EfaNodeGroup(stack, 'Workers', { ...WORKERS, capacityType: 'SPOT' });
    if (acknowledged) {
      Annotations.of(group).acknowledgeWarning('eks-efa-nodegroup:CapacityType', 'checkpoints');
    }
    return annotationsOf(stack, 'warning');
  };

  it('is shown with an id, and can be acknowledged by it', () => {
    expect(spot(false)).toEqual([
      expect.stringMatching(/CapacityType: EC2 can interrupt.*eks-efa-nodegroup:CapacityType/),
    ]);
    expect(spot(true)).toEqual([]);
  });
});
