/** For tests: what a feature declares, and the contexts that its functions take. */

import type { ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Nodegroup } from '@aws-sdk/client-eks';
import type { CreateMembers, Feature, UpdateContext } from '../../src/core/feature/feature';
import type { Section, SectionContext } from '../../src/core/feature/template-part';
import { FEATURES } from '../../src/core/features';
import { describedVersion } from '../../src/core/launch-template/next-version';
import { appliedGroups, appliedHashes } from '../../src/core/lifecycle/applied-groups';
import { configDifference } from '../../src/core/lifecycle/update/config';
import { sinceLastApplied } from '../../src/core/lifecycle/update/last-applied';
import { type SettledUpdate, settledUpdate } from '../../src/core/lifecycle/update/settled-update';
import { NOTHING_OBSERVED } from '../../src/core/loop/observation';
import type { Facts } from '../../src/core/model/facts';
import type { Properties } from '../../src/core/model/properties';
import type { UpdateRequest } from '../../src/core/model/request';
import { APPLIED_TAG, formatApplied } from '../../src/core/ownership/applied-record';
import { choices, environment, properties } from './given';

/** Fails the test for a feature that is not in a section of the launch template. */
export function sectionOf(feature: Feature): Section {
  if (feature.change === 'roll' && feature.part.kind === 'section') return feature.part;
  throw new Error(`${feature.properties} has no section`);
}

/** The section's members of the template data, and what is read back from them. */
export function thereAndBack(
  feature: Feature,
  given: Partial<Properties>,
  context: Partial<SectionContext> = {},
) {
  const { expand, flatten } = sectionOf(feature);
  const data = expand(properties(given), {
    amiType: 'AL2023_x86_64_NVIDIA',
    capacityType: 'ON_DEMAND',
    ...context,
  });
  return { data, back: flatten(data as ResponseLaunchTemplateData) };
}

/** What CreateNodegroup gets of a feature. */
export function createMembers(feature: Feature, given: Partial<Properties>): CreateMembers {
  return ('expand' in feature && feature.expand?.(properties(given), choices())) || {};
}

export function updateContext(
  { previous, desired, identity }: UpdateRequest,
  more: Partial<UpdateContext> = {},
): UpdateContext {
  return {
    previous,
    desired,
    identity,
    environment: environment(),
    nodegroup: {},
    record: {},
    data: undefined,
    ownGroupId: undefined,
    efaSecurityGroup: { kind: 'none' },
    nextData: undefined,
    ...more,
  };
}

export function settled(request: UpdateRequest, facts: Facts, nodegroup: Nodegroup): SettledUpdate {
  return settledUpdate(
    sinceLastApplied(
      request,
      nodegroup,
      facts,
      { checkpoint: {}, startedAtEpochSeconds: 0 },
      appliedGroups(FEATURES),
    ),
    facts,
    nodegroup,
    describedVersion,
  );
}

/** What UpdateNodegroupConfig carries for a change of this living node group, to which the previous values were applied. */
export function configOf(request: UpdateRequest, nodegroup: Nodegroup) {
  const record = {
    operation: 'before',
    isSending: false,
    hashes: appliedHashes(appliedGroups(FEATURES), { properties: request.previous, stackTags: {} }),
    before: {},
  };
  const tags = { ...nodegroup.tags, [APPLIED_TAG]: formatApplied(record) };
  return configDifference(settled(request, NOTHING_OBSERVED, { ...nodegroup, tags }));
}
