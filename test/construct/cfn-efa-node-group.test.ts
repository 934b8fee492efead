/** The generated L1: every property of schema.json, tokens of all kinds, attributes, tags. */
import { CfnOutput, CfnParameter, Fn, Lazy, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import schema from '../../schema.json';
import { CfnEfaNodeGroup, type CfnEfaNodeGroupProps } from '../../src/construct/cfn-efa-node-group';
import { CapacityType, InterfaceType } from '../../src/construct/enums';
import { newApp } from './app';

const TYPE = schema.typeName;
const WORKERS: CfnEfaNodeGroupProps = {
  clusterName: 'training',
  nodeRole: 'arn:aws:iam::123456789012:role/node',
  subnets: ['subnet-0123456789abcdef0'],
  instanceTypes: ['p5.48xlarge'],
  scalingConfig: { minSize: 2, maxSize: 10 },
};

function template(make: (stack: Stack) => void): Template {
  const stack = new Stack(newApp(), 'Training');
  make(stack);
  return Template.fromStack(stack);
}
const lowered = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

it('has every property that a template gives, and a setter for each', () => {
  const readOnly = new Set(schema.readOnlyProperties.map((pointer) => pointer.split('/')[2]));
  const names = Object.keys(schema.properties).filter(
    (name) => !readOnly.has(name) && name !== 'Tags',
  );
  const values = Object.fromEntries(names.map((name) => [name, `${name} of the test`]));
  const made = template((stack) => {
    const group = new CfnEfaNodeGroup(stack, 'Workers', WORKERS);
    Object.assign(group, Object.fromEntries(names.map((name) => [lowered(name), values[name]])));
  });
  made.hasResourceProperties(TYPE, values);
});

it('spells what it is given as the template does, at every depth', () => {
  template((stack) => {
    new CfnEfaNodeGroup(stack, 'Workers', {
      ...WORKERS,
      capacityType: CapacityType.SPOT,
      labels: { lowerCase: 'kept' },
      efa: {
        networkInterfaces: [
          { networkCardIndex: 0, deviceIndex: 0, interfaceType: InterfaceType.EFA },
        ],
      },
    });
  }).hasResourceProperties(TYPE, {
    ClusterName: 'training',
    ScalingConfig: { MinSize: 2, MaxSize: 10 },
    CapacityType: 'SPOT',
    Labels: { lowerCase: 'kept' },
    Efa: { NetworkInterfaces: [{ NetworkCardIndex: 0, DeviceIndex: 0, InterfaceType: 'efa' }] },
    Tags: Match.absent(),
  });
});

it('takes tokens in the place of a text, a number, a list, and an object', () => {
  template((stack) => {
    new CfnEfaNodeGroup(stack, 'Workers', {
      ...WORKERS,
      clusterName: new CfnParameter(stack, 'Name').valueAsString,
      maxPods: new CfnParameter(stack, 'Pods', { type: 'Number' }).valueAsNumber,
      subnets: new CfnParameter(stack, 'Subnets', { type: 'CommaDelimitedList' }).valueAsList,
      scalingConfig: Lazy.any({ produce: () => ({ minSize: 1, maxSize: 3 }) }),
      volume: Fn.conditionIf('Large', { SizeGiB: 500 }, { Ref: 'AWS::NoValue' }),
      monitoring: Lazy.any({ produce: () => true }),
    });
  }).hasResourceProperties(TYPE, {
    ClusterName: { Ref: 'Name' },
    MaxPods: { Ref: 'Pods' },
    Subnets: { Ref: 'Subnets' },
    ScalingConfig: { MinSize: 1, MaxSize: 3 },
    Volume: { 'Fn::If': ['Large', { SizeGiB: 500 }, { Ref: 'AWS::NoValue' }] },
    Monitoring: true,
  });
});

it('has every attribute as a token of its type', () => {
  const stack = new Stack(newApp(), 'Training');
  const group = new CfnEfaNodeGroup(stack, 'Workers', WORKERS);
  for (const pointer of schema.readOnlyProperties) {
    const name = pointer.split('/')[2] ?? '';
    const token = group[`attr${name}` as keyof CfnEfaNodeGroup];
    const expected = name === 'Id' ? { Ref: 'Workers' } : { 'Fn::GetAtt': ['Workers', name] };
    expect(stack.resolve(token)).toEqual(expected);
  }
  new CfnOutput(stack, 'Subnets', { value: Fn.join(',', group.attrNodeSubnets) });
  Template.fromStack(stack).hasOutput('Subnets', {
    Value: { 'Fn::Join': [',', { 'Fn::GetAtt': ['Workers', 'NodeSubnets'] }] },
  });
});

it('has its own tags and those of the app', () => {
  template((stack) => {
    Tags.of(stack).add('app', 'llm');
    new CfnEfaNodeGroup(stack, 'Workers', { ...WORKERS, tags: { project: 'alpha' } });
  }).hasResourceProperties(TYPE, { Tags: { app: 'llm', project: 'alpha' } });
});
