/** What AUTO makes of instance-store disks. */
import { resolveLocalStorage } from '../../../src/core/ami/user-data';
import { instanceStoreDisks } from '../../../src/core/instance-type/hardware';
import { EFA_TYPES, typeNamed } from '../given';

const AL2023 = 'AL2023_x86_64_STANDARD';

describe('local storage', () => {
  it.each([
    ['AUTO with disks', undefined, 'p5.48xlarge', 'RAID0'],
    ['AUTO given, with disks', 'AUTO', 'p5.48xlarge', 'RAID0'],
    ['AUTO without disks', 'AUTO', 'c5n.18xlarge', 'NONE'],
    ['NONE with disks', 'NONE', 'p5.48xlarge', 'NONE'],
    ['Mount', 'Mount', 'p5.48xlarge', 'Mount'],
  ] as const)('%s', (_name, mode, type, expected) => {
    const given = mode ? { LocalStorage: mode } : {};
    expect(resolveLocalStorage(given, typeNamed(type), AL2023)).toBe(expected);
  });
  it.each([
    ['mkfs.xfs /dev/sdf && mount /dev/sdf /scratch', 'RAID0'],
    ['mkfs.xfs /dev/sdf && mount /dev/sdf /scratch && mount /dev/nvme1n1 /x', 'NONE'],
    ['mdadm --create /dev/md0; mount /dev/sdf /x', 'NONE'],
    ['mkfs.xfs /dev/sdg && mount /dev/sdg /scratch', 'NONE'],
  ])('AUTO beside an additional volume /dev/sdf and "%s"', (commands, expected) => {
    const given = {
      PreBootstrapUserData: `#!/bin/sh\n${commands}`,
      AdditionalVolumes: [{ DeviceName: '/dev/sdf', Type: 'gp3', Encrypted: true }],
    } as const;
    expect(resolveLocalStorage(given, typeNamed('p5.48xlarge'), AL2023)).toBe(expected);
  });
  it('counts the disks, of every kind', () => {
    expect(instanceStoreDisks(typeNamed('p5.48xlarge'))).toBe(8);
    expect(
      instanceStoreDisks({ InstanceStorageInfo: { Disks: [{ Count: 2 }, { Count: 3 }] } }),
    ).toBe(5);
    expect(instanceStoreDisks({})).toBe(0);
  });
  it('is RAID0 by AUTO on the 132 types with disks', () => {
    expect(
      EFA_TYPES.filter(
        (type) => resolveLocalStorage({ LocalStorage: 'AUTO' }, type, AL2023) === 'RAID0',
      ),
    ).toHaveLength(132);
  });
});
