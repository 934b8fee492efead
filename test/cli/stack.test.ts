/** `plan --stack` and `plan --change-set`: what CloudFormation knows is read from CloudFormation. */
import type { NodeGroupPlan, RemovalDocument } from '../../src/cli/plan/plans';
import { type Living, living, QUICK, SMALL } from '../reconcile/driver';
import { CLUSTER, scene } from '../world/scene';
import { changeSetId, stackId, type WorldStack } from '../world/stacks';
import { efaNodegroup, file } from './terminal';

const ROLE = 'arn:aws:iam::123456789012:role/node';
const KNOWN_AFTER = '{{changeSet:KNOWN_AFTER_APPLY}}';

interface Several {
  readonly nodeGroups: readonly NodeGroupPlan[];
  readonly removed: readonly RemovalDocument[];
}

function small(change: object = {}): Promise<Living> {
  return living({ timings: QUICK, change: { ...SMALL, ...change } });
}

/** The properties with a role that only the stack knows, and a size from a parameter. */
function template({ properties }: Living, change: object = {}, logicalId = 'Nodes') {
  return {
    Parameters: {
      Max: { Type: 'Number', Default: 4 },
      Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/ami' },
      Start: { Type: 'String' },
    },
    Resources: {
      Role: { Type: 'AWS::IAM::Role' },
      [logicalId]: {
        Type: 'Efa::EKS::NodeGroup',
        Properties: {
          ...properties,
          NodeRole: { 'Fn::GetAtt': ['Role', 'Arn'] },
          ScalingConfig: { MinSize: 2, MaxSize: { Ref: 'Max' } },
          ...change,
        },
      },
    },
  };
}

/** The stack p5, deployed with Max=10. */
function deployed(there: Living, more: Partial<WorldStack> = {}): void {
  const { stacks } = there.world.account.stacks;
  stacks.push({
    name: 'p5',
    template: JSON.stringify(template(there)),
    parameters: [
      { ParameterKey: 'Max', ParameterValue: '10' },
      { ParameterKey: 'Image', ParameterValue: '/ami', ResolvedValue: 'ami-0a' },
      { ParameterKey: 'Start', ParameterValue: 'x' },
    ],
    tags: [{ Key: 'team', Value: 'ml' }],
    resources: [
      { logicalId: 'Vpc', type: 'AWS::EC2::VPC', physicalId: 'vpc-1' },
      { logicalId: 'Role', type: 'AWS::IAM::Role', physicalId: 'node' },
      { logicalId: 'Nodes', type: 'Efa::EKS::NodeGroup', physicalId: there.model.Id },
    ],
    ...more,
  });
}

async function planned<T = NodeGroupPlan>(there: Living, ...args: string[]) {
  const ran = await efaNodegroup(there.world, ['plan', '--stack', 'p5', '--json', ...args]);
  return { ...ran, document: JSON.parse(ran.stdout || 'null') as T };
}

