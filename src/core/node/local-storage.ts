/** How the instance-store disks are set up. */
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { ANY_DEFAULT } from '../ami/ami-type';
import { amiFamilyOf } from '../ami/families';
import { setsUpOwnDisks } from '../ami/user-data';
import type { Feature } from '../feature/feature';
import { instanceStoreDisks, representative } from '../instance-type/hardware';
import { type Finding, findingsAt } from '../model/findings';
import type { LocalStorage } from '../model/property-types';

export const localStorage: Feature = {
  properties: ['LocalStorage'],
  change: 'roll',
  canonical: ({ LocalStorage: mode = 'AUTO' }) => ({ LocalStorage: mode }),
  part: { kind: 'userData', setting: 'localStorage' },
  dependsOn: ['PreBootstrapUserData', 'AdditionalVolumes'],
  observesForUpdate: () => ['instanceTypes'],
  laterRules: (given) =>
    findingsAt('LocalStorage', [
      given.LocalStorage !== undefined &&
      given.LocalStorage !== 'AUTO' &&
      given.LocalStorage !== 'NONE' &&
      setsUpOwnDisks(given, given.AmiType ?? ANY_DEFAULT)
        ? `${given.LocalStorage} sets up the instance store volumes, and PreBootstrapUserData has commands that set up disks too. Use NONE, or remove the commands.`
        : undefined,
    ]),
  checkCreate: ({ desired, type, choices }) =>
    type && choices ? strategyFindings(desired.LocalStorage, type, choices.amiType) : [],
  checkUpdate: ({ desired, environment: { instanceTypes = [] }, nodegroup }) => {
    const type = representative(instanceTypes);
    return type ? strategyFindings(desired.LocalStorage, type, nodegroup.amiType ?? '') : [];
  },
  flatten: ({ record }) => ({ LocalStorage: record.localStorage }),
};

/** RAID10 needs four disks (nodeadm, LocalStorageStrategy). */
function strategyFindings(
  mode: LocalStorage | undefined,
  type: InstanceTypeInfo,
  amiType: string,
): readonly Finding[] {
  if (!mode || mode === 'AUTO' || mode === 'NONE') return [];
  const disks = instanceStoreDisks(type);
  const needed = mode === 'RAID10' ? 4 : 1;
  const { diskStrategies } = amiFamilyOf(amiType);
  const others = diskStrategies.filter((each) => each !== 'RAID10' || disks >= 4);
  const use = `Use ${[...(disks > 0 ? others : []), 'AUTO'].join(', ')} or NONE.`;
  return findingsAt('LocalStorage', [
    diskStrategies.length > 0 && !diskStrategies.includes(mode)
      ? `${mode} is not supported with ${amiType}, which only makes one RAID0 array of all instance store volumes. ${use}`
      : disks < needed
        ? `${mode} requires ${needed === 1 ? 'an instance store volume' : '4 instance store volumes'}, but ${type.InstanceType} has ${disks === 0 ? 'none' : disks}. ${use}`
        : undefined,
  ]);
}
