/** The providers that an app makes itself: the templates of install/, in one go with the node group. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { templateOf } from '../../scripts/lib/cfn-yaml.cjs';
import { EfaNodeGroup } from '../../src/construct/efa-node-group';
import type { EfaNodeGroupProps } from '../../src/construct/node-group-props';
import {
  EfaNodeGroupProvider,
  type EfaNodeGroupProviderProps,
  EfaNodeGroupType,
  type INodeGroupProvider,
} from '../../src/construct/provider/provider';
import { includeTemplate } from '../../src/construct/provider/template-of-install';
import { annotationsOf, newApp, newFolder } from './app';

interface FileTemplate {
  readonly Transform?: string;
  readonly Globals?: { readonly Function: Record<string, unknown> };
  readonly Parameters: Record<string, { readonly Default?: unknown }>;
  readonly Conditions: Record<string, unknown>;
  readonly Resources: Record<
    string,
    { readonly Type: string; readonly Properties: Record<string, unknown> }
  >;
}
const ROLE = 'arn:aws:iam::123456789012:role/node';
const WORKERS: EfaNodeGroupProps = {
  clusterName: 'training',
  nodeRole: ROLE,
  subnets: ['subnet-0123456789abcdef0'],
  instanceTypes: ['p5.48xlarge'],
};

function fileTemplate(name: string): FileTemplate {
  return templateOf(readFileSync(join(__dirname, '../../install', name), 'utf8')) as FileTemplate;
}
/** A folder with code, or a package, of the test. */
function code(name = 'custom-resource.js'): string {
  const folder = newFolder();
  writeFileSync(join(folder, name), 'exports.onEvent = () => {};');
  return folder;
}
function provider(scope: Construct, props: EfaNodeGroupProviderProps = {}): EfaNodeGroupProvider {
  return new EfaNodeGroupProvider(scope, 'Provider', { code: code(), ...props });
}
function type(scope: Construct): EfaNodeGroupType {
  const zip = join(code('efa-eks-nodegroup.zip'), 'efa-eks-nodegroup.zip');
  return new EfaNodeGroupType(scope, 'Type', { schemaHandlerPackage: zip });
}
/** The file's resources with values in the place of its parameters, and with its globals written out. */
function expected(file: FileTemplate, values: Record<string, unknown>) {
  const all = {
    ...Object.fromEntries(
      Object.entries(file.Parameters).map(([name, { Default }]) => [name, Default]),
    ),
    ...values,
  };
  const withValues = Object.entries(all).reduce(
    (text, [name, value]) => {
      const written = JSON.stringify(value);
      return (
        text
          .replaceAll(`{"Ref":"${name}"}`, written)
          // a text with the parameter in it gets the value by the long form
          .replaceAll(
            new RegExp(`\\{"Fn::Sub":("[^"]*\\$\\{${name}\\}[^"]*")\\}`, 'g'),
            `{"Fn::Sub":[$1,{"${name}":${written}}]}`,
          )
          .replaceAll(
            new RegExp(
              `\\{"Fn::Sub":\\[("[^"]*\\$\\{${name}\\}[^"]*"),\\{((?!"${name}").*?)\\}\\]\\}`,
              'g',
            ),
            `{"Fn::Sub":[$1,{$2,"${name}":${written}}]}`,
          )
      );
    },
    JSON.stringify({
      Resources: file.Resources,
      Conditions: file.Conditions,
      Globals: file.Globals,
    }),
  );
  const { Resources, Conditions, Globals } = JSON.parse(withValues) as FileTemplate;
  const functions = Object.entries(Resources).map(([id, each]) => [
    id,
    each.Type === 'AWS::Serverless::Function'
      ? { ...each, Properties: { ...Globals?.Function, ...each.Properties } }
      : each,
  ]);
  return { Resources: Object.fromEntries(functions), Conditions };
}
/** The only asset's bucket and key, as the template has them. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: Fn::Sub
const BUCKET = { 'Fn::Sub': 'cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}' };
function assetKey(resources: object): string {
  return /[0-9a-f]{64}\.zip/.exec(JSON.stringify(resources))?.[0] ?? '';
}
/** As CloudFormation reads it: one dependency is a list too. */
function normal(resources: object): object {
  return JSON.parse(JSON.stringify(resources), (key, value) =>
    key === 'DependsOn' ? [value].flat() : value,
  );
}

describe('the template of install/', () => {
  it.each<[string, (stack: Stack) => INodeGroupProvider, (key: string) => Record<string, unknown>]>(
    [
      [
        'custom-resource.yaml',
        (stack) => provider(stack),
        (key) => ({ CodeBucket: BUCKET, CodeKey: key, NodeRoleArns: [ROLE] }),
      ],
      [
        'registry.yaml',
        type,
        (key) => ({ PackageBucket: BUCKET, FirstPackageKey: key, NodeRoleArns: [ROLE] }),
      ],
    ],
  )('%s is what the app has, resource by resource', (name, make, valuesOf) => {
    const stack = new Stack(newApp(), 'Training');
    make(stack).allowNodeRole(ROLE);
    const file = fileTemplate(name);
    const { Resources, Conditions, Transform } = Template.fromStack(stack).toJSON();
    const wanted = expected(file, valuesOf(assetKey(Resources)));
    expect(Object.keys(Resources).sort()).toEqual(Object.keys(file.Resources).sort());
    expect(normal(Resources)).toEqual(normal(wanted.Resources));
    expect(Conditions).toEqual(wanted.Conditions);
    expect(Transform).toEqual(file.Transform);
    expect(annotationsOf(stack)).toEqual([]);
  });

  it('leaves no parameter without a value', () => {
    const stack = new Stack(newApp(), 'Training');
    expect(() => includeTemplate(stack, fileTemplate('custom-resource.yaml'), {})).toThrow(
      'The parameter CodeBucket has no value.',
    );
  });
});

