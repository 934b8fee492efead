/** An EFA-enabled managed node group as a CDK construct, by either door. */
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
  SecurityGroup,
} from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import schema from '../../schema.json';
import { addDevicePlugin, type DevicePluginOptions, type HelmCluster } from './device-plugin';
import type { NodeGroupAttributes, NodeGroupProperties } from './props';
import { toTemplate } from './template';
import { validationErrors } from './validation';

const CUSTOM_TYPE = 'Custom::EksEfaNodeGroup';

export interface EfaNodeGroupProps extends NodeGroupProperties {
  /**
   * Output of install/custom-resource.yaml. With it the node group is a Custom::EksEfaNodeGroup, for accounts that do
   * not register private types; without it an Efa::EKS::NodeGroup.
   */
  readonly serviceToken?: string;
  /** Beside securityGroupIds, which may be given too. */
  readonly securityGroups?: readonly ISecurityGroup[];
  /** What becomes of the node group when it leaves the template. Default: it is deleted. */
  readonly removalPolicy?: RemovalPolicy;
}

/** What another stack has to know of a node group. */
export interface EfaNodeGroupAttributes {
  /** `cluster/nodegroup/generation`, as Ref gives it. */
  readonly id: string;
  readonly efaSecurityGroupId?: string;
  readonly efaInterfaceCount?: number;
}

export interface IEfaNodeGroup extends IResource, IConnectable {
  /** `cluster/nodegroup/generation`. */
  readonly id: string;
  /** EFA interfaces of a node: what a pod that takes a whole node requests as vpc.amazonaws.com/efa. */
  readonly efaInterfaceCount: number;
}

/**
 * Errors in properties whose values are known at synth time are reported then, with the texts of the resource's own
 * handlers; the others when the stack is deployed, before anything is made.
 */
export class EfaNodeGroup extends Resource implements IEfaNodeGroup, ITaggable {
  /** A node group that another stack made. @throws Error when efaInterfaceCount or connections are used and not given. */
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
   * Of the groups that were given; without one, of the EFA security group, to which no rule is added: it stays
   * exactly what EFA needs.
   */
  readonly connections: Connections;
  readonly tags: TagManager;

  constructor(scope: Construct, id: string, props: EfaNodeGroupProps) {
    super(scope, id);
    const { serviceToken, securityGroups = [], removalPolicy, ...given } = props;
    const type = serviceToken === undefined ? schema.typeName : CUSTOM_TYPE;
    this.tags = new TagManager(TagType.MAP, type, given.tags);
    const groupIds = [
      ...(given.securityGroupIds ?? []),
      ...securityGroups.map(({ securityGroupId }) => securityGroupId),
    ];
    const properties = toTemplate({
      ...given,
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
    this.node.addValidation({
      validate: () =>
        validationErrors({ ...properties, ...tagsOf(this.tags) }).map(
          (error) => `${this.node.path}: ${error}`,
        ),
    });
    this.id = resource.ref;
    this.attributes = attributesOf(resource);
    this.efaInterfaceCount = this.attributes.efaInterfaceCount;
    this.connections = new Connections({
      securityGroups:
        securityGroups.length > 0
          ? [...securityGroups]
          : [efaSecurityGroup(this, this.attributes.efaSecurityGroupId)],
    });
  }

  /** Puts the EFA device plugin's chart on the cluster, and has it wait for this node group. Once a cluster. */
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
    return this.given('efaInterfaceCount');
  }

  get connections(): Connections {
    const group = this.node.tryFindChild('EfaSecurityGroup') as ISecurityGroup | undefined;
    return new Connections({
      securityGroups: [group ?? efaSecurityGroup(this, this.given('efaSecurityGroupId'))],
    });
  }

  private given<K extends keyof EfaNodeGroupAttributes>(
    name: K,
  ): NonNullable<EfaNodeGroupAttributes[K]> {
    const value = this.attributes[name];
    if (value === undefined) {
      throw new Error(`${this.node.path}: ${name} was not given to EfaNodeGroup.fromAttributes.`);
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

/** Every attribute as a token of the type that schema.json gives it. */
function attributesOf(resource: CfnResource): NodeGroupAttributes {
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
