import { readFileSync } from 'node:fs';
import { type PlanDocument, planDocument } from '../../src/cli/plan/plan-document';
import { planText } from '../../src/cli/plan/plan-text';
import { create, environment } from '../core/given';
import { created, run, seedProperties, setting, writes } from '../reconcile/driver';
import { scene } from '../world/scene';
import { efaNodegroup, file } from './terminal';

const SECRET = 'sup3r-s3cret';

async function planned(change: object = {}, args: readonly string[] = []) {
  const { world, subnetIds } = scene();
  const stdin = { ...seedProperties({ subnetIds }), ...change };
  const ran = await efaNodegroup(world, ['plan', '-', '--json', ...args], { stdin });
  return { ...ran, document: JSON.parse(ran.stdout) as PlanDocument, subnetIds };
}

describe('plan of a create, as JSON', () => {
  it('says the zone, its subnets and why', async () => {
    const { exitCode, document, subnetIds } = await planned();
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({
      action: 'CREATE',
      zone: 'us-east-1a',
      zoneId: 'use1-az1',
      subnets: [subnetIds[0]],
      freeAddresses: { [subnetIds[0]]: 4091 },
      findings: [],
    });
    expect(document.zoneReason).toBe(
      'most free addresses (4091) of the 2 zones of the subnets that offer p5.48xlarge, and the lowest zone ID',
    );
  });

  it('has every interface with its groups', async () => {
    const { document } = await planned();
    expect(document.efaInterfaceCount).toBe(32);
    expect(document.addressesPerNode).toBe(1);
    expect(document.interfaces).toHaveLength(32);
    const made = '(known after ec2:CreateSecurityGroup)';
    expect(document.interfaces[0]).toEqual({
      NetworkCardIndex: 0,
      DeviceIndex: 0,
      InterfaceType: 'efa',
      Groups: [expect.stringMatching(/^sg-/), made],
    });
    expect(document.interfaces[31]).toEqual({
      NetworkCardIndex: 31,
      DeviceIndex: 1,
      InterfaceType: 'efa-only',
      Groups: [made],
    });
  });

  it('has the calls that the handlers make, in their order', async () => {
    const { world, request } = setting();
    const { calls } = await run(world, request);
    const { document } = await planned();
    const names = document.calls.map(({ call }) => call.split(':')[1]);
    expect(names).toEqual(writes(calls));
  });

  it('reads nothing of what is not created yet', async () => {
    const { world, subnetIds } = scene();
    const stdin = seedProperties({ subnetIds });
    await efaNodegroup(world, ['plan', '-', '--resource', 'Workers'], { stdin });
    const inputs = JSON.stringify(world.calls.map(({ input }) => input));
    expect(inputs).toContain(subnetIds[0]);
    expect(inputs).not.toContain('efa-Workers-');
  });

  it('plans through a cluster that is being updated', async () => {
    const { world, subnetIds } = scene();
    world.setClusterStatus('training', 'UPDATING');
    const stdin = seedProperties({ subnetIds });
    const { exitCode, stdout } = await efaNodegroup(world, ['plan', '-'], { stdin });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('eks:CreateNodegroup');
  });

  it.each([
    ['placement', { Placement: { Group: 'NONE' } }, { placementGroup: null }],
    ['AMI', { AmiType: 'AL2023_x86_64_STANDARD' }, { ami: 'AL2023_x86_64_STANDARD' }],
    ['user data', { LocalStorage: 'NONE' }, { userData: null }],
    [
      'zone by name',
      { Placement: { AvailabilityZone: 'us-east-1b' } },
      { zoneId: 'use1-az2', zoneReason: 'set by Placement.AvailabilityZone' },
    ],
  ])('%s', async (_what, change, expected) => {
    expect((await planned(change)).document).toMatchObject(expected);
  });

  it('shows no user data, and no token', async () => {
    const { document, stdout } = await planned({
      PreBootstrapUserData: `#!/bin/sh\necho ${SECRET}\n`,
    });
    expect(stdout).not.toContain(SECRET);
    expect(stdout).not.toContain(Buffer.from(SECRET).toString('base64').slice(0, 12));
    expect(document.userData?.parts).toBe(2);
    const template = document.calls.find(({ call }) => call === 'ec2:CreateLaunchTemplate');
    expect(template?.input).toMatchObject({
      ClientToken: '(token)',
      LaunchTemplateData: { UserData: `(${document.userData?.bytes} bytes, 2 parts)` },
    });
  });

  it('puts the tags of the stack on', async () => {
    const { document } = await planned({}, ['--stack-tags', 'team=ml', 'cost=a=b']);
    const nodegroup = document.calls.find(({ call }) => call === 'eks:CreateNodegroup');
    expect(nodegroup?.input).toMatchObject({ tags: { team: 'ml', cost: 'a=b' } });
  });
});

