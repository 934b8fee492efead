/** That the nodes come into the cluster, and stay: both generations of the CDK's clusters, imported ones, other stacks. */
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type IVpc, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as eksv2 from 'aws-cdk-lib/aws-eks-v2';
import {
  type IRole,
  ManagedPolicy,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { INodeGroupCluster } from '../../src/construct/cluster';
import { EfaNodeGroup } from '../../src/construct/efa-node-group';
import type { EfaNodeGroupProps } from '../../src/construct/node-group-props';
import { annotationsOf, newApp } from './app';
import { EmptyLayer } from './empty-layer';

const TYPE = 'Efa::EKS::NodeGroup';
const MAP = 'Custom::AWSCDK-EKS-KubernetesResource';
const WORKERS: EfaNodeGroupProps = {
  instanceTypes: ['p5.48xlarge'],
  scalingConfig: { minSize: 2, maxSize: 10 },
};

function clusterOf(stack: Stack, more: Partial<eks.ClusterProps> = {}): eks.Cluster {
  return new eks.Cluster(stack, 'Cluster', {
    version: eks.KubernetesVersion.V1_33,
    kubectlLayer: new EmptyLayer(stack, 'Kubectl'),
    defaultCapacity: 0,
    ...more,
  });
}
/** The CDK's own types do not hold with exactOptionalPropertyTypes. */
function vpcOf(stack: Stack): IVpc {
  return new Vpc(stack, 'Vpc') as IVpc;
}
/** A cluster whose map this app writes. */
function mapped(stack: Stack, more: Partial<eks.ClusterProps> = {}): eks.Cluster {
  const cluster = clusterOf(stack, more);
  cluster.awsAuth.addAccount('210987654321');
  return cluster;
}
function workers(stack: Stack, props: Partial<EfaNodeGroupProps>, id = 'Workers'): EfaNodeGroup {
  return new EfaNodeGroup(stack, id, { ...WORKERS, ...props });
}
function nodeRole(stack: Stack, id = 'Nodes'): Role {
  return new Role(stack, id, { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
}
/** What the map says of node roles: how often each is in it, by the text that stands for its ARN. */
function nodesIn(template: Template): string[] {
  const manifests = Object.values(template.findResources(MAP)).map((each) => JSON.stringify(each));
  return manifests.flatMap((text) =>
    [...text.matchAll(/rolearn[^{]*\{[^[]*\["?(\w+)[^}]*\}[^{]*?system:node:\{\{EC2/g)].map(
      ([, id]) => id ?? '',
    ),
  );
}
function dependenciesOf(template: Template, type = TYPE): string[] {
  return Object.values(template.findResources(type)).flatMap(
    ({ DependsOn = [] }) => DependsOn as string[],
  );
}

describe('a cluster of aws-eks whose map the app writes', () => {
  it.each<[string, eks.AuthenticationMode | undefined]>([
    ['CONFIG_MAP', eks.AuthenticationMode.CONFIG_MAP],
    ['API_AND_CONFIG_MAP', eks.AuthenticationMode.API_AND_CONFIG_MAP],
    ['none given, which is CONFIG_MAP', undefined],
  ])(
    'in the mode %s has the node role in the map, before the nodes',
    (_name, authenticationMode) => {
      const stack = new Stack(newApp(), 'Training');
      const cluster = mapped(stack, authenticationMode ? { authenticationMode } : {});
      workers(stack, { cluster });
      const template = Template.fromStack(stack);
      expect(nodesIn(template)).toEqual([expect.stringMatching(/^WorkersNodeRole/)]);
      expect(dependenciesOf(template)).toContainEqual(expect.stringMatching(/^ClusterAwsAuth/));
      expect(annotationsOf(stack)).toEqual([]);
    },
  );

  it('has it, whichever of the two is made first', () => {
    const stack = new Stack(newApp(), 'Training');
    const cluster = clusterOf(stack, { authenticationMode: eks.AuthenticationMode.CONFIG_MAP });
    workers(stack, { cluster });
    cluster.awsAuth.addMastersRole(nodeRole(stack, 'Admin'));
    expect(nodesIn(Template.fromStack(stack))).toEqual([expect.stringMatching(/^WorkersNodeRole/)]);
  });

  it('has it with the spelling of 0.1, by the name of the cluster and the ARN of the role', () => {
    const stack = new Stack(newApp(), 'Training');
    const cluster = mapped(stack);
    workers(stack, {
      clusterName: cluster.clusterName,
      nodeRole: nodeRole(stack).roleArn,
      subnets: cluster.vpc.privateSubnets.map(({ subnetId }) => subnetId),
    });
    const template = Template.fromStack(stack);
    expect(nodesIn(template)).toEqual([expect.stringMatching(/^Nodes/)]);
    expect(dependenciesOf(template)).toContainEqual(expect.stringMatching(/^ClusterAwsAuth/));
  });

  it('has a role once that two node groups share', () => {
    const stack = new Stack(newApp(), 'Training');
    const cluster = mapped(stack);
    const role = nodeRole(stack);
    workers(stack, { cluster, nodeRole: role }, 'One');
    workers(stack, { cluster, nodeRole: role }, 'Two');
    expect(nodesIn(Template.fromStack(stack))).toHaveLength(1);
  });
});

describe('a map is not written for the node group alone', () => {
  it.each<[string, (stack: Stack) => INodeGroupCluster]>([
    [
      'where the app does not write it: it would lose what others put there',
      (stack) => clusterOf(stack),
    ],
    [
      'in the mode API, where EKS makes an access entry',
      (stack) => clusterOf(stack, { authenticationMode: eks.AuthenticationMode.API }),
    ],
    [
      'for a cluster of aws-eks-v2, which has the mode API',
      (stack) =>
        new eksv2.Cluster(stack, 'Cluster', {
          version: eksv2.KubernetesVersion.V1_33,
          defaultCapacityType: eksv2.DefaultCapacityType.NODEGROUP,
          defaultCapacity: 0,
        }),
    ],
  ])('%s', (_name, make) => {
    const stack = new Stack(newApp(), 'Training');
    workers(stack, { cluster: make(stack) });
    const template = Template.fromStack(stack);
    template.resourceCountIs(MAP, 0);
    template.resourceCountIs('AWS::EKS::AccessEntry', 0);
    template.resourceCountIs(TYPE, 1);
    expect(annotationsOf(stack)).toEqual([]);
    expect(annotationsOf(stack, 'warning')).not.toContainEqual(expect.stringContaining('awsAuth'));
  });
});

describe('an imported cluster', () => {
  it.each<[string, (stack: Stack, vpc: IVpc) => INodeGroupCluster]>([
    [
      'of aws-eks',
      (stack, vpc) =>
        eks.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'training', vpc }),
    ],
    [
      'of aws-eks-v2',
      (stack, vpc) =>
        eksv2.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'training', vpc }),
    ],
  ])('%s is left to EKS, and a warning says what the construct could not do', (_name, make) => {
    const stack = new Stack(newApp(), 'Training');
    workers(stack, { cluster: make(stack, vpcOf(stack)) });
    Template.fromStack(stack).hasResourceProperties(TYPE, { ClusterName: 'training' });
    expect(annotationsOf(stack, 'warning')).toEqual([
      expect.stringMatching(
        /^\/Training\/Workers: .*Training\/Cluster, which is imported.*eks-efa-nodegroup:awsAuth/,
      ),
    ]);
  });
});

describe('a cluster of another stack', () => {
  const stacks = () => {
    const app = newApp();
    return {
      shared: new Stack(app, 'Shared'),
      training: new Stack(app, 'Training'),
      iam: new Stack(app, 'Iam'),
    };
  };

  it('has the new role in its own stack, so that neither stack waits for the other', () => {
    const { shared, training } = stacks();
    workers(training, { cluster: mapped(shared) });
    expect(nodesIn(Template.fromStack(shared))).toHaveLength(1);
    expect(training.dependencies).toEqual([shared]);
    Template.fromStack(training).resourceCountIs('AWS::IAM::Role', 0);
  });

  it.each<[string, (made: ReturnType<typeof stacks>) => IRole | string]>([
    ['of that stack', ({ shared }) => nodeRole(shared)],
    ['of a third stack', ({ iam }) => nodeRole(iam)],
  ])('maps a role %s', (_name, roleOf) => {
    const made = stacks();
    workers(made.training, { cluster: mapped(made.shared), nodeRole: roleOf(made) });
    expect(JSON.stringify(Template.fromStack(made.shared).findResources(MAP))).toContain(
      'system:node:{{EC2PrivateDNSName}}',
    );
    expect(annotationsOf(made.training)).toEqual([]);
  });

  it('maps a role that is known by its ARN', () => {
    const { shared, training } = stacks();
    workers(training, { cluster: mapped(shared), nodeRole: 'arn:aws:iam::123456789012:role/node' });
    expect(JSON.stringify(Template.fromStack(shared).findResources(MAP))).toContain(
      'arn:aws:iam::123456789012:role/node',
    );
  });

  it('cannot map a role of the stack of the node group, and an error says so', () => {
    const { shared, training } = stacks();
    workers(training, { cluster: mapped(shared), nodeRole: nodeRole(training) });
    expect(annotationsOf(training)).toEqual([
      expect.stringMatching(
        /^\/Training\/Workers: NodeRole: Training\/Nodes is in the stack of the node group.*Shared\/Cluster/,
      ),
    ]);
  });

  it('takes such a role where the app does not write the map', () => {
    const { shared, training } = stacks();
    workers(training, { cluster: clusterOf(shared), nodeRole: nodeRole(training) });
    expect(annotationsOf(training)).toEqual([]);
  });
});

describe('nodes wait', () => {
  const made = () => {
    const stack = new Stack(newApp(), 'Training');
    const cluster = clusterOf(stack);
    const role = nodeRole(stack);
    role.addToPolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));
    return { stack, cluster, role };
  };

  it.each<[string, (network: ReturnType<typeof made>) => Partial<EfaNodeGroupProps>]>([
    ['by default', ({ cluster }) => ({ cluster })],
    [
      'with subnets by id',
      ({ cluster }) => ({
        clusterName: cluster.clusterName,
        subnets: cluster.vpc.privateSubnets.map(({ subnetId }) => subnetId),
      }),
    ],
  ])('for the routes of their subnets, %s', (_name, propsOf) => {
    const network = made();
    workers(network.stack, propsOf(network));
    const routes = dependenciesOf(Template.fromStack(network.stack)).filter((id) =>
      /PrivateSubnet\d(DefaultRoute|RouteTableAssoc)/.test(id),
    );
    expect(routes.length).toBeGreaterThanOrEqual(4);
  });

  it('for the policies of their role', () => {
    const { stack, cluster, role } = made();
    workers(stack, { cluster, nodeRole: role });
    expect(dependenciesOf(Template.fromStack(stack))).toContainEqual(
      expect.stringMatching(/^NodesDefaultPolicy/),
    );
  });

  it('and the load balancer controller, which runs on them, is deleted before they are', () => {
    const stack = new Stack(newApp(), 'Training');
    const cluster = clusterOf(stack, {
      albController: { version: eks.AlbControllerVersion.V2_8_2 },
    });
    workers(stack, { cluster });
    expect(
      dependenciesOf(Template.fromStack(stack), 'Custom::AWSCDK-EKS-HelmChart'),
    ).toContainEqual(expect.stringMatching(/^Workers/));
  });
});

describe('the role and the subnets', () => {
  it('are a new role with the policies of a node, and the private subnets with egress', () => {
    const stack = new Stack(newApp(), 'Training');
    const cluster = clusterOf(stack);
    workers(stack, { cluster });
    const template = Template.fromStack(stack);
    const role = Object.values(template.findResources('AWS::IAM::Role')).find(({ Properties }) =>
      JSON.stringify(Properties.AssumeRolePolicyDocument).includes('ec2.amazonaws.com'),
    );
    for (const policy of [
      'AmazonEKSWorkerNodePolicy',
      'AmazonEKS_CNI_Policy',
      'AmazonEC2ContainerRegistryReadOnly',
    ]) {
      expect(JSON.stringify(role?.Properties.ManagedPolicyArns)).toContain(policy);
    }
    template.hasResourceProperties(TYPE, {
      Subnets: cluster.vpc.privateSubnets.map(({ subnetId }) => stack.resolve(subnetId)),
    });
  });

  it('in an IPv6 cluster, may assign IPv6 addresses', () => {
    const stack = new Stack(newApp(), 'Training');
    const vpc = vpcOf(stack);
    const cluster = eks.Cluster.fromClusterAttributes(stack, 'Cluster', {
      clusterName: 'training',
      vpc,
      ipFamily: eks.IpFamily.IP_V6,
    });
    workers(stack, { cluster });
    expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'))).toContain(
      'ec2:AssignIpv6Addresses',
    );
  });

  it('can be selected from another VPC, with a role of the app', () => {
    const stack = new Stack(newApp(), 'Training');
    const vpc = vpcOf(stack);
    const role = nodeRole(stack);
    role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('AmazonEKSWorkerNodePolicy'));
    workers(stack, {
      clusterName: 'training',
      vpc,
      vpcSubnets: { subnetType: SubnetType.PUBLIC },
      nodeRole: role,
    });
    Template.fromStack(stack).hasResourceProperties(TYPE, {
      ClusterName: 'training',
      Subnets: vpc.publicSubnets.map(({ subnetId }) => stack.resolve(subnetId)),
      NodeRole: stack.resolve(role.roleArn),
    });
  });

  it.each<[string, Partial<EfaNodeGroupProps>, string]>([
    ['neither cluster nor name', {}, 'Give either cluster or clusterName'],
    ['no VPC', { clusterName: 'training' }, 'There is no VPC to select subnets from'],
    [
      'subnets twice',
      { clusterName: 'training', subnets: ['subnet-1'], vpcSubnets: {} },
      'Give vpcSubnets or subnets, not both',
    ],
  ])('that no program can mean are refused at once: %s', (_name, props, words) => {
    expect(() => workers(new Stack(newApp(), 'Training'), props)).toThrow(words);
  });
});
