/** Custom AMIs: created, read, rolled, never switched to or from in place, deleted. */
import type { Image } from '@aws-sdk/client-ec2';
import type { Properties } from '../../src/core/model/properties';
import {
  actions,
  create,
  created,
  failed,
  leftOf,
  liveTemplate,
  living,
  QUICK,
  readModel,
  remove,
  run,
  setting,
  succeeded,
  update,
  writes,
} from './driver';

const IMAGE = 'ami-00000001';
const WHOLE = 'MIME-Version: 1.0\nContent-Type: text/plain\n\njoin SECRET ü\n';
const ROLL = ['CreateLaunchTemplateVersion', 'UpdateNodegroupVersion'];
const CUSTOM = { InstanceTypes: ['hpc6id.32xlarge'], ImageId: IMAGE, UserData: WHOLE };

const NO_STORAGE = { LocalStorage: 'AUTO' } as const;

async function custom(more: Partial<Properties> = {}, image: Image = {}) {
  const made = setting({ timings: QUICK, change: { ...CUSTOM, ...NO_STORAGE, ...more } });
  made.world.addImage({ ...image, ImageId: IMAGE });
  return { ...made, model: await created(made.world, made.request) };
}
type Made = Awaited<ReturnType<typeof custom>>;

function change({ request, properties }: Made, desired: Partial<Properties>, token = 'one') {
  return update(request.identity, properties, { ...properties, ...desired }, { token });
}

function nodegroupCall({ world }: Made, action: string) {
  return world.calls.filter((call) => call.action === action).at(-1)?.input;
}

const userDataOf = (data: { readonly UserData?: string | undefined }) =>
  Buffer.from(data.UserData ?? '', 'base64').toString('utf8');

const TOML = '[settings.kubernetes]\ncluster-name = "training"\n';
const mappings = (...sizes: readonly (readonly [string, number])[]) =>
  sizes.map(([DeviceName, VolumeSize]) => ({ DeviceName, Ebs: { VolumeSize } }));
const BOTTLEROCKET_DISKS = mappings(['/dev/xvda', 2], ['/dev/xvdb', 20]);

// eksctl#2776, bottlerocket#1604: containers, images and logs are on the data volume
describe('15 Volume of a custom AMI', () => {
  it.each<[string, string, Image, string]>([
    [
      'Bottlerocket, by its name',
      TOML,
      {
        Name: 'bottlerocket-aws-k8s-1.33-nvidia-x86_64-v1.50.0-0a1b2c3d',
        BlockDeviceMappings: BOTTLEROCKET_DISKS,
      },
      '/dev/xvdb',
    ],
    [
      'Bottlerocket under another name, by its user data',
      TOML,
      { Name: 'our-hardened-node', BlockDeviceMappings: BOTTLEROCKET_DISKS },
      '/dev/xvdb',
    ],
    [
      'the same by settings that EKS could not merge, which it leaves alone here',
      `${TOML}\n[settings]\nmotd = 'the "fast" nodes'\n`,
      { Name: 'our-hardened-node', BlockDeviceMappings: BOTTLEROCKET_DISKS },
      '/dev/xvdb',
    ],
    [
      'Bottlerocket with its data volume under another name',
      TOML,
      {
        Name: 'bottlerocket-aws-k8s-1.33-x86_64-v1.50.0-0a1b2c3d',
        BlockDeviceMappings: mappings(['/dev/xvda', 2], ['/dev/xvdc', 20]),
      },
      '/dev/xvdc',
    ],
    [
      'Bottlerocket in one volume',
      TOML,
      {
        Name: 'bottlerocket-aws-k8s-1.33-x86_64-v1.50.0-0a1b2c3d',
        BlockDeviceMappings: mappings(['/dev/xvda', 22]),
      },
      '/dev/xvda',
    ],
    [
      'two disks of another system',
      WHOLE,
      {
        Name: 'ubuntu-eks/k8s_1.33/images/hvm-ssd/ubuntu-noble-24.04-amd64-server',
        RootDeviceName: '/dev/sda1',
        BlockDeviceMappings: mappings(['/dev/sda1', 8], ['/dev/sdb', 20]),
      },
      '/dev/sda1',
    ],
  ])('%s', async (_name, UserData, image, device) => {
    const made = await custom({ UserData, Volume: { SizeGiB: 500 } }, image);
    const { data } = liveTemplate(made.world, made.model);
    expect(data.BlockDeviceMappings).toMatchObject([
      { DeviceName: device, Ebs: { VolumeSize: 500 } },
    ]);
    expect(made.model.Volume).toMatchObject({ SizeGiB: 500 });
    const next = 'ami-00000002';
    made.world.addImage({ ...image, ImageId: next });
    succeeded(await run(made.world, change(made, { ImageId: next })));
    const later = liveTemplate(made.world, made.model).data;
    expect(later.BlockDeviceMappings).toEqual(data.BlockDeviceMappings);
  });

  it('smaller than the data volume of the image: refused', async () => {
    const made = setting({
      timings: QUICK,
      change: { ...CUSTOM, ...NO_STORAGE, UserData: TOML, Volume: { SizeGiB: 10 } },
    });
    made.world.addImage({ ImageId: IMAGE, BlockDeviceMappings: BOTTLEROCKET_DISKS });
    const end = await run(made.world, made.request);
    expect(failed(end).message).toBe(
      `Volume.SizeGiB: 10 GiB is less than the 20 GiB that the volume /dev/xvdb of ${IMAGE} has. Set at least 20.`,
    );
    expect(writes(end.calls)).toEqual([]);
  });
});

