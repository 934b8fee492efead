/** Each prop in the CDK's types, and in the manner of 0.1: both make the same property of the template. */
import { Duration, Fn, Size, Stack, Tags, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  CfnCapacityReservation,
  type IMachineImage,
  InstanceClass,
  InstanceSize,
  InstanceType,
  KeyPair,
  MachineImage,
  MultipartBody,
  MultipartUserData,
  OperatingSystemType,
  SecurityGroup,
  UserData,
} from 'aws-cdk-lib/aws-ec2';
import { TaintEffect as EksTaintEffect } from 'aws-cdk-lib/aws-eks';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import schema from '../../schema.json';
import { EfaNodeGroup } from '../../src/construct/efa-node-group';
import * as enums from '../../src/construct/enums';
import {
  CapacityType,
  EnumValue,
  InterfaceType,
  TaintEffect,
  VolumeType,
} from '../../src/construct/enums';
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
};

/** The properties of the template, and the errors. */
function made(propsOf: (stack: Stack) => Partial<EfaNodeGroupProps>) {
  const stack = new Stack(newApp(), 'Training');
  const group = new EfaNodeGroup(stack, 'Workers', { ...WORKERS, ...propsOf(stack) });
  const template = Template.fromStack(stack);
  const [resource] = Object.values({
    ...template.findResources(REGISTRY),
    ...template.findResources(CUSTOM),
  });
  return { stack, group, template, properties: resource?.Properties, errors: annotationsOf(stack) };
}

