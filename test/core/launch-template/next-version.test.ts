/** When a version of the launch template is created, and what it changes: nothing that the change did not name. */
import type { ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import { expandBlockDevices } from '../../../src/core/launch-template/block-devices';
import type { AdditionalVolume } from '../../../src/core/model/properties';
import { expandUserData } from '../ami/al2023-user-data';
import { properties, typeNamed } from '../given';
import { changedMembers, type Given, NO_SELF, rolled, type Setting } from './rolled';

const SCRIPT = '#!/bin/sh\necho one\n';
const NO_DISKS = { instanceTypes: [typeNamed('c5n.18xlarge')] };
const withVolume = (SizeGiB: number) => (data: ResponseLaunchTemplateData) => ({
  ...data,
  BlockDeviceMappings: expandBlockDevices(properties({ Volume: { SizeGiB } }), '/dev/xvda'),
});

const [F, G] = ['/dev/sdf', '/dev/sdg'].map((DeviceName) => ({
  DeviceName,
  SizeGiB: 500,
  Type: 'gp3' as const,
  Encrypted: true,
})) as [AdditionalVolume, AdditionalVolume];
/** Somebody changed the live version: volume `F` is larger, and there is one that no template names. */
const byHand = (data: ResponseLaunchTemplateData): ResponseLaunchTemplateData => ({
  ...data,
  BlockDeviceMappings: [
    ...(data.BlockDeviceMappings ?? []).map((each) =>
      each.DeviceName === F.DeviceName ? { ...each, Ebs: { ...each.Ebs, VolumeSize: 900 } } : each,
    ),
    { DeviceName: '/dev/sdz', Ebs: { VolumeSize: 7 } },
  ],
});

/** Sizes by device of the next version; nothing where there is none. */
function sizesOf(previous: Given, desired: Given, setting?: Setting) {
  const { next } = rolled(previous, desired, setting);
  return next?.data.BlockDeviceMappings?.map(
    ({ DeviceName, Ebs }) => `${DeviceName} ${Ebs?.VolumeSize}`,
  );
}

describe('additional volumes', () => {
  const both = { AdditionalVolumes: [F, G] };
  it.each<[string, Given, Given, readonly string[] | undefined, Setting?]>([
    ['come after that of Volume', {}, both, ['/dev/xvda 100', '/dev/sdf 500', '/dev/sdg 500']],
    ['go', both, { AdditionalVolumes: [G] }, ['/dev/xvda 100', '/dev/sdg 500']],
    ['go altogether', both, {}, ['/dev/xvda 100']],
    ['are a set', both, { AdditionalVolumes: [G, F] }, undefined],
    ['that are none are no change', {}, { AdditionalVolumes: [] }, undefined],
    [
      'stay as they are by hand where another changes',
      both,
      { AdditionalVolumes: [F, { ...G, SizeGiB: 600 }] },
      ['/dev/xvda 100', '/dev/sdf 900', '/dev/sdg 600', '/dev/sdz 7'],
      { drift: byHand },
    ],
    [
      'stay as they are by hand where Volume changes',
      both,
      { ...both, Volume: { SizeGiB: 200 } },
      ['/dev/xvda 200', '/dev/sdf 900', '/dev/sdg 500', '/dev/sdz 7'],
      { drift: byHand },
    ],
    [
      'leave Volume as it is by hand',
      {},
      { AdditionalVolumes: [G] },
      ['/dev/xvda 900', '/dev/sdg 500'],
      { drift: withVolume(900) },
    ],
    [
      'that AWS has already need no version',
      {},
      { AdditionalVolumes: [{ ...F, SizeGiB: 7, DeviceName: '/dev/sdz' }] },
      undefined,
      {
        description: undefined,
        drift: (data) => ({
          ...data,
          BlockDeviceMappings: [
            ...(data.BlockDeviceMappings ?? []),
            { DeviceName: '/dev/sdz', Ebs: { VolumeSize: 7, VolumeType: 'gp3', Encrypted: true } },
          ],
        }),
      },
    ],
  ])('%s', (_name, previous, desired, expected, ...[setting]) => {
    expect(sizesOf(previous, desired, setting)).toEqual(expected);
  });
});

describe('no version is created', () => {
  it.each<[string, Given, Given, Setting?]>([
    [
      'where AUTO becomes NONE and EFA went through the cluster group',
      {},
      { Efa: { SecurityGroup: 'NONE' } },
    ],
    ['where nothing changed', { Volume: { SizeGiB: 200 } }, { Volume: { SizeGiB: 200 } }],
    [
      'where what the template does not hold changed',
      {},
      { Labels: { a: 'b' }, Tags: { a: 'b' }, ScalingConfig: { MinSize: 0, MaxSize: 1 } },
    ],
    [
      'where a default volume is written down',
      {},
      { Volume: { SizeGiB: 100, Type: 'gp3', Encrypted: true } },
    ],
    [
      'where default metadata options are written down',
      {},
      { MetadataOptions: { HttpTokens: 'required' } },
    ],
    ['where default local storage is written down', {}, { LocalStorage: 'AUTO' }],
    [
      'where the default layout and group are written down',
      {},
      { Efa: { InterfaceLayout: 'EFA_PRIMARY', SecurityGroup: 'AUTO' } },
    ],
    [
      'where empty tags and groups are written down',
      {},
      { InstanceTags: {}, SecurityGroupIds: [] },
    ],
    [
      'where defaults are written down and no description says what was given',
      {},
      { Volume: { Type: 'gp3' }, LocalStorage: 'AUTO', Efa: {}, InstanceTags: {} },
      { description: undefined, drift: withVolume(900) },
    ],
    [
      'where the given order of groups changed',
      { SecurityGroupIds: ['sg-00000001', 'sg-00000002'] },
      { SecurityGroupIds: ['sg-00000002', 'sg-00000001'] },
    ],
    [
      'where the live volume drifted and the property is the same',
      { Volume: { SizeGiB: 200 } },
      { Volume: { SizeGiB: 200 } },
      { drift: withVolume(900) },
    ],
    [
      'where the live version was created by hand and nothing changed',
      { Volume: { SizeGiB: 200 } },
      { Volume: { SizeGiB: 200 } },
      { drift: withVolume(900), description: 'by hand' },
    ],
    ['where AUTO becomes RAID0 on a type with disks', {}, { LocalStorage: 'RAID0' }],
    [
      'where AUTO becomes RAID0 beside a script that ends in blank lines',
      { PreBootstrapUserData: `${SCRIPT}\n\n` },
      { PreBootstrapUserData: `${SCRIPT}\n\n`, LocalStorage: 'RAID0' },
    ],
    [
      'where AUTO becomes NONE on a type without disks',
      { InstanceTypes: ['c5n.18xlarge'] },
      { InstanceTypes: ['c5n.18xlarge'], LocalStorage: 'NONE' },
      { environment: NO_DISKS },
    ],
    [
      'where EFA_PRIMARY becomes EFA_ALL on a one-card type',
      { InstanceTypes: ['c5n.18xlarge'] },
      { InstanceTypes: ['c5n.18xlarge'], Efa: { InterfaceLayout: 'EFA_ALL' } },
      { environment: NO_DISKS },
    ],
    [
      'where the desired volume is live already',
      {},
      { Volume: { SizeGiB: 900 } },
      { drift: withVolume(900) },
    ],
    [
      'where the given text is the live one, and was left out before (an imported group)',
      {},
      { PreBootstrapUserData: SCRIPT },
      { drift: (data) => ({ ...data, UserData: expandUserData('RAID0', SCRIPT) as string }) },
    ],
    [
      'where PreBootstrapUserData is absent from both and live has some',
      {},
      {},
      {
        description: undefined,
        drift: (data) => ({ ...data, UserData: expandUserData('RAID0', SCRIPT) as string }),
      },
    ],
    [
      'where AUTO becomes CREATE and a group was created',
      { Efa: { SecurityGroup: 'AUTO' } },
      { Efa: { SecurityGroup: 'CREATE' } },
      { environment: NO_SELF },
    ],
    [
      'where CREATE becomes AUTO: the created group stays',
      { Efa: { SecurityGroup: 'CREATE' } },
      { Efa: { SecurityGroup: 'AUTO' } },
    ],
    [
      'where a template with an unknown prefix meets unchanged properties',
      { LocalStorage: 'Mount' },
      { LocalStorage: 'Mount' },
      { description: 'v9:a:b' },
    ],
  ])('%s', (_name, previous, desired, ...[setting]) => {
    expect(rolled(previous, desired, setting).next).toBeUndefined();
  });
});

describe('a roll', () => {
  it.each<[string, Given, Given, readonly string[], Setting?]>([
    ['of the volume', {}, { Volume: { SizeGiB: 200 } }, ['BlockDeviceMappings']],
    [
      'of the volume back to its default',
      { Volume: { SizeGiB: 200 } },
      {},
      ['BlockDeviceMappings'],
    ],
    [
      'of the metadata options',
      {},
      { MetadataOptions: { HttpPutResponseHopLimit: 2 } },
      ['MetadataOptions'],
    ],
    ['of instance tags', {}, { InstanceTags: { a: 'b' } }, ['TagSpecifications']],
    ['of instance tags removed', { InstanceTags: { a: 'b' } }, {}, ['TagSpecifications']],
    ['of local storage', {}, { LocalStorage: 'Mount' }, ['UserData']],
    ['of local storage removed: all user data goes', {}, { LocalStorage: 'NONE' }, ['UserData']],
    ['of a script', {}, { PreBootstrapUserData: SCRIPT }, ['UserData']],
    ['of a script removed', { PreBootstrapUserData: SCRIPT }, {}, ['UserData']],
    ['of a group added', {}, { SecurityGroupIds: ['sg-00000001'] }, ['NetworkInterfaces']],
    ['of a group removed', { SecurityGroupIds: ['sg-00000001'] }, {}, ['NetworkInterfaces']],
    ['of the layout', {}, { Efa: { InterfaceLayout: 'EFA_ALL' } }, ['NetworkInterfaces']],
    [
      'of the security group',
      { Efa: { SecurityGroup: 'CREATE' } },
      { Efa: { SecurityGroup: 'NONE' } },
      ['NetworkInterfaces'],
    ],
    [
      'of two things at once',
      {},
      { Volume: { SizeGiB: 200 }, LocalStorage: 'Mount' },
      ['BlockDeviceMappings', 'UserData'],
    ],
    [
      'of one thing leaves another that drifted',
      {},
      { MetadataOptions: { HttpPutResponseHopLimit: 2 } },
      ['MetadataOptions'],
      { drift: withVolume(900) },
    ],
    [
      'of one thing leaves another that drifted and whose default is written down',
      {},
      { MetadataOptions: { HttpPutResponseHopLimit: 2 }, Volume: { Type: 'gp3' } },
      ['MetadataOptions'],
      { drift: withVolume(900) },
    ],
    [
      'without a description to compare with',
      {},
      { Volume: { SizeGiB: 200 } },
      ['BlockDeviceMappings'],
      { description: undefined },
    ],
    [
      'with a description of another release',
      {},
      { Volume: { SizeGiB: 200 } },
      ['BlockDeviceMappings'],
      { description: 'v9:a:b' },
    ],
  ])('%s changes its own members alone', (_name, previous, desired, expected, ...[setting]) => {
    const { next, before } = rolled(previous, desired, setting);
    expect(changedMembers(next, before)).toEqual(expected);
    expect(next?.description).toMatch(/^v1:[0-9a-f]{32}:[0-9a-f]{32}$/);
  });

  it('done once is not done again', () => {
    const desired = { Volume: { SizeGiB: 200 }, PreBootstrapUserData: SCRIPT };
    const { next } = rolled({}, desired);
    const again = rolled({}, desired, { description: next?.description });
    expect(again.next).toBeUndefined();
  });

  it('keeps members that AWS answers and does not take out of the request', () => {
    const { next } = rolled(
      {},
      { Volume: { SizeGiB: 200 } },
      {
        drift: (data) => ({
          ...data,
          MetadataOptions: { ...data.MetadataOptions, State: 'applied' } as never,
          Monitoring: { Enabled: true },
        }),
      },
    );
    expect(next?.data.MetadataOptions).toEqual({
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 1,
    });
    expect(next?.data.Monitoring).toEqual({ Enabled: true });
  });
});

describe('user data', () => {
  const live = (text: string | undefined) => (data: ResponseLaunchTemplateData) =>
    ({ ...data, UserData: text }) as ResponseLaunchTemplateData;
  it.each<readonly [string, Given, Given, string | undefined, string | undefined]>([
    [
      'PreBootstrapUserData absent from both keeps the live parts',
      {},
      { LocalStorage: 'Mount' },
      expandUserData('RAID0', SCRIPT),
      expandUserData('Mount', SCRIPT),
    ],
    [
      'a new script keeps the live storage',
      { PreBootstrapUserData: SCRIPT },
      { PreBootstrapUserData: '#!/bin/sh\n' },
      expandUserData('Mount', SCRIPT),
      expandUserData('Mount', '#!/bin/sh\n'),
    ],
    [
      'a script removed keeps the storage',
      { PreBootstrapUserData: SCRIPT },
      {},
      expandUserData('RAID0', SCRIPT),
      expandUserData('RAID0', undefined),
    ],
    [
      'both change together',
      { PreBootstrapUserData: SCRIPT },
      { PreBootstrapUserData: '#!/bin/sh\n', LocalStorage: 'NONE' },
      expandUserData('RAID0', SCRIPT),
      expandUserData('NONE', '#!/bin/sh\n'),
    ],
    [
      'a default written down beside a new script leaves drifted storage',
      {},
      { LocalStorage: 'AUTO', PreBootstrapUserData: SCRIPT },
      expandUserData('Mount', undefined),
      expandUserData('Mount', SCRIPT),
    ],
  ])('%s', (_name, previous, desired, before, expected) => {
    expect(rolled(previous, desired, { drift: live(before) }).next?.data.UserData).toBe(expected);
  });
  it('a write-only text that both models leave out keeps its hash in the description', () => {
    const { next, version } = rolled(
      { PreBootstrapUserData: SCRIPT },
      { PreBootstrapUserData: SCRIPT, LocalStorage: 'Mount' },
    );
    const recorded = version.VersionDescription?.split(':')[1];
    expect(next?.description.split(':')[1]).toBe(recorded);
    const without = rolled(
      {},
      { LocalStorage: 'Mount' },
      { description: version.VersionDescription },
    );
    expect(without.next?.description.split(':')[1]).toBe(recorded);
  });
});
