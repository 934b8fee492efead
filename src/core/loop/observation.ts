/** How a look changes what is known. */
import type { Nodegroup, Update } from '@aws-sdk/client-eks';
import type {
  Facts,
  LaunchTemplateFact,
  Lookups,
  Piece,
  PlacementGroupFact,
  Request,
  SecurityGroupFact,
  Seen,
  Sight,
  StringMap,
  UsedTemplate,
} from '../model/types';
import { formatId } from '../ownership/identity';
import { ID_TAG, readRecord } from '../ownership/tags';
import { UNLOOKED, visibilitySeconds } from './wait';

/** What a look found; a member is there where it was looked for, and its `value` where it was found. */
export interface Looked {
  readonly nodegroup?: { readonly value: Nodegroup | undefined };
  readonly launchTemplate?: { readonly value: LaunchTemplateFact | undefined };
  readonly securityGroup?: { readonly value: SecurityGroupFact | undefined };
  readonly placementGroup?: { readonly value: PlacementGroupFact | undefined };
  readonly update?: { readonly value: Update | undefined };
  readonly usedTemplate?: { readonly value: UsedTemplate };
  readonly lookups?: Lookups;
}

/** What nobody has looked at yet. */
export const NOTHING_KNOWN: Facts = {
  nodegroup: UNLOOKED,
  launchTemplate: UNLOOKED,
  securityGroup: UNLOOKED,
  placementGroup: UNLOOKED,
  update: undefined,
  usedTemplate: { looks: 0 },
  lookups: {},
};

/** Facts after a look. For Update and Delete, what does not carry exactly the Id counts as not there. */
export function afterLook(request: Request, facts: Facts, looked: Looked, seen: Seen): Facts {
  const known: Facts = {
    ...facts,
    ...(looked.nodegroup && {
      nodegroup: sighted(request, 'nodegroup', facts.nodegroup, looked.nodegroup.value, seen),
    }),
    ...(looked.launchTemplate && {
      launchTemplate: sighted(
        request,
        'launchTemplate',
        facts.launchTemplate,
        looked.launchTemplate.value,
        seen,
      ),
    }),
    ...(looked.placementGroup && {
      placementGroup: sighted(
        request,
        'placementGroup',
        facts.placementGroup,
        looked.placementGroup.value,
        seen,
      ),
    }),
    ...(looked.securityGroup && {
      securityGroup: sightedGroup(request, facts.securityGroup, looked.securityGroup.value, seen),
    }),
    ...(looked.update && { update: looked.update.value ?? facts.update }),
    ...(looked.usedTemplate && {
      usedTemplate: { looks: facts.usedTemplate.looks + 1, told: looked.usedTemplate.value },
    }),
    lookups: { ...facts.lookups, ...looked.lookups },
  };
  return request.action === 'DELETE' && looked.nodegroup ? withProofs(known) : known;
}

/**
 * The node group's own tags tell which pieces were never made, so that nobody has to look twice; and which
 * were, so that two empty looks are not enough to believe them gone.
 */
function withProofs(facts: Facts): Facts {
  if (facts.nodegroup.is !== 'present') return facts;
  const { madePlacementGroup, madeSecurityGroup } = readRecord(facts.nodegroup.value.tags ?? {});
  return {
    ...facts,
    launchTemplate: withProof(facts.launchTemplate, true),
    placementGroup: withProof(facts.placementGroup, madePlacementGroup),
    securityGroup: withProof(facts.securityGroup, madeSecurityGroup),
  };
}

function withProof<T>(sight: Sight<T>, made: boolean | undefined): Sight<T> {
  if (sight.is !== 'unsure' || made === undefined) return sight;
  return made ? { ...sight, made } : { is: 'absent' };
}

function sighted<T extends { readonly tags?: StringMap | Record<string, string> | undefined }>(
  request: Request,
  piece: Piece,
  before: Sight<T>,
  value: T | undefined,
  seen: Seen,
): Sight<T> {
  const id = value?.tags?.[ID_TAG];
  const ours = id === formatId(request.identity);
  if (value && ours) return { is: 'present', ours, value };
  if (!value || request.action !== 'CREATE') return missed(request, piece, before, seen);
  // EC2 may show a piece before its tags: only one that stays without is somebody else's
  const looks = (before.is === 'unsure' ? before.looks : 0) + 1;
  const tagsMayCome = piece !== 'nodegroup' && id === undefined;
  return tagsMayCome && visibilitySeconds(looks - 1) !== undefined
    ? { is: 'unsure', made: true, looks, lookNow: false }
    : { is: 'present', ours, value };
}

/** A fruitless look. */
function missed<T>(request: Request, piece: Piece, before: Sight<T>, seen: Seen): Sight<T> {
  if (before.is === 'absent') return before;
  const looks = (before.is === 'unsure' ? before.looks : 0) + 1;
  const made = before.is === 'present' || before.made;
  if (request.action === 'DELETE') {
    // what was deleted with success is gone; what nobody ever saw is believed absent after two looks
    const deleted = piece === 'nodegroup' && (seen.deletes ?? 0) > 0;
    const proven = made && piece !== 'nodegroup';
    if (deleted || (!proven && looks >= 2)) return { is: 'absent' };
  }
  const givenUp = made && visibilitySeconds(looks - 1) === undefined;
  if (request.action === 'DELETE' && givenUp) return { is: 'absent' };
  // removed by hand, then: it is made again. A node group never is: Create fails instead
  if (request.action === 'CREATE' && givenUp && piece !== 'nodegroup') return { is: 'absent' };
  return { is: 'unsure', made, looks, lookNow: false };
}

/** A group whose rules were sent before this look and are not all there makes the operation wait. */
function sightedGroup(
  request: Request,
  before: Sight<SecurityGroupFact>,
  value: SecurityGroupFact | undefined,
  seen: Seen,
): Sight<SecurityGroupFact> {
  const sight = sighted(request, 'securityGroup', before, value, seen);
  if (sight.is !== 'present' || before.is !== 'present' || sight.value.rulesSeen) return sight;
  const ruleLooks = before.value.ruleLooks + 1;
  return { ...sight, value: { ...sight.value, ruleLooks, waitForRules: true } };
}