describe("in the CDK's types and as 0.1 had it", () => {
  const userData = UserData.forLinux();
  userData.addCommands('sysctl -w vm.nr_hugepages=64');
  const mime = new MultipartUserData();
  mime.addPart(MultipartBody.fromUserData(userData));
  const image = 'ami-0123456789abcdef0';
  const machineImage: IMachineImage = {
    getImage: () => ({
      imageId: image,
      osType: OperatingSystemType.LINUX,
      userData: UserData.forLinux(),
    }),
  };

  it.each<
    [
      string,
      (stack: Stack) => Partial<EfaNodeGroupProps>,
      (stack: Stack) => Partial<EfaNodeGroupProps>,
    ]
  >([
    [
      'instance types',
      () => ({ instanceTypes: [new InstanceType('p5.48xlarge')] }),
      () => ({ instanceTypes: ['p5.48xlarge'] }),
    ],
    [
      'instance types by class and size',
      () => ({ instanceTypes: [InstanceType.of(InstanceClass.HPC7G, InstanceSize.XLARGE16)] }),
      () => ({ instanceTypes: ['hpc7g.16xlarge'] }),
    ],
    [
      'sizes',
      () => ({ minSize: 1, maxSize: 8, desiredSize: 4 }),
      () => ({ scalingConfig: { minSize: 1, maxSize: 8, desiredSize: 4 } }),
    ],
    ['no sizes', () => ({}), () => ({ scalingConfig: { minSize: 2, maxSize: 2 } })],
    [
      'a smallest size alone',
      () => ({ minSize: 0 }),
      () => ({ scalingConfig: { minSize: 0, maxSize: 1 } }),
    ],
    [
      'a desired size alone',
      () => ({ desiredSize: 4 }),
      () => ({ scalingConfig: { minSize: 4, maxSize: 4, desiredSize: 4 } }),
    ],
    [
      'an image with user data',
      () => ({ machineImage, userData }),
      () => ({ imageId: image, userData: userData.render() }),
    ],
    [
      'user data before the nodes join',
      () => ({ userData }),
      () => ({ preBootstrapUserData: userData.render() }),
    ],
    ['MIME user data', () => ({ userData: mime }), () => ({ preBootstrapUserData: mime.render() })],
    [
      'a key pair',
      (stack) => ({ keyPair: KeyPair.fromKeyPairName(stack, 'Pair', 'ops') }),
      () => ({ keyName: 'ops' }),
    ],
    [
      'a reservation by its id',
      () => ({ capacityReservation: 'cr-0123456789abcdef0' }),
      () => ({ capacityReservation: { id: 'cr-0123456789abcdef0' } }),
    ],
    [
      'a volume',
      () => ({ volume: { size: Size.gibibytes(200), type: VolumeType.IO2, iops: 1000 } }),
      () => ({ volume: { sizeGiB: 200, type: 'io2', iops: 1000 } }),
    ],
    [
      'more volumes',
      () => ({
        additionalVolumes: [
          { deviceName: '/dev/sdf', type: 'gp3', encrypted: true, size: Size.tebibytes(1) },
        ],
      }),
      () => ({
        additionalVolumes: [
          { deviceName: '/dev/sdf', type: 'gp3', encrypted: true, sizeGiB: 1024 },
        ],
      }),
    ],
    [
      'taints',
      () => ({ taints: [{ key: 'efa', effect: TaintEffect.NO_SCHEDULE }] }),
      () => ({ taints: [{ key: 'efa', effect: 'NO_SCHEDULE' }] }),
    ],
    [
      "taints of the CDK's node groups",
      () => ({ taints: [{ key: 'efa', effect: EksTaintEffect.NO_SCHEDULE }] }),
      () => ({ taints: [{ key: 'efa', effect: 'NO_SCHEDULE' }] }),
    ],
    [
      'a capacity type',
      () => ({ capacityType: CapacityType.SPOT }),
      () => ({ capacityType: 'SPOT' }),
    ],
    [
      'an interface',
      () => ({
        efa: {
          networkInterfaces: [
            { networkCardIndex: 0, deviceIndex: 0, interfaceType: InterfaceType.EFA },
          ],
        },
      }),
      () => ({
        efa: { networkInterfaces: [{ networkCardIndex: 0, deviceIndex: 0, interfaceType: 'efa' }] },
      }),
    ],
    [
      'security groups',
      (stack) => ({
        securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')],
      }),
      () => ({ securityGroupIds: ['sg-0123456789abcdef0'] }),
    ],
    [
      'a role',
      (stack) => ({
        nodeRole: Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/node'),
      }),
      () => ({}),
    ],
  ])('%s', (_name, modern, former) => {
    const [one, other] = [made(modern), made(former)];
    expect(one.properties).toEqual(other.properties);
    expect(one.errors).toEqual([]);
  });

  it('a reservation of the app', () => {
    const { stack, properties } = made((stack) => ({
      capacityReservation: new CfnCapacityReservation(stack, 'Reservation', {
        instanceCount: 2,
        instancePlatform: 'Linux/UNIX',
        instanceType: 'p5.48xlarge',
        availabilityZone: 'us-east-1a',
      }),
    }));
    expect(properties.CapacityReservation).toEqual({
      Id: {
        Ref: stack.getLogicalId(stack.node.findChild('Reservation') as CfnCapacityReservation),
      },
    });
  });

  it('a key of the app', () => {
    const { properties } = made((stack) => ({ volume: { encryptionKey: new Key(stack, 'Key') } }));
    expect(properties.Volume).toEqual({
      KmsKeyId: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] },
    });
  });

  it('sizes of which one is a token', () => {
    const { properties } = made(() => ({
      minSize: 1,
      desiredSize: Token.asNumber(Fn.ref('Nodes')),
    }));
    expect(properties.ScalingConfig).toEqual({
      MinSize: 1,
      MaxSize: { Ref: 'Nodes' },
      DesiredSize: { Ref: 'Nodes' },
    });
  });

  it.each<[string, Partial<EfaNodeGroupProps>]>([
    [
      'machineImage or imageId',
      { machineImage: MachineImage.latestAmazonLinux2023(), imageId: 'ami-1' },
    ],
    ['keyPair or keyName', { keyPair: { keyPairName: 'a' }, keyName: 'b' }],
    ['minSize or scalingConfig', { minSize: 1, scalingConfig: { minSize: 1, maxSize: 1 } }],
  ])('not both: %s', (words, props) => {
    expect(() => made(() => props)).toThrow(`Training/Workers: Give ${words}, not both.`);
  });
});

