/** AWS's service models judge what is sent and what is answered: each thing that can be wrong, and what is said of it. */
import { receiveJson } from './json-protocol';
import { judge, problemsOf } from './judge';
import { CLUSTER, scene } from './scene';
import { operationOf } from './wire-schema';

const EC2 = '2016-11-15';

/** Sends a form as it is. @returns what the judge says, and no other test of this file hears */
async function form(text: string, path = '/'): Promise<readonly string[]> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const { world } = scene();
  await world.endpoint
    .handle({ method: 'POST', path, headers, body: text })
    .catch((error: Error) => expect(error.name).toBe('NotModelled'));
  return judge.takeWrong();
}

async function rest(method: string, path: string, body = '', query = {}) {
  const { world } = scene();
  const { response } = await world.endpoint.handle({ method, path, query, headers: {}, body });
  expect(response.statusCode).toBeGreaterThanOrEqual(200);
  return judge.takeWrong();
}

describe('a form of EC2 or Auto Scaling', () => {
  const group = `Action=CreatePlacementGroup&Version=${EC2}&GroupName=efa`;
  const rule = `Action=AuthorizeSecurityGroupIngress&Version=${EC2}&GroupId=sg-1`;
  const zones = `Action=DescribeInstanceTypeOfferings&Version=${EC2}`;
  const scaling = 'Action=DescribeAutoScalingGroups&Version=2011-01-01';

  test.each<[string, string, string[]]>([
    ['that is right', `${group}&Strategy=cluster`, []],
    [
      'with a value that is none',
      `${group}&Strategy=heap`,
      ['CreatePlacementGroup.Strategy: "heap" is none of its values'],
    ],
    [
      'with a member that there is not',
      `${group}&Size=3`,
      ['CreatePlacementGroup.Size: there is no such member'],
    ],
    [
      'with the name of the SDK where EC2 has another',
      `${group}&TagSpecifications.1.ResourceType=placement-group`,
      ['CreatePlacementGroup.TagSpecifications: there is no such member'],
    ],
    [
      'with text for a number, deep inside',
      `${rule}&IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=http`,
      ['AuthorizeSecurityGroupIngress.IpPermissions[].FromPort: "http" is no integer'],
    ],
    [
      'with a number below the least',
      `${zones}&MaxResults=1`,
      ['DescribeInstanceTypeOfferings.MaxResults is 1, at least 5 is allowed'],
    ],
    [
      'with text for a boolean',
      `${zones}&DryRun=yes`,
      ['DescribeInstanceTypeOfferings.DryRun: "yes" is no boolean'],
    ],
    [
      'without what is required',
      `Action=DeleteTags&Version=${EC2}`,
      ['DeleteTags.Resources: it is required'],
    ],
    [
      'with a list that begins at 0',
      `Action=DeleteTags&Version=${EC2}&ResourceId.0=i-1`,
      ['DeleteTags.Resources: its items are 0'],
    ],
    [
      'of another version',
      'Action=DescribeSubnets&Version=2014-10-01',
      ['DescribeSubnets: its Version is 2014-10-01'],
    ],
    ['with a list as Auto Scaling has it', `${scaling}&AutoScalingGroupNames.member.1=a`, []],
    [
      'with a list as only EC2 has it',
      `${scaling}&AutoScalingGroupNames.1=a`,
      ['DescribeAutoScalingGroups.AutoScalingGroupNames: {} is no list'],
    ],
  ])('%s', async (_, text, wrong) => {
    expect(await form(text)).toEqual(wrong);
  });

  it('that goes somewhere else', async () => {
    expect(await form(`${group}&Strategy=cluster`, '/groups')).toEqual([
      'CreatePlacementGroup: it went to POST /groups',
    ]);
  });
});

