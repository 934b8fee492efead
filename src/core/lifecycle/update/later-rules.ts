/** Rules that 0.1 did not have, for an update of a node group that it may have created. */

import { isChanged } from '../../feature/change';
import type { Feature } from '../../feature/feature';
import type { Finding } from '../../model/findings';
import type { PropertyPath } from '../../model/properties';
import { versionDifference } from '../../node/versions';
import type { SettledUpdate } from './settled-update';

/**
 * What the change itself brings: not what the template had before, nor what AWS has already, nor what the update only
 * takes back. @param rolls whether the launch template gets a version that it did not have
 */
export function laterFindings(
  features: readonly Feature[],
  update: SettledUpdate,
  rolls: boolean,
): readonly Finding[] {
  const { request, given } = update;
  const isDue = (path: PropertyPath) =>
    isChanged(request, path) &&
    !update.takenBack.includes(path) &&
    isSent(features, update, path, rolls);
  return features.flatMap((feature) => {
    const { properties, dependsOn = [] } = feature;
    if (!feature.laterRules || ![...properties, ...dependsOn].some(isDue)) return [];
    const before = feature.laterRules(given.previous, false).map(sentenceOf);
    return feature
      .laterRules(given.desired, false)
      .filter((finding) => !before.includes(sentenceOf(finding)));
  });
}

function isSent(
  features: readonly Feature[],
  update: SettledUpdate,
  path: PropertyPath,
  rolls: boolean,
): boolean {
  const { request, nodegroup, efaCount, sizes } = update;
  const owner = features.find(({ properties }) => properties.includes(path));
  switch (owner?.change) {
    case 'config':
      return owner.difference(request, nodegroup, { efaCount, sizes }) !== undefined;
    case 'roll':
      return rolls;
    case 'version': {
      const { version, releaseVersion } = versionDifference(request, nodegroup);
      return version !== undefined || releaseVersion !== undefined;
    }
    default:
      return true;
  }
}

function sentenceOf({ path, message }: Finding): string {
  return `${path}: ${message}`;
}
