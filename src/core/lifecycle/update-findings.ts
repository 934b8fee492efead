/** What speaks against an update, whatever of it was not refused as NotUpdatable. */
import { blockRollFinding } from '../capacity/change';
import { capacityFindings } from '../capacity/checks';
import { isLive, rollFindings, rollOf } from '../launch-template/next-version';
import { found } from '../model/findings';
import type { Finding } from '../model/types';
import { settingFindings } from '../node/change';
import { tooManyTags } from '../ownership/tags';
import { type ConfigDifference, changed, versionDifference } from './changes';
import { existingVersion, type Settled } from './roll';
import { desiredTags } from './tags';

/** Going back to a version that the template still has, or that never ceased to be live, is never refused. */
export function settledFindings(
  settled: Settled,
  config: ConfigDifference | Finding | undefined,
): readonly Finding[] {
  const { request, facts, efaGroup, efaCount, live, nodegroup, record } = settled;
  const tags = tooManyTags(desiredTags(request, nodegroup, record, efaGroup, efaCount));
  const roll = live && rollOf(request, live, efaGroup);
  const back = roll ? existingVersion(settled, roll) !== undefined : live && isLive(request, live);
  const { version, releaseVersion } = versionDifference(request, nodegroup);
  const rolls = (roll && !back) || version !== undefined || releaseVersion !== undefined;
  const conflict = config && 'path' in config ? config : undefined;
  const sizes = config && !('path' in config) ? config.scalingConfig : undefined;
  return [
    ...found(conflict),
    ...found(rolls ? blockRollFinding(nodegroup, sizes?.desiredSize) : undefined),
    ...(roll && !back && changed(request, 'CapacityReservation')
      ? capacityFindings(request.desired, facts.environment)
      : []),
    ...(tags ? [tags] : []),
    ...settingFindings(request, nodegroup, settled.facts.environment),
    ...(live && !back ? rollFindings(request, live, efaGroup, roll) : []),
  ];
}
