/** What other stacks know of a node group. */
import { Fn, type IResource, Resource } from 'aws-cdk-lib';
import {
  Connections,
  type IConnectable,
  type ISecurityGroup,
  SecurityGroup,
} from 'aws-cdk-lib/aws-ec2';
import {
  type IGrantable,
  type IPrincipal,
  type IRole,
  UnknownPrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** What another stack needs to use a node group. */
export interface EfaNodeGroupAttributes {
  /**
   * `cluster/nodegroup/generation`, as Ref gives it.
   * @default - not known
   */
  readonly id?: string;
  /**
   * Name of the node group in EKS.
   * @default - that of the id
   */
  readonly nodegroupName?: string;
  /**
   * Id of the security group whose rules allow EFA traffic.
   * @default - not known: `connections` cannot be used
   */
  readonly efaSecurityGroupId?: string;
  /**
   * EFA interfaces of a node.
   * @default - not known
   */
  readonly efaInterfaceCount?: number;
  /**
   * The nodes' role.
   * @default - not known: nothing can be granted
   */
  readonly role?: IRole;
}

/** A node group of this app, or an imported one. */
export interface IEfaNodeGroup extends IResource, IConnectable, IGrantable {
  /** `cluster/nodegroup/generation`. */
  readonly id: string;
  /** Name of the node group in EKS. */
  readonly nodegroupName: string;
  /** EFA interfaces of a node: what a pod that uses a whole node requests as vpc.amazonaws.com/efa. */
  readonly efaInterfaceCount: number;
}

/** A node group that this app does not make. */
export class ImportedNodeGroup extends Resource implements IEfaNodeGroup {
  readonly grantPrincipal: IPrincipal;

  constructor(
    scope: Construct,
    id: string,
    private readonly attributes: EfaNodeGroupAttributes,
  ) {
    super(scope, id);
    this.grantPrincipal =
      attributes.role?.grantPrincipal ?? new UnknownPrincipal({ resource: this });
  }

  get id(): string {
    return this.attribute('id');
  }

  get nodegroupName(): string {
    const { nodegroupName, id } = this.attributes;
    // CLUSTER/NODEGROUP/GENERATION
    return nodegroupName ?? Fn.select(1, Fn.split('/', id ?? this.attribute('nodegroupName')));
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

/** The group that the node group made or found, to which no rule is added. */
export function efaSecurityGroup(scope: Construct, id: string): ISecurityGroup {
  return SecurityGroup.fromSecurityGroupId(scope, 'EfaSecurityGroup', id, { mutable: false });
}