describe('a request to EKS', () => {
  const groups = `/clusters/${CLUSTER}/node-groups`;
  const config = (more: object) => JSON.stringify({ clientRequestToken: 't', ...more });
  const update = (more: object) =>
    rest('POST', `${groups}/workers/update-config`, config(more)).catch(() => judge.takeWrong());

  it('that is right', async () => {
    expect(await update({ scalingConfig: { minSize: 0, maxSize: 1 } })).toEqual([]);
  });

  test.each<[string, object, string[]]>([
    [
      'with an empty label',
      { labels: { addOrUpdateLabels: { team: '' } } },
      ['UpdateNodegroupConfig.labels.addOrUpdateLabels{}: its length is 0, at least 1 is allowed'],
    ],
    [
      'with a key of 64 characters',
      { labels: { addOrUpdateLabels: { ['x'.repeat(64)]: 'y' } } },
      [
        'UpdateNodegroupConfig.labels.addOrUpdateLabels: the key: its length is 64, at most 63 is allowed',
      ],
    ],
    [
      'with text for a number',
      { scalingConfig: { minSize: '1' } },
      ['UpdateNodegroupConfig.scalingConfig.minSize: "1" is no integer'],
    ],
    [
      'with a member that there is not, in the body',
      { colour: 'red' },
      ['UpdateNodegroupConfig.colour: there is no such member'],
    ],
    [
      'with one inside a structure',
      { updateConfig: { maxUnavailble: 1 } },
      ['UpdateNodegroupConfig.updateConfig.maxUnavailble: there is no such member'],
    ],
    [
      'with an effect that is none',
      { taints: { addOrUpdateTaints: [{ key: 'a', effect: 'NoSchedule' }] } },
      [
        'UpdateNodegroupConfig.taints.addOrUpdateTaints[].effect: "NoSchedule" is none of its values',
      ],
    ],
  ])('%s', async (_, more, wrong) => {
    expect(await update(more)).toEqual(wrong);
  });

  it('without what is required, and with a member of the query that there is not', async () => {
    expect(
      await rest('POST', groups, '{}', { deep: 'true' }).catch(() => judge.takeWrong()),
    ).toEqual(
      expect.arrayContaining([
        'CreateNodegroup.deep: there is no such member',
        'CreateNodegroup.nodegroupName: it is required',
        'CreateNodegroup.subnets: it is required',
        'CreateNodegroup.nodeRole: it is required',
      ]),
    );
  });
});

it('a request to Step Functions with the target of another service, and without its machine', () => {
  const headers = {
    'x-amz-target': 'Logs_20140328.StartExecution',
    'content-type': 'application/x-amz-json-1.0',
  };
  receiveJson('stepfunctions', { headers, body: Buffer.from('{"name":"one"}') });
  expect(judge.takeWrong()).toEqual([
    'StartExecution: its target is Logs_20140328',
    'StartExecution.stateMachineArn: it is required',
  ]);
});

describe('an answer', () => {
  const problems = (service: 'ec2' | 'eks', name: string, output: object) =>
    problemsOf(operationOf(service, name).output, output, name);

  test.each<[string, string[]]>([
    ['ACTIVE', []],
    ['READY', ['DescribeNodegroup.nodegroup.status: "READY" is none of its values']],
  ])('with the status %s', (status, wrong) => {
    expect(problems('eks', 'DescribeNodegroup', { nodegroup: { status } })).toEqual(wrong);
  });

  it('with a time that is text', () => {
    const nodegroup = { createdAt: '2026-01-01T00:00:00Z' };
    expect(problems('eks', 'DescribeNodegroup', { nodegroup })).toEqual([
      'DescribeNodegroup.nodegroup.createdAt: "2026-01-01T00:00:00Z" is no timestamp',
    ]);
  });

  it('with an error that the operation does not have', () => {
    judge.error(operationOf('eks', 'DescribeNodegroup'), 'ResourceNotFoundException');
    judge.error(operationOf('eks', 'DescribeNodegroup'), 'ResourceLimitExceededException');
    expect(judge.takeWrong()).toEqual([
      'answer of DescribeNodegroup: the operation has no error ResourceLimitExceededException',
    ]);
  });
});
