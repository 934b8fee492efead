/** The world's rules for labels and taints; their source is in label-rules.ts. */
import {
  CreateNodegroupCommand,
  DescribeNodegroupCommand,
  UpdateNodegroupConfigCommand,
} from '@aws-sdk/client-eks';
import { judge } from './judge';
import { prepared } from './prepared';

const RESERVED = 'reserved prefixes [kubernetes.io/, k8s.io/, eks.amazonaws.com/]';

describe('labels that EKS refuses', () => {
  test.each([
    ['kubernetes.io/os', 'linux', RESERVED],
    ['k8s.io/x', 'y', RESERVED],
    ['eks.amazonaws.com/team', 'x', RESERVED],
    ['bad label!', 'x', 'Invalid key'],
    ['-x', 'y', 'Invalid key'],
    ['a/b/c', 'y', 'Invalid key'],
    ['team', '', 'Invalid value:  : field must consist of alphanumeric'],
    ['team', 'y/z', 'Invalid value: y/z'],
  ])('%s: %s', async (key, value, message) => {
    const { world, input } = await prepared();
    const refused = {
      name: 'InvalidParameterException',
      message: expect.stringContaining(message),
    };
    const labels = { [key]: value };
    await expect(
      world.eks.send(new CreateNodegroupCommand({ ...input, labels })),
    ).rejects.toMatchObject(refused);
    await world.eks.send(new CreateNodegroupCommand(input));
    await world.clock.advance(3_600);
    const { clusterName, nodegroupName } = input;
    await expect(
      world.eks.send(
        new UpdateNodegroupConfigCommand({
          clusterName,
          nodegroupName,
          labels: { addOrUpdateLabels: labels },
        }),
      ),
    ).rejects.toMatchObject(refused);
    // the service model refuses an empty value before EKS does
    expect(judge.takeWrong()).toHaveLength(value === '' ? 2 : 0);
  });
});

describe('taints', () => {
  test.each([
    ['node-role.kubernetes.io/fix', ''],
    ['eks.amazonaws.com/x', 'y'],
    ['a//b', ''],
    ['a', 'with space'],
  ])('%s: %s is refused', async (key, value) => {
    const { world, input } = await prepared();
    const taints = [{ key, value, effect: 'NO_SCHEDULE' as const }];
    await expect(
      world.eks.send(new CreateNodegroupCommand({ ...input, taints })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
  test('and labels that EKS takes', async () => {
    const { world, input } = await prepared();
    const taints = [{ key: 'nvidia.com/gpu', value: '', effect: 'NO_SCHEDULE' as const }];
    const labels = {
      'nvidia.com/gpu.present': 'true',
      'mykubernetes.io/x': 'a.b_c-d',
      'node.kubernetes.io/pool': 'efa',
      'team.eks.amazonaws.com/x': 'y',
    };
    await expect(
      world.eks.send(new CreateNodegroupCommand({ ...input, labels, taints })),
    ).resolves.toMatchObject({ nodegroup: { labels } });
  });
});

test('labels that EKS takes, and with which no kubelet starts', async () => {
  const { world, input } = await prepared();
  const labels = { 'node-role.kubernetes.io/gpu': 'true' };
  await world.eks.send(new CreateNodegroupCommand({ ...input, labels }));
  await world.clock.advance(3_600);
  const { clusterName, nodegroupName } = input;
  const { nodegroup } = await world.eks.send(
    new DescribeNodegroupCommand({ clusterName, nodegroupName }),
  );
  expect(nodegroup).toMatchObject({
    status: 'CREATE_FAILED',
    health: {
      issues: [{ code: 'NodeCreationFailure', message: expect.stringContaining('--node-labels') }],
    },
  });
});
