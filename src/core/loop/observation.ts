/** How an observation changes what is known. */

import type { Nodegroup, Update } from '@aws-sdk/client-eks';
import type { Checkpoint } from '../model/decision';
import type {
  Environment,
  Facts,
  LaunchTemplateFact,
  Observed,
  OwnedResource,
  PlacementGroupFact,
  SecurityGroupFact,
  TemplateCopy,
} from '../model/facts';
import type { Request } from '../model/request';
import { readRecord } from '../ownership/choice-record';
import { formatId } from '../ownership/identity';
import { isOwnNodegroup } from '../ownership/nodegroup-owner';
import { EC2_RESOURCES } from '../ownership/owned-resources';
import { ID_TAG } from '../ownership/tag-keys';
import type { StringMap } from '../util/objects';
import { withRoll } from './rolled-to';
import { NOT_OBSERVED, visibilitySeconds } from './wait';

/** What was observed: a member for each target, with a `value` where it was found. */
export interface Observation {
  readonly nodegroup?: { readonly value: Nodegroup | undefined };
  readonly launchTemplate?: { readonly value: LaunchTemplateFact | undefined };
  readonly securityGroup?: { readonly value: SecurityGroupFact | undefined };
  readonly placementGroup?: { readonly value: PlacementGroupFact | undefined };
  readonly update?: { readonly value: Update | undefined };
  readonly templateCopy?: { readonly value: TemplateCopy };
  readonly environment?: Environment;
}

/** Nothing was observed yet. */
export const NOTHING_OBSERVED: Facts = {
  nodegroup: NOT_OBSERVED,
  launchTemplate: NOT_OBSERVED,
  securityGroup: NOT_OBSERVED,
  placementGroup: NOT_OBSERVED,
  update: undefined,
  templateCopy: { observations: 0 },
  environment: {},
};

/** Facts after an observation. For Update and Delete, what is not of exactly this Id counts as not found. */
export function applyObservation(
  request: Request,
  facts: Facts,
  observation: Observation,
  checkpoint: Checkpoint,
): Facts {
  const seen = isDelete(request) && seesOwn(request, observation);
  const context = seen ? { ...checkpoint, observedAnything: true } : checkpoint;
  const known: Facts = {
    ...facts,
    ...(observation.nodegroup && {
      nodegroup: observedResource(
        request,
        'nodegroup',
        facts.nodegroup,
        observation.nodegroup.value,
        context,
      ),
    }),
    ...(observation.launchTemplate && {
      launchTemplate: observedResource(
        request,
        'launchTemplate',
        facts.launchTemplate,
        withLiveVersion(facts, observation.launchTemplate.value),
        context,
      ),
    }),
    ...(observation.placementGroup && {
      placementGroup: observedResource(
        request,
        'placementGroup',
        facts.placementGroup,
        observation.placementGroup.value,
        context,
      ),
    }),
    ...(observation.securityGroup && {
      securityGroup: observedSecurityGroup(
        request,
        facts.securityGroup,
        observation.securityGroup.value,
        context,
      ),
    }),
    ...(observation.update && {
      update: observation.update.value ?? facts.update,
      isUpdateObserved: true,
    }),
    ...(observation.templateCopy && {
      templateCopy: {
        observations: facts.templateCopy.observations + 1,
        observed: observation.templateCopy.value,
      },
    }),
    environment: { ...facts.environment, ...observation.environment },
    isSizeFresh: isOfSizeAlone(observation) || undefined,
  };
  if (request.action === 'UPDATE') return withRoll(known, checkpoint);
  return isDelete(request) && observation.nodegroup ? withEvidence(known) : known;
}

function isOfSizeAlone({ environment = {}, ...others }: Observation): boolean {
  const names = [...Object.keys(environment), ...Object.keys(others)];
  return names.length === 1 && environment.scalingGroup !== undefined;
}

/** A template whose versions do not show the one that the node group names is not visible yet as a whole. */
function withLiveVersion(
  { nodegroup }: Facts,
  template: LaunchTemplateFact | undefined,
): LaunchTemplateFact | undefined {
  if (!template?.versions || nodegroup.is !== 'present') return template;
  const { version } = nodegroup.value.launchTemplate ?? {};
  const isShown = template.versions.some(({ VersionNumber }) => String(VersionNumber) === version);
  return isShown ? template : undefined;
}

function isDelete({ action }: Request): boolean {
  return action === 'DELETE';
}

/** Whether it shows any of the four resources as ours. */
function seesOwn({ identity }: Request, observation: Observation): boolean {
  const id = formatId(identity);
  return (
    isOwnNodegroup(observation.nodegroup?.value, identity) ||
    EC2_RESOURCES.some((resource) => observation[resource]?.value?.tags?.[ID_TAG] === id)
  );
}

