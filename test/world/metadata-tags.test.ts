/** The world's rules for tags in the instance metadata; their source is in metadata-tags-rules.ts. */
import { CreateNodegroupCommand } from '@aws-sdk/client-eks';
import { prepared } from './prepared';

const INTERFACE = [{ NetworkCardIndex: 0, DeviceIndex: 0, InterfaceType: 'interface' }];

async function create(state: 'enabled' | 'disabled', key: string) {
  const { world, input } = await prepared({
    data: {
      NetworkInterfaces: INTERFACE,
      MetadataOptions: { HttpTokens: 'required', InstanceMetadataTags: state },
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: key, Value: 'x' }] }],
    },
  });
  await world.eks.send(new CreateNodegroupCommand(input));
  const copies = world.account.templates.all().filter(({ name }) => name.startsWith('eks-'));
  return copies.map(({ versions }) => versions[0]?.data.MetadataOptions);
}

test.each(['team', 'team:a', 'a.b'])('the key %s is taken', async (key) => {
  await expect(create('enabled', key)).resolves.toHaveLength(1);
});

test.each(['a/b', 'a b', '_index', '..'])(
  'the key %s is refused where they are enabled',
  async (key) => {
    await expect(create('enabled', key)).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringContaining(`'${key}' is not a valid tag key`),
    });
    await expect(create('disabled', key)).resolves.toHaveLength(1);
  },
);

test("EKS's copy leaves enabled out, and keeps disabled", async () => {
  expect(await create('enabled', 'team')).toEqual([{ HttpTokens: 'required' }]);
  expect(await create('disabled', 'team')).toEqual([
    { HttpTokens: 'required', InstanceMetadataTags: 'disabled' },
  ]);
});
