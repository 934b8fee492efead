/** What works behind a node group, made by the app itself: the custom resource's functions, or the registry type. */
import { join } from 'node:path';
import { Annotations, type CfnResource, Lazy, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct, type IConstruct } from 'constructs';
import customResource from '../../../install/custom-resource.yaml';
import registry from '../../../install/registry.yaml';
import { includedResource, includeTemplate } from './template-of-install';

/** What `EfaNodeGroup` needs of a provider of this app. */
export interface INodeGroupProvider extends IConstruct {
  /**
   * Of the custom resource.
   * @default - none: it is the registry type
   */
  readonly serviceToken?: string;
  /** Allows node groups to have the role; no other can be passed. Adding one twice changes nothing. */
  allowNodeRole(roleArn: string): void;
  /** Called for a node group that it is behind. */
  serve(group: IConstruct): void;
}

/** Of both providers. */
export interface ProviderOptions {
  /**
   * Days for which the log is kept.
   * @default 90
   */
  readonly logRetentionInDays?: number;
}
/** Of `EfaNodeGroupProvider`. */
export interface EfaNodeGroupProviderProps extends ProviderOptions {
  /**
   * Folder, or zip file, with the code of the functions.
   * @default - that of this package
   */
  readonly code?: string;
  /**
   * Key of the state machine's history, which contains properties and response URLs.
   * @default - a new key
   */
  readonly encryptionKey?: IKey;
  /**
   * Topic that is told when CloudFormation could not be answered.
   * @default - none: an alarm only shows it
   */
  readonly alarmTopic?: ITopic;
}
/** Of `EfaNodeGroupType`. */
export interface EfaNodeGroupTypeProps extends ProviderOptions {
  /** efa-eks-nodegroup.zip, which `make package` writes. */
  readonly schemaHandlerPackage: string;
}

abstract class Provider extends Construct implements INodeGroupProvider {
  abstract readonly serviceToken?: string;
  private readonly roles = new Set<string>();
  /** What stands for the ARNs of all roles that are allowed until the app is synthesised. */
  protected readonly nodeRoleArns = Lazy.any({ produce: () => [...this.roles] });

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.node.addValidation({
      validate: () => {
        if (this.roles.size === 0) {
          Annotations.of(this).addError(
            'The provider has no node group, and no role that one may have. Pass it to a node group as provider, or call allowNodeRole.',
          );
        }
        return [];
      },
    });
  }

  allowNodeRole(roleArn: string): void {
    this.roles.add(roleArn);
  }

  serve(_group: IConstruct): void {}
}

/**
 * The provider of the custom resource, as install/custom-resource.yaml has it: functions, state machine, roles, key, queue and
 * alarm, with the logical ids of that template, so that a stack has one at most.
 */
export class EfaNodeGroupProvider extends Provider {
  /** The one of the stack of `scope`, which is made where there is none. */
  static of(scope: Construct): EfaNodeGroupProvider {
    const stack = Stack.of(scope);
    const found = stack.node.findAll().find((each) => each instanceof EfaNodeGroupProvider);
    return (
      (found as EfaNodeGroupProvider | undefined) ??
      new EfaNodeGroupProvider(stack, 'EfaNodeGroupProvider')
    );
  }

  readonly serviceToken: string;

  constructor(scope: Construct, id: string, props: EfaNodeGroupProviderProps = {}) {
    super(scope, id);
    const path = props.code ?? join(__dirname, 'custom-resource');
    const code = new Asset(this, 'Code', { path });
    const made = includeTemplate(this, customResource, {
      CodeBucket: code.s3BucketName,
      CodeKey: code.s3ObjectKey,
      NodeRoleArns: this.nodeRoleArns,
      KmsKeyArn: props.encryptionKey?.keyArn,
      AlarmTopicArn: props.alarmTopic?.topicArn,
      LogRetentionInDays: props.logRetentionInDays,
    });
    this.serviceToken = includedResource(made, 'OnEvent').getAtt('Arn').toString();
  }
}

/**
 * The registry type in this account and Region, as install/registry.yaml has it: its version, which is made the default, its
 * roles and its log. An account has the type once in a Region. Node groups are in other stacks of the app, which are deployed
 * after its own.
 */
export class EfaNodeGroupType extends Provider {
  readonly serviceToken?: never;
  /** The default version. */
  readonly version: CfnResource;

  constructor(scope: Construct, id: string, props: EfaNodeGroupTypeProps) {
    super(scope, id);
    const zip = new Asset(this, 'Package', { path: props.schemaHandlerPackage });
    const made = includeTemplate(this, registry, {
      PackageBucket: zip.s3BucketName,
      FirstPackageKey: zip.s3ObjectKey,
      NodeRoleArns: this.nodeRoleArns,
      LogRetentionInDays: props.logRetentionInDays,
    });
    this.version = includedResource(made, 'Default');
  }

  /** CloudFormation refuses a template as a whole that has a type which is not registered yet. */
  override serve(group: IConstruct): void {
    if (Stack.of(group) === Stack.of(this)) {
      Annotations.of(group).addError(
        `The type is registered in the stack of the node group, ${this.node.path}, but CloudFormation accepts only types that are registered before the stack is created. Put EfaNodeGroupType into a stack of its own; cdk deploy --all deploys that first.`,
      );
    }
  }
}
