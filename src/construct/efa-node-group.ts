/** An EFA-enabled managed node group as a CDK construct, for either entry point. */
import {
  CfnResource,
  type IResource,
  type ITaggable,
  Lazy,
  type RemovalPolicy,
  Resource,
  TagManager,
  TagType,
  Token,
} from 'aws-cdk-lib';
import {
  Connections,
  type IConnectable,
  type ISecurityGroup,
  type IVpc,
  SecurityGroup,
  type SubnetSelection,
} from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import schema from '../../schema.json';
import { clusterNamed, type INodeGroupCluster, joinCluster } from './cluster';
import { addDevicePlugin, type DevicePluginOptions, type HelmCluster } from './device-plugin';
import { annotateFindings } from './findings';
import { nodeNetworkOf } from './network';
import type { NodeGroupAttributes, NodeGroupProperties } from './props';
import { nodeRoleOf } from './role';
import { toTemplate } from './template';

const CUSTOM_TYPE = 'Custom::EksEfaNodeGroup';

export interface EfaNodeGroupProps
  extends Omit<NodeGroupProperties, 'clusterName' | 'nodeRole' | 'subnets'> {
  /**
   * The cluster, of aws-eks or aws-eks-v2. Where this app writes its aws-auth map, the role of the nodes is put into it.
   * @default - the cluster that clusterName names
   */
  readonly cluster?: INodeGroupCluster;
  /**
   * Name of the cluster, in the place of `cluster`. A change replaces the node group.
   * @default - the name of `cluster`
   */
  readonly clusterName?: string;
  /**
   * VPC from which `vpcSubnets` selects.
   * @default - the VPC of `cluster`
   */
  readonly vpc?: IVpc;
  /**
   * Candidate subnets, at most 16. The node group uses those in the chosen zone, and waits for their routes. A change that
   * keeps the subnets in use is applied in place; one that removes any of them replaces the node group.
   * @default - all private subnets with egress
   */
  readonly vpcSubnets?: SubnetSelection;
  /**
   * Ids of the candidate subnets, in the place of `vpcSubnets`.
   * @default - those of vpcSubnets
   * @deprecated use `vpcSubnets`
   */
  readonly subnets?: readonly string[];
  /**
   * Role of the nodes. An ARN is deprecated. A change replaces the node group.
   * @default - a new role with the policies that a node needs
   */
  readonly nodeRole?: IRole | string;
  /**
   * Output of install/custom-resource.yaml. With it the node group is a Custom::EksEfaNodeGroup, for accounts in which
   * private types cannot be registered; without it an Efa::EKS::NodeGroup.
   */
  readonly serviceToken?: string;
  /** In addition to securityGroupIds. */
  readonly securityGroups?: readonly ISecurityGroup[];
  /** What happens to the node group when it is removed from the template. Default: it is deleted. */
  readonly removalPolicy?: RemovalPolicy;
}

/** What another stack needs to use a node group. */
export interface EfaNodeGroupAttributes {
  /** `cluster/nodegroup/generation`, as Ref gives it. */
  readonly id: string;
  readonly efaSecurityGroupId?: string;
  readonly efaInterfaceCount?: number;
}

export interface IEfaNodeGroup extends IResource, IConnectable {
  /** `cluster/nodegroup/generation`. */
  readonly id: string;
  /** EFA interfaces of a node: what a pod that uses a whole node requests as vpc.amazonaws.com/efa. */
  readonly efaInterfaceCount: number;
}

/**
 * Errors in values that are known at synth time are annotations of the construct, with the messages of the resource's
 * handlers, and so are warnings (`eks-efa-nodegroup:CapacityType` and so on, which can be acknowledged); other errors are
 * reported when the stack is deployed, before anything is created.
 */
export class EfaNodeGroup extends Resource implements IEfaNodeGroup, ITaggable {
  /** A node group of another stack. @throws Error when a member is used whose attribute was not passed. */
  static fromAttributes(
    scope: Construct,
    id: string,
    attributes: EfaNodeGroupAttributes,
  ): IEfaNodeGroup {
    return new ImportedNodeGroup(scope, id, attributes);
  }

  readonly id: string;
  readonly attributes: NodeGroupAttributes;
  readonly efaInterfaceCount: number;
  /**
   * Of securityGroups; without any, of the EFA security group. No rule is added to that group, which has exactly the
   * rules that EFA needs.
   */
  readonly connections: Connections;
  readonly tags: TagManager;