describe('EfaNodeGroupProvider', () => {
  it('is behind a node group of the same app, which may pass its role, and waits for it', () => {
    const stack = new Stack(newApp(), 'Training');
    const behind = provider(stack);
    const nodeRole = new Role(stack, 'Nodes', {
      assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
    });
    new EfaNodeGroup(stack, 'Workers', { ...WORKERS, provider: behind, nodeRole });
    new EfaNodeGroup(stack, 'More', { ...WORKERS, provider: behind, nodeRole });
    const template = Template.fromStack(stack);
    const [group] = Object.values(template.findResources('Custom::EksEfaNodeGroup'));
    expect(group?.Properties.ServiceToken).toEqual({ 'Fn::GetAtt': ['OnEvent', 'Arn'] });
    expect(group?.DependsOn).toEqual(
      expect.arrayContaining(['Machine', 'ReconcileRole', 'MachineOfMachine']),
    );
    const policies = JSON.stringify(template.toJSON().Resources.ReconcileRole);
    expect(policies).toContain(
      JSON.stringify({ Resource: [stack.resolve(nodeRole.roleArn)] }).slice(1, -1),
    );
  });

  it('is one for a stack', () => {
    const stack = new Stack(newApp(), 'Training');
    const made = provider(stack);
    expect(EfaNodeGroupProvider.of(stack)).toBe(made);
  });

  it('serves node groups of other stacks, which depend on its stack and not the other way', () => {
    const app = newApp();
    const [shared, training] = [new Stack(app, 'Shared'), new Stack(app, 'Training')];
    new EfaNodeGroup(training, 'Workers', { ...WORKERS, provider: provider(shared) });
    app.synth();
    expect([training.dependencies, shared.dependencies]).toEqual([[shared], []]);
  });

  it('takes a key and a topic', () => {
    const stack = new Stack(newApp(), 'Training');
    const encryptionKey = new Key(stack, 'Mine');
    const alarmTopic = new Topic(stack, 'Topic');
    const behind = provider(stack, { encryptionKey, alarmTopic, logRetentionInDays: 30 });
    new EfaNodeGroup(stack, 'Workers', { ...WORKERS, provider: behind });
    const { Resources, Conditions } = Template.fromStack(stack).toJSON();
    const [group] = Object.values(Resources).filter(
      (each) => (each as { Type: string }).Type === 'Custom::EksEfaNodeGroup',
    ) as { DependsOn: string[] }[];
    // a condition leaves it out, so that nothing may wait for it
    expect(group?.DependsOn).toContain('Machine');
    expect(group?.DependsOn).not.toContain('Key');
    expect(Conditions.MakesKey).toEqual({
      'Fn::Equals': [stack.resolve(encryptionKey.keyArn), ''],
    });
    expect(Resources.NotAnsweredAlarm.Properties.AlarmActions['Fn::If'][1]).toEqual([
      stack.resolve(alarmTopic.topicArn),
    ]);
    expect(Resources.LogGroup.Properties.RetentionInDays).toBe(30);
  });

  it('without a node group is an error', () => {
    const stack = new Stack(newApp(), 'Training');
    provider(stack);
    expect(annotationsOf(stack)).toEqual([
      expect.stringContaining('/Training/Provider: The provider has no node group'),
    ]);
  });
});

describe('EfaNodeGroupType', () => {
  const scene = () => {
    const app = newApp();
    const stacks = { types: new Stack(app, 'Types'), training: new Stack(app, 'Training') };
    return { ...stacks, behind: type(stacks.types), app };
  };

  it('is in a stack that is deployed before those of the node groups, which are of the registry type', () => {
    const { app, types, training, behind } = scene();
    const { nodeRole: _, ...props } = WORKERS;
    new EfaNodeGroup(training, 'Workers', { ...props, provider: behind });
    app.synth();
    expect([training.dependencies, types.dependencies]).toEqual([[types], []]);
    const template = Template.fromStack(training);
    const [resource] = Object.values(template.findResources('Efa::EKS::NodeGroup'));
    expect(resource?.Properties.ServiceToken).toBeUndefined();
    // the new role is where it can be named
    template.resourceCountIs('AWS::IAM::Role', 0);
    expect(annotationsOf(training)).toEqual([]);
    expect(types.resolve(behind.version.logicalId)).toBe('Default');
  });

  it('in the stack of the node group is an error, because CloudFormation would refuse the template', () => {
    const { types, behind } = scene();
    new EfaNodeGroup(types, 'Workers', { ...WORKERS, provider: behind });
    expect(annotationsOf(types)).toEqual([
      expect.stringMatching(
        /^\/Types\/Workers: The type is registered in the stack of the node group/,
      ),
    ]);
  });

  it('cannot name a role of the stack of the node group, and an error says so', () => {
    const { training, behind } = scene();
    const nodeRole = new Role(training, 'Nodes', {
      assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
    });
    new EfaNodeGroup(training, 'Workers', { ...WORKERS, nodeRole, provider: behind });
    expect(annotationsOf(training)).toContainEqual(
      expect.stringMatching(
        /^\/Training\/Workers: NodeRole: Training\/Nodes is in the stack of the node group/,
      ),
    );
  });
});
