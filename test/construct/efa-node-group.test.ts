import { CfnOutput, CfnParameter, Fn, RemovalPolicy, Stack, Tags, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { type IVpc, Port, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { EfaNodeGroup } from '../../src/construct/efa-node-group';
import type { EfaNodeGroupProps } from '../../src/construct/node-group-props';
import { annotationsOf, newApp } from './app';

const REGISTRY = 'Efa::EKS::NodeGroup';
const CUSTOM = 'Custom::EksEfaNodeGroup';
const TOKEN = 'arn:aws:lambda:us-east-1:123456789012:function:efa';
const WORKERS: EfaNodeGroupProps = {
  clusterName: 'training',
  nodeRole: 'arn:aws:iam::123456789012:role/node',
  subnets: ['subnet-0123456789abcdef0'],
  instanceTypes: ['p5.48xlarge'],
  scalingConfig: { minSize: 2, maxSize: 10 },
};

function synthesised(make: (stack: Stack) => void): Template {
  const stack = new Stack(newApp(), 'Training');
  make(stack);
  return Template.fromStack(stack);
}
function workers(stack: Stack, more: Partial<EfaNodeGroupProps> = {}): EfaNodeGroup {
  return new EfaNodeGroup(stack, 'Workers', { ...WORKERS, ...more });
}
function network(stack: Stack): IVpc {
  return Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['us-east-1a'],
  });
}
function errorsOf(more: object): string {
  const stack = new Stack(newApp(), 'Training');
  workers(stack, more);
  return annotationsOf(stack).join('\n');
}

describe('the template', () => {
  it('has the properties as schema.json spells them, at every depth', () => {
    const template = synthesised((stack) =>
      workers(stack, {
        efa: {
          networkInterfaces: [{ networkCardIndex: 0, deviceIndex: 0, interfaceType: 'efa' }],
          securityGroup: 'CREATE',
        },
        taints: [{ key: 'efa', effect: 'NO_SCHEDULE' }],
        labels: { team: 'research' },
        instanceTags: { lowerCase: 'kept' },
      }),
    );
    template.hasResourceProperties(REGISTRY, {
      ClusterName: 'training',
      InstanceTypes: ['p5.48xlarge'],
      ScalingConfig: { MinSize: 2, MaxSize: 10 },
      Efa: {
        NetworkInterfaces: [{ NetworkCardIndex: 0, DeviceIndex: 0, InterfaceType: 'efa' }],
        SecurityGroup: 'CREATE',
      },
      Taints: [{ Key: 'efa', Effect: 'NO_SCHEDULE' }],
      Labels: { team: 'research' },
      InstanceTags: { lowerCase: 'kept' },
      ServiceToken: Match.absent(),
      Tags: Match.absent(),
    });
  });

  it('has the custom resource where there is a service token, with the same properties', () => {
    const registry = synthesised((stack) => workers(stack));
    const custom = synthesised((stack) => workers(stack, { serviceToken: TOKEN }));
    const [ours] = Object.values(registry.findResources(REGISTRY));
    const [theirs] = Object.values(custom.findResources(CUSTOM));
    expect(theirs?.Properties).toEqual({ ServiceToken: TOKEN, ...ours?.Properties });
    expect(custom.findResources(REGISTRY)).toEqual({});
  });

  it('has the tags of the construct and those of the app', () => {
    const template = synthesised((stack) => {
      Tags.of(stack).add('app', 'llm');
      workers(stack, { tags: { project: 'alpha' } });
    });
    template.hasResourceProperties(REGISTRY, { Tags: { app: 'llm', project: 'alpha' } });
  });

  it('keeps the node group where the removal policy says so', () => {
    const template = synthesised((stack) =>
      workers(stack, { removalPolicy: RemovalPolicy.RETAIN }),
    );
    template.hasResource(REGISTRY, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });
});

describe('attributes', () => {
  const template = synthesised((stack) => {
    const group = workers(stack);
    const outputs = {
      Id: group.id,
      Name: group.attributes.name,
      Efas: String(group.efaInterfaceCount),
      Subnets: Fn.join(',', [...group.attributes.nodeSubnets]),
      Zone: group.attributes.availabilityZoneId,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });
  });
  const outputs = template.toJSON().Outputs as Record<string, { readonly Value: unknown }>;
  const [logicalId] = Object.keys(template.findResources(REGISTRY));
  const attribute = (name: string) => ({ 'Fn::GetAtt': [logicalId, name] });

  it.each([
    ['Id', { Ref: logicalId }],
    ['Name', attribute('Name')],
    ['Efas', attribute('EfaInterfaceCount')],
    ['Subnets', { 'Fn::Join': [',', attribute('NodeSubnets')] }],
    ['Zone', attribute('AvailabilityZoneId')],
  ])('%s is a token', (name, expected) => {
    // a number in a text is joined to it
    expect([expected, { 'Fn::Join': ['', [expected]] }]).toContainEqual(outputs[name]?.Value);
  });
});