describe('what would fail', () => {
  it.each([
    ['the schema', { ScalingConfig: { MinSize: 1, MaxSize: 'many' } }, 'ScalingConfig.MaxSize'],
    ['a rule', { ScalingConfig: { MinSize: 5, MaxSize: 1 } }, 'ScalingConfig.MinSize'],
    ['the cluster', { ClusterName: 'nowhere' }, 'ClusterName'],
    ['the type', { InstanceTypes: ['m5.large'] }, 'InstanceTypes'],
    ['a subnet', { Subnets: ['subnet-00000000000000bad'] }, 'Subnets'],
  ])('%s: exit code 1, the property in the findings, no call', async (_what, change, path) => {
    const { exitCode, document } = await planned(change);
    expect(exitCode).toBe(1);
    expect(document.findings.map((finding) => finding.path)).toContain(path);
    expect(document.calls).toEqual([]);
  });

  it('makes no call for invalid properties', async () => {
    const { world } = scene();
    const { exitCode } = await efaNodegroup(world, ['plan', '-'], { stdin: {} });
    expect(exitCode).toBe(1);
    expect(world.calls).toEqual([]);
  });

  it('has all findings at once', async () => {
    const { document } = await planned({
      InstanceTypes: ['m5.large'],
      Subnets: ['subnet-00000bad'],
    });
    expect(document.findings.map(({ path }) => path)).toEqual(['Subnets', 'InstanceTypes']);
  });

  it('a name that is taken', async () => {
    const { world, request, properties } = setting({ change: { NodegroupName: 'mine' } });
    await created(world, request);
    const { exitCode, stderr } = await efaNodegroup(world, ['plan', '-'], { stdin: properties });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Remove NodegroupName');
  });

  it('an error of AWS itself goes to stderr', async () => {
    const { world, subnetIds } = scene();
    world.faults.add({
      action: 'DescribeCluster',
      when: 'before',
      error: { code: 'AccessDeniedException', status: 403 },
    });
    const stdin = seedProperties({ subnetIds });
    const { exitCode, stdout, stderr } = await efaNodegroup(world, ['plan', '-'], { stdin });
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain('eks:DescribeCluster');
  });
});

describe('what fails nothing and causes problems', () => {
  const old = environment({ cniVersion: 'v1.17.1-eksbuild.1' });

  it('is a warning with its property, reported once, and nothing fails', () => {
    const document = planDocument(create(), { environment: old });
    expect(document.findings).toEqual([]);
    expect(document.warnings).toEqual([
      { path: expect.any(String), message: expect.stringContaining('1.17.1') },
    ]);
    expect(planText(document)).toMatch(/^ {2}warnings +.*1\.17\.1/m);
  });
});

describe('plan of a create, as text', () => {
  it('says everything, with the interfaces as a picture', async () => {
    const { world, subnetIds } = scene();
    const path = file('workers.yaml', yamlOf(subnetIds));
    const { exitCode, stdout } = await efaNodegroup(world, ['plan', path]);
    expect(exitCode).toBe(0);
    for (const line of [
      /^training\/efa-000000000000\/000000000000 would be created\. The zeros stand for 12 digits/m,
      /^ {2}sizes +2 to 10 nodes, desired 2$/m,
      /^ {2}labels +efa-node-group\/efa-count=32$/m,
      /^ {2}volumes +\/dev\/xvda 100 GiB, gp3, encrypted$/m,
      /^ {2}AMI +AL2023_x86_64_NVIDIA, the newest release for Kubernetes 1\.33$/m,
      /^ {2}addresses +2 nodes take 2 of the 4091, besides those of pods$/m,
      /^ {2}zone +us-east-1a \(use1-az1\): most free addresses/m,
      /^ {2}subnets +subnet-\w+ \(4091 free addresses\)$/m,
      /^ {2}interfaces +32 EFA, 32 in total; IP addresses per node: 1$/m,
      /^ +card 0 +\[0 efa {5}\] 1 free$/m,
      /^ +cards 1-31 +\[0 - {7}\] \[1 efa-only\]$/m,
      /^ {2}placement group +efa-efa-000000000000 \(created\)$/m,
      /^ {2}security groups +primary interface: sg-/m,
      /^ +other interfaces: \(known after ec2:CreateSecurityGroup\)$/m,
      /^ {2}user data +\d+ bytes, 1 part$/m,
      /^ {2}calls +1\. ec2:CreatePlacementGroup +efa-efa-000000000000$/m,
      /^ +\d\. eks:CreateNodegroup +training\/efa-000000000000$/m,
    ]) {
      expect(stdout).toMatch(line);
    }
    expect(stdout).not.toMatch(/errors|warnings|capacity/);
  });
});

function yamlOf(subnetIds: readonly string[]): string {
  return `
ClusterName: training
NodeRole: arn:aws:iam::123456789012:role/node
Subnets: [${subnetIds.join(', ')}]
InstanceTypes: [p5.48xlarge]
ScalingConfig: { MinSize: 2, MaxSize: 10 }
Version: 1.33
`;
}

describe('the picture', () => {
  it('has a box for each place of each card, and the type of what is on it', async () => {
    const { world, subnetIds } = scene();
    const path = file('picture.svg', '');
    const stdin = { ...seedProperties({ subnetIds }), InstanceTypes: ['p6-b300.48xlarge'] };
    const { exitCode } = await efaNodegroup(world, ['plan', '-', '--svg', path], { stdin });
    const svg = readFileSync(path, 'utf8');
    const count = (text: string) => svg.split(text).length - 1;
    expect(exitCode).toBe(0);
    expect(count('<rect ')).toBe(17 * 4);
    expect([count('>1 efa-only<'), count('>0 interface<'), count('>card 0, no EFA<')]).toEqual([
      16, 1, 1,
    ]);
    expect(svg).toContain('p6-b300.48xlarge, 16 EFA</text>');
    expect(svg.match(/<(\w+)/g)?.length).toBe(1 + count('<rect ') + count('<text '));
  });

  it('a file that cannot be written is a usage error', async () => {
    const { world, subnetIds } = scene();
    const args = ['plan', '-', '--svg', '/nowhere/at/all.svg'];
    const ran = await efaNodegroup(world, args, { stdin: seedProperties({ subnetIds }) });
    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('ENOENT') });
  });
});
