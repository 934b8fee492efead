/** For tests: a roll, from what Create would have made of one set of properties to another. */

import type { ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import { efaSecurityGroup } from '../../../src/core/interfaces/change';
import {
  type LiveTemplate,
  type Roll,
  rollOf,
} from '../../../src/core/launch-template/next-version';
import type { Environment } from '../../../src/core/model/facts';
import type { Properties } from '../../../src/core/model/properties';
import { readRecord } from '../../../src/core/ownership/choice-record';
import { CLUSTER_GROUP, environment, group, living, OWN_GROUP, SELF_RULES, update } from '../given';

export type Given = Partial<Properties>;
export interface Setting {
  readonly observation?: Partial<Environment>;
  readonly drift?: (data: ResponseLaunchTemplateData) => ResponseLaunchTemplateData;
  readonly description?: string | undefined;
}

export const ALL_GROUPS = {
  securityGroups: [group('sg-00000001'), group(CLUSTER_GROUP, SELF_RULES), group('sg-00000002')],
};
export const NO_SELF = { securityGroups: [group(CLUSTER_GROUP), group('sg-00000001')] };

/** The live template that Create made of `previous`, and the roll from there to `desired`. */
export function rolled(previous: Given, desired: Given, setting: Setting = {}) {
  const observation = environment({ ...ALL_GROUPS, ...setting.observation });
  const born = living(previous, { environment: observation });
  const [first = {}] = born.template.versions ?? [];
  const { drift = (data) => data } = setting;
  const live: LiveTemplate = {
    version: {
      ...first,
      LaunchTemplateData: drift(first.LaunchTemplateData ?? {}),
      ...('description' in setting && { VersionDescription: setting.description as string }),
    },
    amiType: born.nodegroup.amiType ?? '',
    capacityType: born.choices.capacityType,
    record: readRecord(born.nodegroup.tags ?? {}),
    environment: observation,
    ownGroupId: born.choices.efaSecurityGroup === 'made' ? OWN_GROUP : undefined,
  };
  const request = update(previous, desired);
  const efaGroup = efaSecurityGroup(request, live);
  const before = live.version.LaunchTemplateData ?? {};
  const roll = rollOf(request, live, efaGroup);
  return { roll, efaGroup, before, live, request };
}

/** The sections of the template that the roll changes; undefined where there is none. */
export function sections(roll: Roll | undefined, before: ResponseLaunchTemplateData) {
  if (!roll) return undefined;
  const names = new Set([...Object.keys(before), ...Object.keys(roll.data)]);
  return [...names]
    .filter(
      (name) =>
        JSON.stringify(before[name as 'UserData']) !==
        JSON.stringify(roll.data[name as 'UserData']),
    )
    .sort();
}