describe('errors at synth time', () => {
  it.each<[string, object, readonly string[]]>([
    [
      'a value of the schema',
      { efa: { interfaceLayout: 'WIDE' } },
      ['Efa.InterfaceLayout', 'The value is not one of EFA_PRIMARY'],
    ],
    ['a rule', { scalingConfig: { minSize: 3, maxSize: 2 } }, ['ScalingConfig.MinSize', '3', '2']],
    [
      'a property that is not there',
      { launchTemplate: {} },
      ['LaunchTemplate', 'this resource creates the launch template'],
    ],
    ['an AMI type that is refused', { amiType: 'AL2_x86_64_GPU' }, ['AmiType', 'AL2_x86_64_GPU']],
    ['a tag of ours', { tags: { 'efa-node-group:id': 'x' } }, ['Tags.efa-node-group:id']],
  ])('%s', (_name, more, words) => {
    const message = errorsOf(more);
    for (const word of ['Training/Workers', ...words]) expect(message).toContain(word);
  });

  it('nothing about values that only CloudFormation knows', () => {
    const template = synthesised((stack) => {
      const text = new CfnParameter(stack, 'Text').valueAsString;
      const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
      const list = new CfnParameter(stack, 'List', { type: 'CommaDelimitedList' }).valueAsList;
      workers(stack, {
        clusterName: text,
        nodeRole: text,
        subnets: list,
        instanceTypes: [text],
        scalingConfig: { minSize: number, maxSize: 1 },
        volume: { sizeGiB: number },
        placement: { availabilityZone: text },
      });
    });
    template.hasResourceProperties(REGISTRY, {
      Subnets: { Ref: 'List' },
      ScalingConfig: { MinSize: { Ref: 'Number' }, MaxSize: 1 },
    });
  });

  const token = Fn.ref('Text');
  it.each<[string, object]>([
    ['a custom AMI with its user data', { imageId: token, userData: '#!/bin/bash' }],
    ['settings of an AMI type', { amiType: token, preBootstrapUserData: '[settings.ntp]' }],
    ['a script for an AMI type', { amiType: token, preBootstrapUserData: '#!/bin/bash' }],
    [
      'a text for the whole of the user data',
      { imageId: 'ami-0123456789abcdef0', userData: token },
    ],
    ['a size beside a size', { scalingConfig: { minSize: Token.asNumber(token), maxSize: 1 } }],
    ['a reservation', { capacityType: 'CAPACITY_BLOCK', capacityReservation: { id: token } }],
    [
      'a capacity type',
      { capacityType: token, capacityReservation: { id: 'cr-0123456789abcdef0' } },
    ],
    ['a label', { labels: { team: token } }],
  ])('nothing that may be wrong: %s', (_name, more) => {
    expect(errorsOf(more)).toBe('');
  });

  it('still about the others', () => {
    const clusterName = Fn.ref('Text');
    expect(errorsOf({ clusterName, amiType: 'WINDOWS_CORE_2022_x86_64' })).toContain(
      'EFA has no driver for Windows',
    );
  });
});

describe('security groups', () => {
  it('that were given are on the nodes, and are what connections change', () => {
    const template = synthesised((stack) => {
      const vpc = network(stack);
      const group = new SecurityGroup(stack, 'Nodes', { vpc });
      const storage = new SecurityGroup(stack, 'Storage', { vpc });
      const nodes = workers(stack, {
        securityGroups: [group],
        securityGroupIds: ['sg-0123456789abcdef0'],
      });
      storage.connections.allowFrom(nodes, Port.tcp(988), 'Lustre');
    });
    const ids = Object.keys(template.findResources('AWS::EC2::SecurityGroup'));
    const nodes = ids.find((id) => id.startsWith('Nodes'));
    template.hasResourceProperties(REGISTRY, {
      SecurityGroupIds: ['sg-0123456789abcdef0', { 'Fn::GetAtt': [nodes, 'GroupId'] }],
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 988,
      SourceSecurityGroupId: { 'Fn::GetAtt': [nodes, 'GroupId'] },
    });
  });

  it('without one, peers are opened to the EFA group, and the EFA group gets no rule', () => {
    const template = synthesised((stack) => {
      const storage = new SecurityGroup(stack, 'Storage', { vpc: network(stack) });
      const nodes = workers(stack);
      nodes.connections.allowFrom(storage, Port.tcp(1));
      storage.connections.allowFrom(nodes, Port.tcp(988));
    });
    const [logicalId] = Object.keys(template.findResources(REGISTRY));
    const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress'));
    expect(rules.map(({ Properties }) => Properties.SourceSecurityGroupId)).toEqual([
      { 'Fn::GetAtt': [logicalId, 'EfaSecurityGroupId'] },
    ]);
  });
});

describe('fromAttributes', () => {
  const imported = (attributes: object = {}) =>
    EfaNodeGroup.fromAttributes(new Stack(newApp()), 'Workers', {
      id: 'a/b/0123456789ab',
      ...attributes,
    });

  it('gives what it was given', () => {
    const group = imported({ efaInterfaceCount: 32, efaSecurityGroupId: 'sg-0123456789abcdef0' });
    expect(group.id).toBe('a/b/0123456789ab');
    expect(group.efaInterfaceCount).toBe(32);
    const groups = [group.connections, group.connections].map(
      ({ securityGroups }) => securityGroups[0]?.securityGroupId,
    );
    expect(groups).toEqual(['sg-0123456789abcdef0', 'sg-0123456789abcdef0']);
  });

  it.each(['efaInterfaceCount', 'connections'] as const)('names what is missing for %s', (name) => {
    expect(() => imported()[name]).toThrow('is not known. Pass it to EfaNodeGroup.fromAttributes.');
  });
});
