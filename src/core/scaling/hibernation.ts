/** Whether instances of a warm pool can hibernate (EC2 user guide, hibernating-prerequisites). */
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';

const MIB_PER_GIB = 1024;
/** Where the template gives none (instance/volume.ts). */
const DEFAULT_VOLUME_GIB = 100;

function hibernates({ WarmPoolConfig: given }: Properties): boolean {
  return given?.Enabled === true && given.PoolState === 'HIBERNATED';
}

/** Auto Scaling: "For hibernation, the root device volume must be encrypted." */
export function unencryptedFindings(desired: Properties): readonly Finding[] {
  return findingsAt('WarmPoolConfig.PoolState', [
    hibernates(desired) && desired.Volume?.Encrypted === false
      ? 'HIBERNATED requires an encrypted root volume, but Volume.Encrypted is false. Remove Encrypted, or use STOPPED or RUNNING.'
      : undefined,
  ]);
}

/** According to EC2's description of the instance types. */
export function hibernationFindings(
  desired: Properties,
  types: readonly InstanceTypeInfo[],
): readonly Finding[] {
  if (!hibernates(desired)) return [];
  return findingsAt(
    'WarmPoolConfig.PoolState',
    types
      .filter(({ HibernationSupported }) => HibernationSupported === false)
      .map(
        ({ InstanceType }) =>
          `HIBERNATED is not supported by ${InstanceType}. Use STOPPED or RUNNING.`,
      ),
  );
}

/** "The root volume must be large enough to store the RAM contents and accommodate your expected usage". */
export function memoryWarnings(
  desired: Properties,
  types: readonly InstanceTypeInfo[],
): readonly Finding[] {
  const size = desired.Volume?.SizeGiB ?? DEFAULT_VOLUME_GIB;
  const memory = Math.max(0, ...types.map(({ MemoryInfo }) => MemoryInfo?.SizeInMiB ?? 0));
  const needed = Math.ceil(memory / MIB_PER_GIB);
  return findingsAt('WarmPoolConfig.PoolState', [
    hibernates(desired) && size <= needed
      ? `HIBERNATED stores the ${needed} GiB of memory on the root volume, but that has ${size} GiB, so that instances of the pool cannot hibernate. Set Volume.SizeGiB to more than ${needed}, or use STOPPED or RUNNING.`
      : undefined,
  ]);
}