describe('plan --stack', () => {
  it('of the deployed template changes nothing', async () => {
    const there = await small({ ScalingConfig: { MinSize: 2, MaxSize: 10 } });
    deployed(there);
    there.world.autoscale(CLUSTER, there.model.Name, 5);
    const { exitCode, document } = await planned(there, '--detailed-exitcode');
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({ id: there.model.Id, cost: 'NOTHING', changes: [], calls: [] });
  });

  it('needs no --id, no --previous and none of the parameters that stay', async () => {
    const there = await small({ ScalingConfig: { MinSize: 2, MaxSize: 10 } });
    deployed(there);
    there.world.autoscale(CLUSTER, there.model.Name, 5);
    const next = file('next.json', template(there, { Volume: { SizeGiB: 500 } }));
    const { document } = await planned(there, '--template', next);
    expect(document).toMatchObject({ logicalId: 'Nodes', cost: 'ROLLS 5 NODES' });
    expect(document.changes.map(({ property }) => property)).toEqual(['Volume']);
    expect(document.warnings).toContainEqual({
      path: 'NodeRole',
      message:
        'The value is only known to the stack. Its expression did not change, so that the live value is taken.',
      position: { file: next, line: 1, column: expect.any(Number) },
    });
  });

  it('with another value of a parameter', async () => {
    const there = await small({ ScalingConfig: { MinSize: 2, MaxSize: 10 } });
    deployed(there);
    const { exitCode, document } = await planned(
      there,
      '--parameters',
      'Max=12',
      '--detailed-exitcode',
    );
    expect(exitCode).toBe(2);
    expect(document.after.sizes).toEqual({ minSize: 2, maxSize: 12, desiredSize: 2 });
    expect(document.changes.map(({ property }) => property)).toEqual(['ScalingConfig']);
  });

  it('takes what CloudFormation read from Systems Manager then, and what is there now', async () => {
    const there = await small({ ScalingConfig: { MinSize: 2, MaxSize: 10 } });
    const withLabel = template(there, { Labels: { image: { Ref: 'Image' } } });
    deployed(there, { template: JSON.stringify(withLabel) });
    there.world.account.stacks.parameters.set('/ami', { type: 'String', value: 'ami-0b' });
    const { document } = await planned(there);
    expect(document.changes).toEqual([
      {
        property: 'Labels',
        from: { image: 'ami-0a' },
        to: { image: 'ami-0b' },
        cost: 'IN PLACE',
      },
    ]);
  });

  it('a value that only the stack knows and whose expression changed has to be set', async () => {
    const there = await small();
    deployed(there);
    const NodeRole = { 'Fn::GetAtt': ['Other', 'Arn'] };
    const next = file('role.json', template(there, { NodeRole }));
    const { exitCode, stderr } = await planned(there, '--template', next);
    expect([exitCode, stderr]).toEqual([
      2,
      'error: NodeRole: Fn::GetAtt Other.Arn is only known to the stack. Set it with --parameters Other.Arn=VALUE.\n' +
        'error: NodeRole: Fn::GetAtt Role.Arn is only known to the stack. Set it with --parameters Role.Arn=VALUE.\n',
    ]);
  });

  it('a renamed logical id is a new node group and the end of the old one', async () => {
    const there = await small();
    deployed(there);
    const next = file('renamed.json', template(there, {}, 'Workers'));
    const args = ['--template', next, '--parameters', `Role.Arn=${ROLE}`, '--detailed-exitcode'];
    const { exitCode, document } = await planned<Several>(there, ...args);
    expect(exitCode).toBe(4);
    expect(document.nodeGroups.map(({ action, logicalId }) => [action, logicalId])).toEqual([
      ['CREATE', 'Workers'],
    ]);
    expect(document.removed).toEqual([
      {
        action: 'DELETE',
        id: there.model.Id,
        logicalId: 'Nodes',
        nodes: 2,
        renamedTo: 'Workers',
      },
    ]);
    const text = await efaNodegroup(there.world, ['plan', '--stack', 'p5', ...args]);
    expect(text.stdout).toContain(
      `Nodes: ${there.model.Id} would be deleted with its 2 nodes. The template has the same node group as Workers: it was renamed, and CloudFormation creates a new one. Keep the logical ID Nodes to keep the nodes.`,
    );
  });

  it('a node group that leaves the template stays by its DeletionPolicy', async () => {
    const there = await small();
    const retained = template(there);
    Object.assign(retained.Resources.Nodes ?? {}, { DeletionPolicy: 'Retain' });
    deployed(there, { template: JSON.stringify(retained) });
    const next = file('gone.json', template(there, {}, 'Workers'));
    const { document } = await planned<Several>(
      there,
      '--template',
      next,
      '--parameters',
      `Role.Arn=${ROLE}`,
    );
    expect(document.removed).toMatchObject([{ action: 'RETAIN', logicalId: 'Nodes' }]);
  });

  it('refuses another type of the same logical id, as CloudFormation does', async () => {
    const there = await small();
    deployed(there);
    const next = template(there);
    Object.assign(next.Resources.Nodes ?? {}, { Type: 'Custom::EksEfaNodeGroup' });
    const { exitCode, stderr } = await planned(there, '--template', file('type.json', next));
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'error: Resource Nodes is a Efa::EKS::NodeGroup in the stack and a Custom::EksEfaNodeGroup in the template',
    );
  });

  it('asks for a parameter that is new, and for one whose value CloudFormation hides', async () => {
    const there = await small();
    deployed(there, {
      parameters: [
        { ParameterKey: 'Max', ParameterValue: '10' },
        { ParameterKey: 'Start', ParameterValue: '****' },
      ],
    });
    const next = template(there);
    const Parameters = { ...next.Parameters, ScaleIn: { Type: 'String' } };
    const path = file('new.json', { ...next, Parameters });
    const { exitCode, stderr } = await planned(there, '--template', path);
    expect([exitCode, stderr]).toEqual([
      2,
      'error: Parameters Start, ScaleIn have no default. Set them with --parameters Start=VALUE ScaleIn=VALUE.\n',
    ]);
  });

  it('that does not exist yet: its template is a create', async () => {
    const there = await small();
    const path = file('first.json', template(there));
    const args = ['--template', path, '--parameters', 'Start=x', `Role.Arn=${ROLE}`];
    const { exitCode, document } = await planned(there, ...args);
    expect([exitCode, document.action]).toEqual([0, 'CREATE']);
    const none = await planned(there);
    expect([none.exitCode, none.stderr]).toEqual([
      2,
      'error: Stack p5 does not exist in this account and Region. Correct --stack, or pass the --template to create it from.\n',
    ]);
  });

  it('says what is not allowed', async () => {
    const there = await small();
    deployed(there);
    there.world.faults.add({
      action: 'DescribeStacks',
      error: { code: 'AccessDenied', status: 403, message: 'not authorized' },
    });
    const { exitCode, stderr } = await planned(there);
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/^error: cloudformation:DescribeStacks .*AccessDenied/),
    ]);
  });
});

