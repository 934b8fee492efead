/** What is wrong with an update that rolls. */
import { CLUSTER_GROUP, group, living, typeNamed, update } from '../given';
import { type Given, rolled, rolledFrom, type Setting } from '../launch-template/rolled';

const NO_DISKS = { instanceTypes: [typeNamed('c5n.18xlarge')] };

describe('what is wrong with a roll', () => {
  const fifteen = Array.from({ length: 15 }, (_, at) => `sg-000000${10 + at}`);
  it.each<readonly [string, Given, Given, Setting, readonly string[]]>([
    ['nothing', {}, { Volume: { SizeGiB: 200 } }, {}, []],
    [
      'RAID0 without disks',
      { InstanceTypes: ['c5n.18xlarge'] },
      { InstanceTypes: ['c5n.18xlarge'], LocalStorage: 'RAID0' },
      { environment: NO_DISKS },
      ['LocalStorage'],
    ],
    [
      'a group that does not exist',
      {},
      { SecurityGroupIds: ['sg-00000009'] },
      {},
      ['SecurityGroupIds'],
    ],
    [
      'too many groups',
      { Efa: { SecurityGroup: 'CREATE' } },
      { Efa: { SecurityGroup: 'CREATE' }, SecurityGroupIds: fifteen },
      { environment: { securityGroups: [CLUSTER_GROUP, ...fifteen].map((id) => group(id)) } },
      ['SecurityGroupIds'],
    ],
    [
      'user data that is too large with ours',
      {},
      { PreBootstrapUserData: `#!${'x'.repeat(16_300)}` },
      {},
      ['PreBootstrapUserData'],
    ],
  ])('%s', (_name, previous, desired, setting, paths) => {
    const { findings } = rolled(previous, desired, setting);
    expect(findings.map(({ path }) => path)).toEqual(paths);
  });
  it('a group that was there before is not checked', () => {
    const request = update(
      { SecurityGroupIds: ['sg-gone'] },
      { SecurityGroupIds: ['sg-gone', 'sg-00000001'] },
    );
    expect(rolledFrom(living(), request).findings).toEqual([]);
  });
});
