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
  SecurityGroup,
} from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import schema from '../../schema.json';
import { addDevicePlugin, type DevicePluginOptions, type HelmCluster } from './device-plugin';
import { annotateFindings } from './findings';
import type { NodeGroupAttributes, NodeGroupProperties } from './props';
import { toTemplate } from './template';

const CUSTOM_TYPE = 'Custom::EksEfaNodeGroup';

export interface EfaNodeGroupProps extends NodeGroupProperties {
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
    const { serviceToken, securityGroups = [], removalPolicy, ...desired } = props;
    const type = serviceToken === undefined ? schema.typeName : CUSTOM_TYPE;
    this.tags = new TagManager(TagType.MAP, type, desired.tags);
    const groupIds = [
      ...(desired.securityGroupIds ?? []),
      ...securityGroups.map(({ securityGroupId }) => securityGroupId),
    ];
    const properties = toTemplate({
      ...desired,
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
