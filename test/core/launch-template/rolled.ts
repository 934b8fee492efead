/** For tests: the next version of a launch template, from what Create would have made of one set of properties. */

import type { ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import { isLive, nextVersion } from '../../../src/core/launch-template/next-version';
import type { NextVersion } from '../../../src/core/launch-template/versions';
import { updateFindings } from '../../../src/core/lifecycle/update/checks';
import type { Environment } from '../../../src/core/model/facts';
import type { Properties } from '../../../src/core/model/properties';
import type { UpdateRequest } from '../../../src/core/model/request';
import { settled } from '../features';
import {
  CLUSTER_GROUP,
  environment,
  factsOf,
  group,
  type Living,
  living,
  missed,
  present,
  SECURITY_GROUP,
  SELF_RULES,
  update,
} from '../given';

export type Given = Partial<Properties>;
export interface Setting {
  readonly environment?: Partial<Environment>;
  readonly drift?: (data: ResponseLaunchTemplateData) => ResponseLaunchTemplateData;
  readonly description?: string | undefined;
}

export const ALL_GROUPS = {
  securityGroups: [group('sg-00000001'), group(CLUSTER_GROUP, SELF_RULES), group('sg-00000002')],
};
export const NO_SELF = { securityGroups: [group(CLUSTER_GROUP), group('sg-00000001')] };

/** The launch template that Create made of `previous`, and its next version for `desired`. */
export function rolled(previous: Given, desired: Given, setting: Setting = {}) {
  const around = environment({ ...ALL_GROUPS, ...setting.environment });
  return rolledFrom(
    living(previous, { environment: around }),
    update(previous, desired),
    around,
    setting,
  );
}

/** The same for another request than the one that follows from what Create made. */
export function rolledFrom(
  { nodegroup, template, ...born }: Living,
  request: UpdateRequest,
  around: Environment = environment(ALL_GROUPS),
  { drift = (data) => data, ...setting }: Setting = {},
) {
  const [first = {}] = template.versions ?? [];
  const version = {
    ...first,
    LaunchTemplateData: drift(first.LaunchTemplateData ?? {}),
    ...('description' in setting && { VersionDescription: setting.description as string }),
  };
  const facts = factsOf(
    { ...born, nodegroup, template: { ...template, versions: [version] } },
    {
      securityGroup:
        born.choices.efaSecurityGroup.kind === 'created' ? present(SECURITY_GROUP) : missed(),
      environment: around,
    },
  );
  const update = settled(request, facts, nodegroup);
  if (!update.live) throw new Error('no live version');
  const next = nextVersion(request, update.live, update.efaSecurityGroup);
  return {
    next,
    before: version.LaunchTemplateData,
    version,
    findings: updateFindings(update, undefined, next, isLive(request, update.live), false),
  };
}

/** The members of the template data that the next version changes; undefined where there is none. */
export function changedMembers(next: NextVersion | undefined, before: ResponseLaunchTemplateData) {
  if (!next) return undefined;
  const names = new Set([...Object.keys(before), ...Object.keys(next.data)]);
  return [...names]
    .filter(
      (name) =>
        JSON.stringify(before[name as 'UserData']) !==
        JSON.stringify(next.data[name as 'UserData']),
    )
    .sort();
}
