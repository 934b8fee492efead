/** What AUTO makes of instance-store disks. */
import { resolveLocalStorage } from '../../../src/core/ami/user-data';
import { instanceStoreDisks } from '../../../src/core/instance-type/hardware';
import { EFA_TYPES, typeNamed } from '../given';

describe('local storage', () => {
  it.each([
    ['AUTO with disks', undefined, 'p5.48xlarge', 'RAID0'],
    ['AUTO given, with disks', 'AUTO', 'p5.48xlarge', 'RAID0'],
    ['AUTO without disks', 'AUTO', 'c5n.18xlarge', 'NONE'],
    ['NONE with disks', 'NONE', 'p5.48xlarge', 'NONE'],
    ['Mount', 'Mount', 'p5.48xlarge', 'Mount'],
  ] as const)('%s', (_name, mode, type, expected) => {
    expect(resolveLocalStorage(mode, typeNamed(type), 'AL2023_x86_64_STANDARD')).toBe(expected);
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
        (type) => resolveLocalStorage('AUTO', type, 'AL2023_x86_64_STANDARD') === 'RAID0',
      ),
    ).toHaveLength(132);
  });
});