describe('an image of AWS without the driver of the accelerator', () => {
  const JOINS = '#!/bin/bash\n/usr/bin/nodeadm init --config-source file:///etc/node.yaml\n';
  const ON_P5 = { InstanceTypes: ['p5.48xlarge'] };
  it.each<[string, string, string]>([
    ['bottlerocket-aws-k8s-1.33-x86_64-v1.50.0-0a1b2c3d', TOML, 'Use an AMI with the driver.'],
    [
      'amazon-eks-node-al2023-x86_64-standard-1.33-v20261101',
      JOINS,
      'Use an AMI with the driver, unless UserData installs it.',
    ],
  ])('%s: a warning', async (Name, UserData, use) => {
    const made = setting({
      timings: QUICK,
      change: { ...CUSTOM, ...NO_STORAGE, ...ON_P5, UserData },
    });
    made.world.addImage({ ImageId: IMAGE, Name });
    expect(succeeded(await run(made.world, made.request)).message).toBe(
      `Warning: ImageId: ${IMAGE} (${Name}) has no driver for the NVIDIA GPUs of p5.48xlarge. ${use}`,
    );
  });

  it.each([
    ['bottlerocket-aws-k8s-1.33-nvidia-x86_64-v1.50.0-0a1b2c3d', TOML],
    ['bottlerocket-aws-k8s-1.33-nvidia-fips-x86_64-v1.50.0-0a1b2c3d', TOML],
    ['amazon-eks-node-al2023-x86_64-nvidia-1.33-v20261101', JOINS],
    ['our-own-image', JOINS],
  ])('%s: none', async (Name, UserData) => {
    const made = setting({
      timings: QUICK,
      change: { ...CUSTOM, ...NO_STORAGE, ...ON_P5, UserData },
    });
    made.world.addImage({ ImageId: IMAGE, Name });
    expect(succeeded(await run(made.world, made.request)).message).toBe('');
  });
});

