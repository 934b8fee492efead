/** The world's rules for versions and MaxUnavailable; their sources are in version-rules.ts and nodegroup-config-rules.ts. */
import {
  CreateNodegroupCommand,
  type CreateNodegroupCommandInput,
  UpdateNodegroupConfigCommand,
} from '@aws-sdk/client-eks';
import { active, GROUP, prepared } from './prepared';

type Change = Partial<CreateNodegroupCommandInput>;
const RANGE = 'max-unavailable must be within the range 1 and max size of the node group';

describe('CreateNodegroup', () => {
  test.each<[Change, string]>([
    [{ version: '1.3' }, 'Cluster Kubernetes version 1.33 supports'],
    [{ version: '1.99' }, 'Nodegroup Kubernetes versions: [1.33, 1.32, 1.31, 1.30]'],
    [{ version: '1.29' }, '[1.33, 1.32, 1.31, 1.30]'],
    [
      { version: '1.33', releaseVersion: '1.32.3-20250505' },
      'Requested release version 1.32.3-20250505 is not valid for kubernetes version 1.33.',
    ],
    [{ releaseVersion: '1.50.0-0a1b2c3d' }, 'is not valid for kubernetes version 1.33'],
    [
      { amiType: 'BOTTLEROCKET_x86_64_NVIDIA', releaseVersion: '1.33.5-20251120' },
      'is not valid for kubernetes version 1.33',
    ],
    [{ updateConfig: { maxUnavailable: 5 } }, RANGE],
    [{ updateConfig: { updateStrategy: 'MINIMAL' } }, 'Specify either'],
  ])('%j is refused', async (change, message) => {
    const { world, input } = await prepared();
    await expect(
      world.eks.send(new CreateNodegroupCommand({ ...input, ...change })),
    ).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(message),
    });
  });
  test.each<[Change]>([
    [{ version: '1.33', releaseVersion: '1.33.0-20251001' }],
    [{ version: '1.30' }],
    [{ version: '1.32', releaseVersion: '1.32.3-20251001' }],
    [{ amiType: 'BOTTLEROCKET_x86_64_NVIDIA', releaseVersion: '1.50.0-0a1b2c3d' }],
    [{ updateConfig: { maxUnavailable: 4 } }],
    [{ updateConfig: { maxUnavailablePercentage: 100 } }],
  ])('%j is taken', async (change) => {
    const { world, input } = await prepared();
    await expect(
      world.eks.send(new CreateNodegroupCommand({ ...input, ...change })),
    ).resolves.toMatchObject({ nodegroup: { status: 'CREATING' } });
  });
});

test('UpdateNodegroupConfig, also with a lower maxSize alone', async () => {
  const { world } = await active();
  const change = (more: object) =>
    world.eks.send(new UpdateNodegroupConfigCommand({ ...GROUP, ...more }));
  const refused = expect.objectContaining({ message: RANGE });
  await expect(change({ updateConfig: { maxUnavailable: 5 } })).rejects.toEqual(refused);
  await change({ updateConfig: { maxUnavailable: 4 } });
  world.clock.advance(300);
  await expect(change({ scalingConfig: { maxSize: 3 } })).rejects.toEqual(refused);
  await change({ scalingConfig: { maxSize: 3 }, updateConfig: { maxUnavailable: 3 } });
});
