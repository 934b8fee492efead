/** What is refused before any call to AWS: exit code 2, and the fix on stderr. */
import type { ClientConfig } from '../../src/aws/clients';
import { seedProperties } from '../reconcile/driver';
import { scene } from '../world/scene';
import { efaNodegroup, file } from './terminal';

const TEMPLATE = `
Parameters:
  Max: { Type: Number, Default: 10 }
  Subnets: { Type: CommaDelimitedList }
Resources:
  Role: { Type: AWS::IAM::Role }
  Nodes:
    Type: Efa::EKS::NodeGroup
    Properties:
      ClusterName: training
      NodeRole: !GetAtt Role.Arn
      Subnets: !Ref Subnets
      InstanceTypes: [p5.48xlarge]
      ScalingConfig: { MinSize: 2, MaxSize: !Ref Max }
      Volume: { Encrypted: true }
      NodegroupName: !Sub '\${AWS::Region}-nodes'
`;

describe('usage errors', () => {
  const properties = () => file('p.json', { ClusterName: 'training' });
  const template = () => file('t.yaml', TEMPLATE);
  it.each<[string, () => string[], RegExp]>([
    ['no command', () => [], /Usage: efa-nodegroup/],
    ['an unknown command', () => ['apply'], /unknown command 'apply'/],
    ['an unknown option', () => ['plan', properties(), '--yes'], /unknown option '--yes'/],
    ['nothing to plan', () => ['plan'], /Pass either a properties file or --template/],
    ['both', () => ['plan', properties(), '--template', template()], /either a properties file/],
    [
      'parameters without a template',
      () => ['plan', properties(), '--parameters', 'A=b'],
      /--parameters needs a --template/,
    ],
    ['no such file', () => ['plan', 'nowhere.json'], /nowhere\.json cannot be read: ENOENT/],
    ['a file that is no map', () => ['plan', file('l.yaml', '[a]')], /contains no properties/],
    [
      'a template as properties',
      () => ['plan', template()],
      /is a template\. Pass it as --template/,
    ],
    ['broken YAML', () => ['plan', file('b.yaml', 'a: [')], /b\.yaml is not valid: .* at line/],
    [
      'a parameter without value',
      () => ['plan', '--template', template(), '--parameters', 'Max'],
      /Max is not of the form KEY=VALUE/,
    ],
    [
      'a parameter that is not there',
      () => ['plan', '--template', template(), '--parameters', 'Min=1'],
      /no parameter Min/,
    ],
    [
      'a resource that is not there',
      () => ['plan', '--template', template(), '--resource', 'N'],
      /no resource N/,
    ],
    [
      'what only the stack knows',
      () => ['plan', '--template', template(), '--parameters', 'Subnets=a'],
      /NodeRole: Fn::GetAtt Role\.Arn is only known to the stack\. Set it with --parameters/,
    ],
    [
      'an id that is none',
      () => ['plan', properties(), '--id', 'training/x'],
      /training\/x is not an Id of the form cluster\/nodegroup\/generation/,
    ],
    [
      'a previous file without an id',
      () => ['plan', properties(), '--previous', properties()],
      /--previous and --previous-parameters need an --id/,
    ],
    [
      'previous parameters without a template',
      () => ['plan', properties(), '--id', 'a/b/0123456789ab', '--previous-parameters', 'A=b'],
      /--previous-parameters needs a --template/,
    ],
    ['read without an id', () => ['read'], /missing required argument 'id'/],
    ['read of what is no id', () => ['read', 'x'], /x is not an Id of the form cluster/],
    ['layout of nothing', () => ['plan', 'layout'], /missing required argument 'types'/],
  ])('%s', async (_what, args, expected) => {
    const { world } = scene();
    const { exitCode, stderr, stdout } = await efaNodegroup(world, args());
    expect(stderr).toMatch(expected);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(world.calls).toEqual([]);
  });

  it('no Region', async () => {
    const { world } = scene();
    const region = () => Promise.reject(new Error('Region is missing'));
    const clientConfig = { ...world.clientConfig(), region } as unknown as ClientConfig;
    const ran = await efaNodegroup(world, ['plan', properties()], { clientConfig });
    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('AWS_REGION') });
  });

  it('help is none', async () => {
    const { exitCode, stdout } = await efaNodegroup(scene().world, ['plan', '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('--previous-parameters');
  });
});

describe('a template', () => {
  const ROLE = 'Role.Arn=arn:aws:iam::123456789012:role/node';

  it('gives the same plan as its properties', async () => {
    const { world, subnetIds } = scene();
    const args = ['plan', '--template', file('t.yaml', TEMPLATE), '--resource', 'Nodes', '--json'];
    const parameters = ['--parameters', ROLE, `Subnets=${subnetIds.join(',')}`];
    const planned = await efaNodegroup(world, [...args, ...parameters]);
    const { LocalStorage: _, ...seed } = seedProperties({ subnetIds });
    const stdin = {
      ...seed,
      ScalingConfig: { MinSize: 2, MaxSize: 10 },
      Volume: { Encrypted: true },
      NodegroupName: 'us-east-1-nodes',
    };
    const same = await efaNodegroup(world, ['plan', '-', '--json', '--resource', 'Nodes'], {
      stdin,
    });
    expect(planned.exitCode).toBe(0);
    expect(JSON.parse(planned.stdout)).toEqual(JSON.parse(same.stdout));
  });

  it('takes the account from the environment', async () => {
    const { world, subnetIds } = scene({ accountId: '210987654321' });
    const text = TEMPLATE.replace(
      '!GetAtt Role.Arn',
      `!Sub 'arn:aws:iam::\${AWS::AccountId}:role/r'`,
    );
    const args = ['plan', '--template', file('a.yaml', text), '--json'];
    const parameters = ['--parameters', `Subnets=${subnetIds.join(',')}`];
    const read = await efaNodegroup(world, [...args, ...parameters]);
    expect(read.stdout).toContain('"nodeRole": "arn:aws:iam::210987654321:role/r"');
    world.faults.add({ action: 'GetCallerIdentity', error: { code: 'AccessDenied', status: 403 } });
    const unknown = await efaNodegroup(world, [...args, ...parameters]);
    expect(unknown.stderr).toContain(
      'Ref AWS::AccountId is only known to the stack. Export AWS_ACCOUNT_ID.',
    );
    const environment = { AWS_ACCOUNT_ID: '210987654321' };
    const { stdout } = await efaNodegroup(world, [...args, ...parameters], { environment });
    expect(stdout).toContain('"nodeRole": "arn:aws:iam::210987654321:role/r"');
  });

  it('as before, with the parameters that the stack had', async () => {
    const { world } = scene();
    const args = [
      'plan',
      '--template',
      file('t.yaml', TEMPLATE),
      '--id',
      'training/x/0123456789ab',
    ];
    const parameters = ['--parameters', ROLE, 'Subnets=a', '--previous-parameters', ROLE];
    const { exitCode, stderr } = await efaNodegroup(world, [...args, ...parameters]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('Subnets has no default')]);
  });
});