describe('plan --change-set', () => {
  const NAME = 'next';

  /** As CloudFormation answers with IncludePropertyValues: every value is resolved. */
  function changed(there: Living, after: object, template: object, more: object = {}): string {
    const { properties, world, model } = there;
    const context = (Properties: object) => JSON.stringify({ Properties });
    world.account.stacks.changeSets.push({
      name: NAME,
      stackName: 'p5',
      template: JSON.stringify(template),
      tags: [{ Key: 'team', Value: 'ml' }],
      changes: [
        ...['A', 'B'].map((LogicalResourceId) => ({
          Type: 'Resource' as const,
          ResourceChange: {
            Action: 'Add' as const,
            LogicalResourceId,
            ResourceType: 'AWS::SNS::Topic',
          },
        })),
        {
          Type: 'Resource',
          ResourceChange: {
            Action: 'Modify',
            LogicalResourceId: 'Nodes',
            PhysicalResourceId: model.Id,
            ResourceType: 'Efa::EKS::NodeGroup',
            BeforeContext: context(properties),
            AfterContext: context({ ...properties, ...after }),
          },
        },
      ],
      ...more,
    });
    return changeSetId(world.account, NAME);
  }

  async function plannedSet(there: Living, ...args: string[]) {
    const ran = await efaNodegroup(there.world, ['plan', '--json', ...args]);
    return { ...ran, document: JSON.parse(ran.stdout || 'null') as NodeGroupPlan };
  }

  it('takes every value from CloudFormation', async () => {
    const there = await small();
    deployed(there);
    const arn = changed(there, { Volume: { SizeGiB: '500' } }, template(there));
    const { exitCode, document } = await plannedSet(there, '--change-set', arn);
    expect([exitCode, document.id, document.cost]).toEqual([0, there.model.Id, 'ROLLS 2 NODES']);
    expect(document.changes.map(({ property }) => property)).toEqual(['Volume']);
    const byName = await plannedSet(there, '--change-set', NAME, '--stack', 'p5');
    expect(byName.document).toEqual(document);
  });

  it('a value that is known after the change is resolved from the template', async () => {
    const there = await small();
    deployed(there);
    const after = { Labels: { topic: KNOWN_AFTER } };
    const labels = (topic: unknown) => template(there, { Labels: { topic } });
    const arn = changed(there, after, labels({ 'Fn::GetAtt': ['A', 'TopicName'] }));
    const unknown = await plannedSet(there, '--change-set', arn);
    expect([unknown.exitCode, unknown.stderr]).toEqual([
      2,
      'error: Labels.topic: Fn::GetAtt A.TopicName is only known to the stack. Set it with --parameters A.TopicName=VALUE.\n',
    ]);
    const { document } = await plannedSet(
      there,
      '--change-set',
      arn,
      '--parameters',
      'A.TopicName=t',
    );
    expect(document.after.labels).toMatchObject({ topic: 't' });
  });

  it.each([
    [
      { status: 'FAILED', statusReason: 'Transform X failed.' },
      'error: Change set next has failed. CloudFormation says: Transform X failed. Correct the template, and create another change set.\n',
    ],
    [
      { status: 'CREATE_IN_PROGRESS' },
      'error: Change set next is in status CREATE_IN_PROGRESS. Wait until it is CREATE_COMPLETE.\n',
    ],
  ])('in status %j', async (more, stderr) => {
    const there = await small();
    deployed(there);
    const arn = changed(there, {}, template(there), more);
    const ran = await plannedSet(there, '--change-set', arn);
    expect([ran.exitCode, ran.stderr]).toEqual([2, stderr]);
  });

  it('that does not exist', async () => {
    const { world } = scene();
    const arn = changeSetId(world.account, 'none');
    const ran = await efaNodegroup(world, ['plan', '--change-set', arn]);
    expect(ran).toMatchObject({
      exitCode: 2,
      stderr: `error: Change set ${arn} does not exist in this account and Region. Pass its ARN, or its name with --stack.\n`,
    });
    expect(stackId(world.account, 'p5')).toContain(':stack/p5/');
  });
});