describe('the classes of enums', () => {
  const classes = Object.entries(enums).filter(([name]) => name !== 'EnumValue') as unknown as [
    string,
    { of(value: string): EnumValue } & Record<string, unknown>,
  ][];

  it('have every value of schema.json', () => {
    const values = classes.flatMap(([, each]) =>
      Object.values(each).flatMap((member) => (member instanceof EnumValue ? [member.value] : [])),
    );
    const nodes = [schema, ...Object.values(schema.definitions)] as unknown as {
      properties?: Record<string, { enum?: string[] }>;
    }[];
    const expected = nodes.flatMap(({ properties = {} }) =>
      Object.values(properties).flatMap((node) => node.enum ?? []),
    );
    expect(new Set(values)).toEqual(new Set(expected));
  });

  it.each(classes)('%s takes a value of a later release', (_name, each) => {
    expect(String(each.of('LATER'))).toBe('LATER');
  });
});

describe('the custom resource', () => {
  it('has the time-out', () => {
    const { properties } = made(() => ({
      serviceToken: TOKEN,
      serviceTimeout: Duration.minutes(30),
    }));
    expect(properties).toMatchObject({ ServiceToken: TOKEN, ServiceTimeout: 1800 });
  });

  it('alone does: otherwise a warning says so', () => {
    const { stack, properties } = made(() => ({ serviceTimeout: Duration.minutes(30) }));
    expect(properties.ServiceTimeout).toBeUndefined();
    expect(annotationsOf(stack, 'warning')).toEqual([
      expect.stringContaining('eks-efa-nodegroup:serviceTimeout'),
    ]);
  });
});

describe('a node group can be', () => {
  it('granted to, by its role', () => {
    const stack = new Stack(newApp(), 'Training');
    const nodeRole = new Role(stack, 'Role', {
      assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
    });
    const group = new EfaNodeGroup(stack, 'Workers', { ...WORKERS, nodeRole });
    new Bucket(stack, 'Data').grantRead(group);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      Roles: [stack.resolve(nodeRole.roleName)],
      PolicyDocument: Match.objectLike({
        Statement: [Match.objectLike({ Action: Match.arrayWith(['s3:GetObject*']) })],
      }),
    });
  });

  it('granted to, by the ARN of its role', () => {
    const stack = new Stack(newApp(), 'Training');
    new Bucket(stack, 'Data').grantRead(new EfaNodeGroup(stack, 'Workers', WORKERS));
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { Roles: ['node'] });
  });

  it('tagged', () => {
    const { template } = made((stack) => {
      Tags.of(stack).add('app', 'llm');
      return {};
    });
    template.hasResourceProperties(REGISTRY, { Tags: { app: 'llm' } });
  });

  it('imported by its name, or by its id', () => {
    const stack = new Stack(newApp(), 'Training');
    const named = EfaNodeGroup.fromNodegroupName(stack, 'Named', 'workers');
    const known = EfaNodeGroup.fromNodegroupId(stack, 'Known', 'training/workers/0123456789ab');
    const token = EfaNodeGroup.fromNodegroupId(stack, 'Token', Fn.importValue('Id'));
    expect([named.nodegroupName, known.nodegroupName]).toEqual(['workers', 'workers']);
    expect(stack.resolve(token.nodegroupName)).toEqual({
      'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::ImportValue': 'Id' }] }],
    });
    expect(() => named.id).toThrow('Training/Named: id is not known.');
  });

  it('granted to where it is imported with its role', () => {
    const stack = new Stack(newApp(), 'Training');
    const role = Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/node');
    const group = EfaNodeGroup.fromAttributes(stack, 'Workers', { nodegroupName: 'workers', role });
    new Bucket(stack, 'Data').grantRead(group);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { Roles: ['node'] });
  });
});
