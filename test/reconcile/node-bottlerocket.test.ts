/** Bottlerocket: settings in TOML, its data volume, its releases. */
import { parse } from 'smol-toml';
import type { Properties } from '../../src/core/model/properties';
import {
  actions,
  leftOf,
  liveTemplate,
  living,
  QUICK,
  readModel,
  remove,
  run,
  succeeded,
  update,
  writes,
} from './driver';

const GIVEN = '[settings.kubernetes]\ncluster-dns-ip = "10.0.0.10"\n';
const ROLL = ['CreateLaunchTemplateVersion', 'UpdateNodegroupVersion'];

function node(more: Partial<Properties> = {}) {
  const change = {
    AmiType: 'BOTTLEROCKET_x86_64',
    InstanceTypes: ['hpc6id.32xlarge'],
    LocalStorage: 'AUTO',
    ...more,
  } as const;
  return living({ timings: QUICK, change });
}
type Made = Awaited<ReturnType<typeof node>>;

function settings({ world, model }: Made): unknown {
  const { UserData = '' } = liveTemplate(world, model).data;
  return parse(Buffer.from(UserData, 'base64').toString('utf8')).settings;
}

async function changed(made: Made, desired: Partial<Properties>) {
  const { world, request, properties } = made;
  const end = await run(world, update(request.identity, properties, { ...properties, ...desired }));
  return { ...succeeded(end), writes: writes(end.calls), actions: actions(end.calls) };
}

describe('a Bottlerocket node group', () => {
  it('has its disks in one array, its volume on the data device, and reads itself back', async () => {
    const made = await node({ PreBootstrapUserData: GIVEN, MaxPods: 40, Volume: { SizeGiB: 250 } });
    expect(settings(made)).toMatchObject({
      'bootstrap-commands': { '000-efa-node-group-storage': { essential: true } },
      kubernetes: { 'cluster-dns-ip': '10.0.0.10', 'max-pods': 40 },
    });
    expect(liveTemplate(made.world, made.model).data.BlockDeviceMappings).toMatchObject([
      { DeviceName: '/dev/xvdb', Ebs: { VolumeSize: 250, VolumeType: 'gp3' } },
    ]);
    expect(await readModel(made.world, made.request.identity)).toEqual(made.model);
    expect(made.model).toMatchObject({
      AmiType: 'BOTTLEROCKET_x86_64',
      MaxPods: 40,
      LocalStorage: 'AUTO',
      Volume: { SizeGiB: 250 },
    });
    expect((await changed(made, {})).writes).toEqual([]);
  });

  it.each<[string, Partial<Properties>, object]>([
    [
      'without disks',
      { LocalStorage: 'NONE' },
      { kubernetes: { 'cluster-dns-ip': '10.0.0.10', 'max-pods': 40 } },
    ],
    [
      'with more pods',
      { MaxPods: 50 },
      { kubernetes: { 'cluster-dns-ip': '10.0.0.10', 'max-pods': 50 } },
    ],
    [
      'with other settings',
      { PreBootstrapUserData: '[settings.motd]\na = 1\n' },
      { motd: { a: 1 }, kubernetes: { 'max-pods': 40 } },
    ],
  ])('rolls to one %s', async (_name, desired, wanted) => {
    const made = await node({ PreBootstrapUserData: GIVEN, MaxPods: 40 });
    const before = settings(made) as { 'bootstrap-commands': object };
    const after = await changed(made, desired);
    expect(after.writes.filter((name) => name !== 'TagResource')).toEqual(ROLL);
    const kept =
      'LocalStorage' in desired ? {} : { 'bootstrap-commands': before['bootstrap-commands'] };
    expect(settings(made)).toEqual({ ...kept, ...wanted });
    expect(after.model?.MaxPods).toBe(desired.MaxPods ?? 40);
  });

  it('keeps settings that both models leave out', async () => {
    const made = await node({ PreBootstrapUserData: GIVEN });
    const { PreBootstrapUserData: _, ...without } = made.properties;
    const { world, request } = made;
    const end = await run(world, update(request.identity, without, { ...without, MaxPods: 9 }));
    expect(succeeded(end).model?.MaxPods).toBe(9);
    expect(settings(made)).toMatchObject({
      kubernetes: { 'cluster-dns-ip': '10.0.0.10', 'max-pods': 9 },
    });
  });

  it('sets the disks up again when the user no longer does', async () => {
    const commands = '[["apiclient", "ephemeral-storage", "init"]]';
    const own = `[settings.bootstrap-commands.mine]\ncommands = ${commands}\nmode = "always"\n`;
    const made = await node({ PreBootstrapUserData: own });
    expect(settings(made)).toEqual({ 'bootstrap-commands': { mine: expect.anything() } });
    const after = await changed(made, { PreBootstrapUserData: GIVEN });
    expect(after.actions).toContain('DescribeInstanceTypes');
    expect(settings(made)).toMatchObject({
      'bootstrap-commands': { '000-efa-node-group-storage': { essential: true } },
      kubernetes: { 'cluster-dns-ip': '10.0.0.10' },
    });
  });

  it('takes another volume on the data device', async () => {
    const made = await node();
    expect((await changed(made, { Volume: { SizeGiB: 400 } })).writes).toEqual(ROLL);
    expect(liveTemplate(made.world, made.model).data.BlockDeviceMappings).toMatchObject([
      { DeviceName: '/dev/xvdb', Ebs: { VolumeSize: 400 } },
    ]);
  });

  it('leaves nothing behind', async () => {
    const made = await node();
    succeeded(await run(made.world, remove(made.request.identity)));
    expect(leftOf(made)).toEqual([]);
  });
});
