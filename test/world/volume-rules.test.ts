/** The world's rules for volumes; their source is in volume-rules.ts. */
import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { type AMITypes, CreateNodegroupCommand } from '@aws-sdk/client-eks';
import { prepared } from './prepared';

async function created(Ebs: object, amiType: AMITypes = 'BOTTLEROCKET_x86_64_NVIDIA') {
  const data = { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs }] };
  const { world, input } = await prepared({ data: data as RequestLaunchTemplateData });
  return world.eks.send(new CreateNodegroupCommand({ ...input, amiType }));
}

describe('volumes that EC2 takes', () => {
  test.each([
    { VolumeType: 'gp3', VolumeSize: 1, Iops: 3_000 },
    { VolumeType: 'gp3', VolumeSize: 30, Iops: 15_000, Throughput: 2_000 },
    { VolumeType: 'gp3', VolumeSize: 100, Throughput: 750 },
    { VolumeType: 'gp2', VolumeSize: 16_384 },
    { VolumeType: 'io1', VolumeSize: 4, Iops: 200 },
    { VolumeType: 'io2', VolumeSize: 256, Iops: 256_000 },
  ])('%j', async (ebs) => {
    await expect(created(ebs)).resolves.toMatchObject({ nodegroup: {} });
  });
});

describe('volumes that EC2 refuses', () => {
  test.each<[object, string]>([
    [{ VolumeType: 'gp2', VolumeSize: 16_385 }, 'Volume size 16385'],
    [{ VolumeType: 'io1', VolumeSize: 3, Iops: 100 }, 'Volume size 3'],
    [{ VolumeType: 'gp3', VolumeSize: 100, Iops: 2_000 }, 'Volume iops of 2000'],
    [
      { VolumeType: 'gp3', VolumeSize: 20, Iops: 15_000 },
      'size ratio of 750.000000 is too high; maximum is 500',
    ],
    [
      { VolumeType: 'gp3', VolumeSize: 100, Throughput: 1_000 },
      'iops ratio of 0.333333 is too high',
    ],
    [{ VolumeType: 'io1', VolumeSize: 100, Iops: 6_000 }, 'maximum is 50'],
    [{ VolumeType: 'io1', VolumeSize: 100 }, 'must be specified'],
    [{ VolumeType: 'io2', VolumeSize: 4, Iops: 5_000 }, 'maximum is 1000'],
    [
      { VolumeType: 'io2', VolumeSize: 100, Iops: 5_000, Throughput: 500 },
      'only be specified for volumeType gp3',
    ],
    [{ VolumeType: 'gp2', VolumeSize: 100, Iops: 5_000 }, 'not supported for gp2'],
  ])('%j', async (ebs, words) => {
    await expect(created(ebs)).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringContaining(words),
    });
  });
});

test('the root of AL2023 holds its snapshot', async () => {
  const root = (VolumeSize: number) =>
    created({ VolumeType: 'gp3', VolumeSize }, 'AL2023_x86_64_NVIDIA');
  await expect(root(20)).resolves.toMatchObject({ nodegroup: {} });
  await expect(root(19)).rejects.toMatchObject({
    name: 'InvalidRequestException',
    message: expect.stringContaining('expect size>= 20GB'),
  });
});

describe('block devices', () => {
  const Ebs = { VolumeType: 'gp3', VolumeSize: 20 };
  async function attached(mappings: object[]) {
    const data = { BlockDeviceMappings: mappings } as RequestLaunchTemplateData;
    const { world, input } = await prepared({ data });
    return world.eks.send(new CreateNodegroupCommand(input));
  }
  test('of different names are taken', async () => {
    const names = ['/dev/xvda', '/dev/sdf', '/dev/xvdcz', 'xvdh'];
    const all = attached(names.map((DeviceName) => ({ DeviceName, Ebs })));
    await expect(all).resolves.toMatchObject({ nodegroup: {} });
  });
  test.each<[object[], string]>([
    [[{ DeviceName: '/dev/sdf1', Ebs }], 'Invalid device name /dev/sdf1'],
    [[{ DeviceName: '/dev/nvme1n1', Ebs }], 'Invalid device name'],
    [
      [
        { DeviceName: '/dev/sdf', Ebs },
        { DeviceName: '/dev/xvdf', Ebs },
      ],
      "'xvdf' is used in more than one",
    ],
    [[{ DeviceName: '/dev/sdf', Ebs: { VolumeType: 'gp3' } }], 'Either snapshot ID or volume size'],
  ])('%j: %s', async (mappings, words) => {
    await expect(attached(mappings)).rejects.toMatchObject({
      message: expect.stringContaining(words),
    });
  });
});