/**
 * The node group's own tags record which resources were never created, so that they need no second observation; and
 * which were, so that two observations that do not show them do not mean that they are deleted.
 */
function withEvidence(facts: Facts): Facts {
  if (facts.nodegroup.is !== 'present') return facts;
  const { createdPlacementGroup, createdSecurityGroup } = readRecord(
    facts.nodegroup.value.tags ?? {},
  );
  return {
    ...facts,
    launchTemplate: confirmedByEvidence(facts.launchTemplate, true),
    placementGroup: confirmedByEvidence(facts.placementGroup, createdPlacementGroup),
    securityGroup: confirmedByEvidence(facts.securityGroup, createdSecurityGroup),
  };
}

function confirmedByEvidence<T>(
  observed: Observed<T>,
  wasCreated: boolean | undefined,
): Observed<T> {
  if (observed.is !== 'unknown' || wasCreated === undefined) return observed;
  return wasCreated ? { ...observed, confirmed: true } : { is: 'absent' };
}

function observedResource<
  T extends { readonly tags?: StringMap | Record<string, string> | undefined },
>(
  request: Request,
  resource: OwnedResource,
  before: Observed<T>,
  value: T | undefined,
  checkpoint: Checkpoint,
): Observed<T> {
  const id = value?.tags?.[ID_TAG];
  const ours =
    resource === 'nodegroup'
      ? isOwnNodegroup(value as Nodegroup | undefined, request.identity)
      : id === formatId(request.identity);
  if (value && ours) return { is: 'present', ours, value };
  if (!value || request.action !== 'CREATE') {
    const otherId =
      resource === 'nodegroup' ? undefined : (value as { id?: string } | undefined)?.id;
    return { ...notObserved(request, resource, before, checkpoint), ...(otherId && { otherId }) };
  }
  // EC2 may show a resource before its tags: only one that stays without them belongs to somebody else
  const observations = (before.is === 'unknown' ? before.observations : 0) + 1;
  const tagsMayCome = resource !== 'nodegroup' && id === undefined;
  return tagsMayCome && visibilitySeconds(observations - 1) !== undefined
    ? { is: 'unknown', confirmed: true, observations, observeNow: false }
    : { is: 'present', ours, value };
}

/** After an observation that did not show the resource. */
function notObserved<T>(
  request: Request,
  resource: OwnedResource,
  before: Observed<T>,
  checkpoint: Checkpoint,
): Exclude<Observed<T>, { readonly is: 'present' }> {
  if (before.is === 'absent') return before;
  const observations = (before.is === 'unknown' ? before.observations : 0) + 1;
  const confirmed =
    before.is === 'present' || before.confirmed || wasProbablyCreated(request, checkpoint);
  const givenUp = confirmed && visibilitySeconds(observations - 1) === undefined;
  if (request.action === 'DELETE') {
    // what was seen DELETING is absent after two observations that do not show it, and so is what nothing proves
    const ending = resource === 'nodegroup' && checkpoint.seenDeleting === true;
    if (givenUp || ((ending || !confirmed) && observations >= 2)) return { is: 'absent' };
  }
  // it was deleted by hand and is created again. A node group never is: Create fails instead
  if (request.action === 'CREATE' && givenUp && resource !== 'nodegroup') return { is: 'absent' };
  const isNameTaken = before.is === 'unknown' && before.isNameTaken === true;
  return {
    is: 'unknown',
    confirmed,
    observations,
    observeNow: false,
    ...(isNameTaken && { isNameTaken }),
  };
}

/**
 * Delete: what was seen of a generation proves that the rest was created too, unless its record says otherwise; so does a
 * request of the custom resource, which answers with another id where nothing was created.
 */
function wasProbablyCreated(request: Request, { observedAnything }: Checkpoint): boolean {
  return request.action === 'DELETE' && (observedAnything === true || request.fenced === true);
}

/** A group whose rules were sent before this observation and are not all visible makes the operation wait. */
function observedSecurityGroup(
  request: Request,
  before: Observed<SecurityGroupFact>,
  value: SecurityGroupFact | undefined,
  checkpoint: Checkpoint,
): Observed<SecurityGroupFact> {
  const observed = observedResource(request, 'securityGroup', before, value, checkpoint);
  if (observed.is !== 'present' || before.is !== 'present' || observed.value.rulesConfirmed)
    return observed;
  const ruleObservations = before.value.ruleObservations + 1;
  return { ...observed, value: { ...observed.value, ruleObservations, waitForRules: true } };
}
