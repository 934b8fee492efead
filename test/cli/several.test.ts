/** A template with several node groups: all are planned, each after those that it refers to. */
import type { NodeGroupPlan } from '../../src/cli/plan/plans';
import { Stack } from '../custom-resource/cloudformation';
import { silenceLogs } from '../custom-resource/given';
import { QUICK } from '../reconcile/driver';
import { type Scene, scene } from '../world/scene';
import { efaNodegroup, file } from './terminal';

silenceLogs();

const ROLE = 'arn:aws:iam::123456789012:role/node';

/** Trainers, and servers in their placement group and EFA group, of which neither exists yet. */
function template({ subnetIds }: Scene, more = ''): string {
  return `
Resources:
  Servers:
    Type: Efa::EKS::NodeGroup
    Properties:
      ClusterName: training
      NodeRole: ${ROLE}
      Subnets: [${subnetIds.join(', ')}]
      InstanceTypes: [c5n.18xlarge]
      ScalingConfig: { MinSize: 1, MaxSize: 2 }
      Efa: { SecurityGroupId: !GetAtt Trainers.EfaSecurityGroupId }
      Placement: { GroupName: !GetAtt Trainers.PlacementGroupName }
      Labels: { zone: !GetAtt Trainers.AvailabilityZoneId }
${more}
  Trainers:
    Type: Efa::EKS::NodeGroup
    Properties:
      ClusterName: training
      NodeRole: ${ROLE}
      Subnets: [${subnetIds.join(', ')}]
      InstanceTypes: [p5.48xlarge]
      ScalingConfig: { MinSize: 2, MaxSize: 4 }
`;
}

interface Answer {
  readonly account: string;
  readonly region: string;
  readonly nodeGroups: readonly NodeGroupPlan[];
}

describe('several node groups of one template', () => {
  it('are planned in the order of their references; what AWS gives is known after it', async () => {
    const made = scene();
    const path = file('several.yaml', template(made));
    const { exitCode, stdout, stderr } = await efaNodegroup(made.world, [
      'plan',
      '--template',
      path,
      '--json',
    ]);
    expect([exitCode, stderr]).toEqual([0, '']);
    const answer = JSON.parse(stdout) as Answer;
    expect([answer.account, answer.region]).toEqual(['123456789012', 'us-east-1']);
    const [trainers, servers] = answer.nodeGroups;
    expect(answer.nodeGroups.map(({ logicalId }) => logicalId)).toEqual(['Trainers', 'Servers']);
    expect(trainers?.attributes).toMatchObject({
      Id: 'training/Trainers-000000000000/000000000000',
      EfaSecurityGroupId: '(known after ec2:CreateSecurityGroup)',
      PlacementGroupName: 'efa-Trainers-000000000000',
      AvailabilityZoneId: 'use1-az1',
      EfaInterfaceCount: '32',
    });
    expect(servers).toMatchObject({
      findings: [],
      zoneId: 'use1-az1',
      zoneReason: 'the zone of placement group efa-Trainers-000000000000',
      placementGroup: { name: 'efa-Trainers-000000000000', created: false },
      after: { labels: { zone: 'use1-az1' } },
    });
    expect(servers?.securityGroups).toContain('(known after Trainers.EfaSecurityGroupId)');
    // the group of the trainers serves: none is created
    expect(servers?.calls.map(({ call }) => call)).toEqual([
      'ec2:CreateLaunchTemplate',
      'eks:CreateNodegroup',
    ]);
    // AWS is never asked about what does not exist yet
    const asked = JSON.stringify(made.world.calls.map(({ input }) => input));
    expect(asked).not.toContain('efa-Trainers');
    expect(asked.match(/"sg-\w+"/g)).toEqual(Array(2).fill(`"${made.clusterSecurityGroupId}"`));
  });

  it('say in text which is which', async () => {
    const made = scene();
    const path = file('several.yaml', template(made));
    const { stdout } = await efaNodegroup(made.world, ['plan', '--template', path]);
    expect(stdout).toMatch(
      /^Account 123456789012, Region us-east-1, cluster training\n\nTrainers: training\/Trainers-0+\/0+ would be created\./,
    );
    expect(stdout).toMatch(/\n\nServers: training\/Servers-0+\/0+ would be created\./);
    expect(stdout).toMatch(
      /primary interface: sg-\w+, \(known after Trainers\.EfaSecurityGroupId\)$/m,
    );
  });

  it('one of them by --resource needs the other’s value', async () => {
    const made = scene();
    const path = file('several.yaml', template(made));
    const args = ['plan', '--template', path, '--resource', 'Servers'];
    const { exitCode, stderr } = await efaNodegroup(made.world, args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'error: Efa.SecurityGroupId: Fn::GetAtt Trainers.EfaSecurityGroupId is only known to the stack.',
    );
    expect(stderr).toContain('error: Placement.GroupName: ');
  });

  it('where one would fail, so does the whole', async () => {
    const made = scene();
    const text = template(made).replace('MinSize: 1, MaxSize: 2', 'MinSize: 3, MaxSize: 2');
    const args = ['plan', '--template', file('failing.yaml', text)];
    const { exitCode, stdout, stderr } = await efaNodegroup(made.world, args);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('Servers: training/Servers-000000000000/000000000000 would not be');
    expect(stderr).toMatch(/^ {2}errors +ScalingConfig\.MinSize: /);
  });

  it('everything that is not known is said at once', async () => {
    const made = scene();
    const more = `
  Third:
    Type: Custom::EksEfaNodeGroup
    Properties: { ServiceToken: !ImportValue token, NodeRole: !GetAtt Role.Arn, ClusterName: !Ref Cluster }
  Role: { Type: AWS::IAM::Role }
  Cluster: { Type: AWS::EKS::Cluster }
`;
    const text = `Parameters:\n  Start: { Type: String }\n${template(made, more)}`;
    const args = ['plan', '--template', file('unknown.yaml', text)];
    const { exitCode, stderr } = await efaNodegroup(made.world, args);
    expect(exitCode).toBe(2);
    expect(stderr.trimEnd().split('\n')).toEqual([
      'error: Parameter Start has no default. Set it with --parameters Start=VALUE.',
      'error: NodeRole: Fn::GetAtt Role.Arn is only known to the stack. Set it with --parameters Role.Arn=VALUE.',
      'error: ClusterName: Ref Cluster is only known to the stack. Set it with --parameters Cluster=VALUE.',
    ]);
    expect(made.world.calls).toEqual([]);
  });
});

it('a deployment of both uses what the plan says', async () => {
  const made = scene({ timings: QUICK });
  const trainers = new Stack(made.world);
  const properties = {
    ClusterName: 'training',
    NodeRole: ROLE,
    Subnets: made.subnetIds,
    ScalingConfig: { MinSize: 2, MaxSize: 4 },
  };
  const first = await trainers.run(() =>
    trainers.create({ ...properties, InstanceTypes: ['p5.48xlarge'] }),
  );
  const data = first.Data as Record<string, string>;
  const servers = new Stack(made.world);
  const second = await servers.run(() =>
    servers.create({
      ...properties,
      InstanceTypes: ['c5n.18xlarge'],
      Efa: { SecurityGroupId: data.EfaSecurityGroupId },
      Placement: { GroupName: data.PlacementGroupName },
    }),
  );
  expect(second).toMatchObject({ Status: 'SUCCESS', Data: { AvailabilityZoneId: 'use1-az1' } });
  expect((second.Data as Record<string, string>).EfaSecurityGroupId).toBe(data.EfaSecurityGroupId);
});