describe('a node group with a custom AMI', () => {
  it('has image and user data in the template, and neither AMI type nor version in EKS', async () => {
    const made = await custom({}, { RootDeviceName: '/dev/sda1' });
    const { data } = liveTemplate(made.world, made.model);
    expect(data.ImageId).toBe(IMAGE);
    expect(userDataOf(data)).toBe(WHOLE);
    expect(data.BlockDeviceMappings).toMatchObject([
      { DeviceName: '/dev/sda1', Ebs: { VolumeSize: 100, Encrypted: true } },
    ]);
    const sent = nodegroupCall(made, 'CreateNodegroup') ?? {};
    for (const name of ['amiType', 'version', 'releaseVersion'])
      expect(sent).not.toHaveProperty(name);
  });

  it('reads back what a template may say, and no user data', async () => {
    const { world, request, model } = await custom({ Volume: { SizeGiB: 150 } });
    expect(await readModel(world, request.identity)).toEqual(model);
    expect(model).toMatchObject({ ImageId: IMAGE, Volume: { SizeGiB: 150 }, LocalStorage: 'AUTO' });
    for (const name of ['AmiType', 'Version', 'ReleaseVersion', 'UserData', 'MaxPods']) {
      expect(model).not.toHaveProperty(name);
    }
    expect(JSON.stringify(model)).not.toContain('SECRET');
  });

  it('sends no call where nothing changed, not even without the user data in both models', async () => {
    const made = await custom();
    expect(writes((await run(made.world, change(made, {}))).calls)).toEqual([]);
    const { UserData: _, ...without } = made.properties;
    const end = await run(
      made.world,
      update(made.request.identity, without, { ...without, Volume: { SizeGiB: 200 } }),
    );
    succeeded(end);
    expect(userDataOf(liveTemplate(made.world, made.model).data)).toBe(WHOLE);
  });

  it('rolls for another image, whose root may be elsewhere, with the volume as it is live', async () => {
    const made = await custom({ Volume: { SizeGiB: 150 } });
    const { world } = made;
    world.addImage({ ImageId: 'ami-00000002', RootDeviceName: '/dev/sda1' });
    const end = await run(world, change(made, { ImageId: 'ami-00000002' }));
    const { model } = succeeded(end);
    expect(writes(end.calls)).toEqual(ROLL);
    expect(model?.ImageId).toBe('ami-00000002');
    expect(liveTemplate(world, made.model).data.BlockDeviceMappings).toMatchObject([
      { DeviceName: '/dev/sda1', Ebs: { VolumeSize: 150 } },
    ]);
    const sent = nodegroupCall(made, 'UpdateNodegroupVersion') ?? {};
    for (const name of ['version', 'releaseVersion']) expect(sent).not.toHaveProperty(name);
  });

  it('rolls for other user data, and back again', async () => {
    const made = await custom();
    const { world, request, properties } = made;
    const other = { ...properties, UserData: 'other' };
    const there = await run(world, update(request.identity, properties, other));
    succeeded(there);
    expect(writes(there.calls)).toEqual(ROLL);
    expect(userDataOf(liveTemplate(world, made.model).data)).toBe('other');
    const back = await run(world, update(request.identity, other, properties, { token: 'back' }));
    succeeded(back);
    expect(writes(back.calls)).toEqual(['UpdateNodegroupVersion']);
    expect(userDataOf(liveTemplate(world, made.model).data)).toBe(WHOLE);
  });

  it('takes another volume on the device of its image', async () => {
    const made = await custom({}, { RootDeviceName: '/dev/sda1' });
    succeeded(await run(made.world, change(made, { Volume: { SizeGiB: 300 } })));
    expect(liveTemplate(made.world, made.model).data.BlockDeviceMappings).toMatchObject([
      { DeviceName: '/dev/sda1', Ebs: { VolumeSize: 300 } },
    ]);
  });

  it('observes the image only when image or volume changed', async () => {
    const made = await custom();
    const labelled = await run(made.world, change(made, { Labels: { a: 'b' }, Monitoring: true }));
    succeeded(labelled);
    expect(actions(labelled.calls)).not.toContain('DescribeImages');
  });

  it('leaves nothing behind', async () => {
    const made = await custom();
    succeeded(await run(made.world, remove(made.request.identity)));
    expect(leftOf(made)).toEqual([]);
  });

  it('is created though EC2 throttles the observation of the image', async () => {
    const made = setting({ timings: QUICK, change: { ...CUSTOM, ...NO_STORAGE } });
    made.world.addImage({ ImageId: IMAGE });
    made.world.faults.add({
      action: 'DescribeImages',
      error: { code: 'RequestLimitExceeded' },
      times: 5,
    });
    succeeded(await run(made.world, made.request));
    expect(made.world.faults.unused()).toEqual([]);
  });
});

describe('from and to a custom AMI', () => {
  it('is a replacement, reported before any call', async () => {
    const made = await custom();
    const { ImageId: _, UserData: __, ...plain } = made.properties;
    const away = await run(made.world, update(made.request.identity, made.properties, plain));
    expect(failed(away)).toMatchObject({ code: 'NotUpdatable' });
    expect(failed(away).message).toMatch(
      /^ImageId: The nodes use the custom AMI \S+, and this node group cannot switch to an Amazon EKS optimized AMI in place/,
    );
    expect(writes(away.calls)).toEqual([]);

    const ordinary = await living({
      timings: QUICK,
      change: { InstanceTypes: ['hpc6id.32xlarge'], LocalStorage: 'AUTO' },
    });
    ordinary.world.addImage({ ImageId: IMAGE });
    const desired = { ...ordinary.properties, ImageId: IMAGE, UserData: WHOLE };
    const to = await run(
      ordinary.world,
      update(ordinary.request.identity, ordinary.properties, desired),
    );
    expect(failed(to)).toMatchObject({ code: 'NotUpdatable' });
    expect(failed(to).message).toContain(
      `The nodes use an Amazon EKS optimized AMI (AL2023_x86_64_STANDARD), and this node group cannot switch to the custom AMI ${IMAGE}`,
    );
    expect(writes(to.calls)).toEqual([]);
    const replacement = create(desired, { token: 'replacement' });
    expect((await created(ordinary.world, replacement)).ImageId).toBe(IMAGE);
  });
});
