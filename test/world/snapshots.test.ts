/** The world's rules for volumes from snapshots; their source is in snapshots.ts. */
import type { RequestLaunchTemplateData, Snapshot } from '@aws-sdk/client-ec2';
import { CreateLaunchTemplateVersionCommand, DescribeSnapshotsCommand } from '@aws-sdk/client-ec2';
import { CreateNodegroupCommand } from '@aws-sdk/client-eks';
import { prepared } from './prepared';

const OWN = 'snap-0000000000000d001';

/** A volume from a snapshot of 20 GiB, on the root of an image that has one of its own, or on another device. */
async function created(Ebs: object, DeviceName = '/dev/xvdf', snapshot: Snapshot = {}) {
  const { world, data, templateId, input } = await prepared();
  const SnapshotId = world.addSnapshot({ SnapshotId: 'snap-0000000000000d002', ...snapshot });
  const BlockDeviceMappings = [
    {
      DeviceName: '/dev/xvda',
      Ebs: { VolumeSize: 20, SnapshotId: world.addSnapshot({ SnapshotId: OWN }) },
    },
  ];
  const ImageId = world.addImage({ BlockDeviceMappings });
  const LaunchTemplateData = {
    ...data,
    ImageId,
    BlockDeviceMappings: [{ DeviceName, Ebs: { SnapshotId, ...Ebs } }],
  } as RequestLaunchTemplateData;
  await world.ec2.send(
    new CreateLaunchTemplateVersionCommand({ LaunchTemplateId: templateId, LaunchTemplateData }),
  );
  const { amiType: _, ...rest } = input;
  const launchTemplate = { id: templateId, version: '2' };
  return world.eks.send(new CreateNodegroupCommand({ ...rest, launchTemplate }));
}

describe('volumes from snapshots that EC2 creates', () => {
  test.each<[object, string?]>([
    [{}],
    [{ VolumeSize: 20, VolumeInitializationRate: 300, Encrypted: true }],
    [{ SnapshotId: OWN, VolumeInitializationRate: 100 }, '/dev/xvda'],
  ])('%j on %s', async (...[ebs, device]) => {
    await expect(created(ebs, device)).resolves.toMatchObject({ nodegroup: {} });
  });
});

describe('volumes that EC2 creates from no snapshot', () => {
  test.each<[object, string, (string | undefined)?, Snapshot?]>([
    [{ SnapshotId: 'snap-0123456789' }, "'snap-0123456789' does not exist"],
    [{ VolumeSize: 19 }, 'expect size >= 20GB'],
    [{}, 'cannot be modified on root device', '/dev/xvda'],
    [{}, 'is pending', undefined, { State: 'pending' }],
    [{}, 'is archived', undefined, { StorageTier: 'archive' }],
    [{ Encrypted: false }, 'An unencrypted volume', undefined, { Encrypted: true }],
    [{ VolumeInitializationRate: 301 }, 'not within 100-300'],
    [
      { SnapshotId: undefined, VolumeSize: 20, VolumeInitializationRate: 200 },
      'created from snapshots',
    ],
  ])('%j: %s', async (...[ebs, words, device, snapshot]) => {
    await expect(created(ebs, device, snapshot)).rejects.toMatchObject({
      message: expect.stringContaining(words),
    });
  });

  test('which no call describes', async () => {
    const { world } = await prepared();
    const known = world.addSnapshot({ VolumeSize: 7 });
    const describe = (...SnapshotIds: string[]) =>
      world.ec2.send(new DescribeSnapshotsCommand({ SnapshotIds }));
    expect((await describe(known)).Snapshots).toMatchObject([{ SnapshotId: known, VolumeSize: 7 }]);
    await expect(describe(known, 'snap-0123456789')).rejects.toMatchObject({
      name: 'InvalidSnapshot.NotFound',
    });
  });
});