  constructor(scope: Construct, id: string, props: EfaNodeGroupProps) {
    super(scope, id);
    const {
      serviceToken,
      securityGroups = [],
      removalPolicy,
      cluster: given,
      vpc,
      vpcSubnets,
      ...desired
    } = props;
    const clusterName = given?.clusterName ?? desired.clusterName;
    if (clusterName === undefined || (given && desired.clusterName !== undefined)) {
      throw new Error(`${this.node.path}: Give either cluster or clusterName.`);
    }
    const cluster = given ?? clusterNamed(clusterName);
    const network = nodeNetworkOf(this, { cluster, vpc, vpcSubnets, subnets: desired.subnets });
    const { arn: nodeRole, role } = nodeRoleOf(this, desired.nodeRole, cluster);
    const type = serviceToken === undefined ? schema.typeName : CUSTOM_TYPE;
    this.tags = new TagManager(TagType.MAP, type, desired.tags);
    const groupIds = [
      ...(desired.securityGroupIds ?? []),
      ...securityGroups.map(({ securityGroupId }) => securityGroupId),
    ];
    const properties = toTemplate({
      ...desired,
      clusterName,
      nodeRole,
      subnets: network.subnetIds,
      ...(groupIds.length > 0 && { securityGroupIds: groupIds }),
      tags: undefined,
    });
    const resource = new CfnResource(this, 'Resource', {
      type,
      properties: {
        ...(serviceToken !== undefined && { ServiceToken: serviceToken }),
        ...properties,
        Tags: Lazy.any({ produce: () => this.tags.renderTags() }),
      },
    });
    if (removalPolicy) resource.applyRemovalPolicy(removalPolicy);
    resource.node.addDependency(...network.routes);
    // its policies too: nodes that start without them do not join
    if (role) resource.node.addDependency(role);
    if (cluster && role) joinCluster(this, resource, cluster, role);
    annotateFindings(this, () => ({ ...properties, ...tagsOf(this.tags) }));
    this.id = resource.ref;
    this.attributes = attributeTokens(resource);
    // a number for what requests that many; the attribute itself is text
    this.efaInterfaceCount = Token.asNumber(resource.getAtt('EfaInterfaceCount'));
    this.connections = new Connections({
      securityGroups:
        securityGroups.length > 0
          ? [...securityGroups]
          : [efaSecurityGroup(this, this.attributes.efaSecurityGroupId)],
    });
  }

  /** Installs the EFA device plugin's chart in the cluster, after this node group. Call it once per cluster. */
  addDevicePlugin(cluster: HelmCluster, options: DevicePluginOptions = {}): Construct {
    const chart = addDevicePlugin(cluster, options);
    chart.node.addDependency(this);
    return chart;
  }
}

class ImportedNodeGroup extends Resource implements IEfaNodeGroup {
  readonly id: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly attributes: EfaNodeGroupAttributes,
  ) {
    super(scope, id);
    this.id = attributes.id;
  }

  get efaInterfaceCount(): number {
    return this.attribute('efaInterfaceCount');
  }

  get connections(): Connections {
    const group = this.node.tryFindChild('EfaSecurityGroup') as ISecurityGroup | undefined;
    return new Connections({
      securityGroups: [group ?? efaSecurityGroup(this, this.attribute('efaSecurityGroupId'))],
    });
  }

  private attribute<K extends keyof EfaNodeGroupAttributes>(
    name: K,
  ): NonNullable<EfaNodeGroupAttributes[K]> {
    const value = this.attributes[name];
    if (value === undefined) {
      throw new Error(
        `${this.node.path}: ${name} is not known. Pass it to EfaNodeGroup.fromAttributes.`,
      );
    }
    return value;
  }
}

function efaSecurityGroup(scope: Construct, id: string): ISecurityGroup {
  return SecurityGroup.fromSecurityGroupId(scope, 'EfaSecurityGroup', id, { mutable: false });
}

function tagsOf(tags: TagManager): { readonly Tags?: unknown } {
  const rendered: unknown = tags.renderTags();
  return rendered === undefined ? {} : { Tags: rendered };
}

/** Every attribute as a token of its type in schema.json. */
function attributeTokens(resource: CfnResource): NodeGroupAttributes {
  const nodes = schema.properties as Readonly<Record<string, { readonly type?: string }>>;
  const names = schema.readOnlyProperties.map((pointer) => pointer.split('/')[2] ?? '');
  return Object.fromEntries(
    names
      .filter((name) => name !== 'Id')
      .map((name) => {
        const token = resource.getAtt(name);
        const asType = {
          array: () => Token.asList(token),
          integer: () => Token.asNumber(token),
        }[nodes[name]?.type ?? ''];
        return [name.charAt(0).toLowerCase() + name.slice(1), asType?.() ?? Token.asString(token)];
      }),
  ) as unknown as NodeGroupAttributes;
}
