/** An EFA-enabled managed node group as a CDK construct, for either entry point. */
import {
  CfnResource,
  type ITaggable,
  Lazy,
  Resource,
  TagManager,
  TagType,
  Token,
} from 'aws-cdk-lib';
import { Connections } from 'aws-cdk-lib/aws-ec2';
import { type IPrincipal, type IRole, UnknownPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import schema from '../../schema.json';
import { clusterNamed, joinCluster } from './cluster';
import { addDevicePluginFor, type DevicePluginOptions, type HelmCluster } from './device-plugin';
import { givenProperties } from './given';
import {
  type EfaNodeGroupAttributes,
  efaSecurityGroup,
  type IEfaNodeGroup,
  ImportedNodeGroup,
} from './imported';
import { nodeNetworkOf } from './network';
import type { EfaNodeGroupProps } from './node-group-props';
import type { NodeGroupAttributes } from './props';
import { allowRole, nodeRoleOf } from './role';
import { annotateFindings, warn } from './synthesis/findings';
import { toTemplate } from './template';

const CUSTOM_TYPE = 'Custom::EksEfaNodeGroup';

/**
 * Errors in values that are known at synth time are annotations of the construct, with the messages of the resource's
 * handlers, and so are warnings (`eks-efa-nodegroup:CapacityType` and so on, which can be acknowledged); other errors are
 * reported when the stack is deployed, before anything is created.
 */
export class EfaNodeGroup extends Resource implements IEfaNodeGroup, ITaggable {
  /**
   * A node group of another stack or app, of which more is known than its name.
   * @throws Error when a member is used whose attribute was not passed
   */
  static fromAttributes(
    scope: Construct,
    id: string,
    attributes: EfaNodeGroupAttributes,
  ): IEfaNodeGroup {
    return new ImportedNodeGroup(scope, id, attributes);
  }

  /**
   * A node group by the value of Ref.
   * @param nodeGroupId `cluster/nodegroup/generation`, also as a token
   */
  static fromNodegroupId(scope: Construct, id: string, nodeGroupId: string): IEfaNodeGroup {
    return new ImportedNodeGroup(scope, id, { id: nodeGroupId });
  }

  /** A node group by its name in EKS. Its id, with the generation, is not known then. */
  static fromNodegroupName(scope: Construct, id: string, nodegroupName: string): IEfaNodeGroup {
    return new ImportedNodeGroup(scope, id, { nodegroupName });
  }

  readonly id: string;
  readonly nodegroupName: string;
  /** The values of Fn::GetAtt, as tokens. */
  readonly attributes: NodeGroupAttributes;
  readonly efaInterfaceCount: number;
  /** The nodes' role; undefined where nodeRole is a text that is no ARN of a role. */
  readonly role: IRole | undefined;
  readonly grantPrincipal: IPrincipal;
  /**
   * Of securityGroups; without any, of the EFA security group. No rule is added to that group, which has exactly the
   * rules that EFA needs.
   */
  readonly connections: Connections;
  readonly tags: TagManager;

  constructor(scope: Construct, id: string, props: EfaNodeGroupProps) {
    super(scope, id);
    const { cluster: given, provider, securityGroups = [] } = props;
    const serviceToken = provider?.serviceToken ?? props.serviceToken;
    const clusterName = given?.clusterName ?? props.clusterName;
    if (clusterName === undefined || (given && props.clusterName !== undefined)) {
      throw new Error(`${this.node.path}: Give either cluster or clusterName.`);
    }
    const cluster = given ?? clusterNamed(clusterName);
    const network = nodeNetworkOf(this, { ...props, cluster });
    const nodeRole = nodeRoleOf(this, props.nodeRole, cluster, provider);
    const { role } = nodeRole;
    const type = serviceToken === undefined ? schema.typeName : CUSTOM_TYPE;
    this.tags = new TagManager(TagType.MAP, type, props.tags);
    const properties = toTemplate({
      ...givenProperties(this, props),
      clusterName,
      nodeRole: nodeRole.arn,
      subnets: network.subnetIds,
      tags: undefined,
    });
    const resource = new CfnResource(this, 'Resource', {
      type,
      properties: {
        ...protocolProperties(this, serviceToken, props),
        ...properties,
        Tags: Lazy.any({ produce: () => this.tags.renderTags() }),
      },
    });
    if (props.removalPolicy) resource.applyRemovalPolicy(props.removalPolicy);
    resource.node.addDependency(...network.routes);
    if (provider) {
      provider.serve(this);
      allowRole(this, provider, nodeRole);
      // it is there before the node group, and deletes that before it is deleted itself
      resource.node.addDependency(provider);
    }
    // its policies too: nodes that start without them do not join
    if (role) resource.node.addDependency(role);
    if (cluster && role) joinCluster(this, resource, cluster, role);
    annotateFindings(this, () => ({ ...properties, ...tagsOf(this.tags) }));
    this.id = resource.ref;
    this.attributes = attributeTokens(resource);
    this.nodegroupName = this.attributes.name;
    this.role = role;
    this.grantPrincipal = role?.grantPrincipal ?? new UnknownPrincipal({ resource: this });
    // a number for what requests that many; the attribute itself is text
    this.efaInterfaceCount = Token.asNumber(resource.getAtt('EfaInterfaceCount'));
    this.connections = new Connections({
      securityGroups:
        securityGroups.length > 0
          ? [...securityGroups]
          : [efaSecurityGroup(this, this.attributes.efaSecurityGroupId)],
    });
  }

  /** Installs the EFA device plugin's chart in the cluster; of several node groups the first call does. */
  addDevicePlugin(cluster: HelmCluster, options: DevicePluginOptions = {}): Construct {
    return addDevicePluginFor(this, cluster, options);
  }
}

/** What CloudFormation itself reads of a custom resource. */
function protocolProperties(
  scope: Construct,
  serviceToken: string | undefined,
  { serviceTimeout }: EfaNodeGroupProps,
): object {
  if (serviceToken === undefined) {
    if (serviceTimeout) {
      warn(
        scope,
        'serviceTimeout',
        'The property serviceTimeout has no effect without serviceToken. Remove it.',
      );
    }
    return {};
  }
  return {
    ServiceToken: serviceToken,
    ...(serviceTimeout && { ServiceTimeout: serviceTimeout.toSeconds() }),
  };
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
