/** What speaks against an update, whatever of it was not refused as NotUpdatable. */
import { blockRollFinding } from './capacity-change';
import { type ConfigDifference, changed, versionDifference } from './changes';
import { existingVersion, type Settled } from './decide-roll';
import { capacityFindings } from './preflight/capacity';
import { found } from './preflight/findings';
import { isLive, rollFindings, rollOf } from './roll';
import { settingFindings } from './roll-node';
import { wantedTags } from './tag-steps';
import { tooManyTags } from './tags';
import type { Finding } from './types';

/** Going back to a version that the template still has, or that never ceased to be live, is never refused. */
export function settledFindings(
  settled: Settled,
  config: ConfigDifference | Finding | undefined,
): readonly Finding[] {
  const { request, facts, efaGroup, efaCount, live, nodegroup, record } = settled;
  const tags = tooManyTags(wantedTags(request, nodegroup, record, efaGroup, efaCount));
  const roll = live && rollOf(request, live, efaGroup);
  const back = roll ? existingVersion(settled, roll) !== undefined : live && isLive(request, live);
  const { version, releaseVersion } = versionDifference(request, nodegroup);
  const rolls = (roll && !back) || version !== undefined || releaseVersion !== undefined;
  const misfit = config && 'path' in config ? config : undefined;
  const sizes = config && !('path' in config) ? config.scalingConfig : undefined;
  return [
    ...found(misfit),
    ...found(rolls ? blockRollFinding(nodegroup, sizes?.desiredSize) : undefined),
    ...(roll && !back && changed(request, 'CapacityReservation')
      ? capacityFindings(request.desired, facts.lookups)
      : []),
    ...(tags ? [tags] : []),
    ...settingFindings(request, nodegroup, settled.facts.lookups),
    ...(live && !back ? rollFindings(request, live, efaGroup, roll) : []),
  ];
}
