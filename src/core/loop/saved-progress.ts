/**
 * Progress in the form of callbackContext and of the state machine, which release 0.1 writes and reads, so that any release
 * can finish an operation that another one started: after an upgrade, and after going back.
 */
import type { Choices, PlacementGroupChoice, SecurityGroupChoice } from '../model/choices';
import type { Checkpoint, Progress, SavedProgress } from '../model/decision';
import { renamed, reversed, type StringMap } from '../util/objects';

type Members = Readonly<Record<string, unknown>>;

/** Names of members here to those of the saved form. */
const PROGRESS: StringMap = { completionNotes: 'doneWith', checkpoint: 'seen' };
const CHECKPOINT: StringMap = {
  observedAnything: 'anything',
  templateCopyObservations: 'templateLooks',
};
const OBSERVED: StringMap = { confirmed: 'made', observations: 'looks', observeNow: 'lookNow' };
const SECURITY_GROUP: StringMap = { rulesConfirmed: 'rulesSeen', ruleObservations: 'ruleLooks' };
/** A choice of the saved form. */
const CREATED = 'made';
const RESOURCES = ['nodegroup', 'launchTemplate', 'securityGroup', 'placementGroup'] as const;

export function saved(progress: Progress): SavedProgress {
  const { startedAtEpochSeconds, choices, checkpoint, ...rest } = progress;
  return {
    startedAtEpochSeconds,
    ...renamed(rest, PROGRESS),
    ...(choices && { choices: savedChoices(choices) }),
    seen: {
      ...renamed(checkpoint, CHECKPOINT),
      ...eachResource(checkpoint as Members, (observed, resource) => ({
        ...renamed(observed, OBSERVED),
        ...(observed.is === 'unknown' && { is: 'unsure' }),
        ...(observed.is === 'present' &&
          resource === 'securityGroup' && {
            value: renamed(observed.value as Members, SECURITY_GROUP),
          }),
      })),
    },
  };
}

export function loaded(progress: SavedProgress): Progress {
  const { choices, seen = {}, ...rest } = progress;
  const checkpoint = seen as Members;
  return {
    ...renamed(rest, reversed(PROGRESS)),
    ...(choices !== undefined && { choices: loadedChoices(choices as Members) }),
    checkpoint: {
      ...renamed(checkpoint, reversed(CHECKPOINT)),
      ...eachResource(checkpoint, (observed, resource) => ({
        ...renamed(observed, reversed(OBSERVED)),
        ...(observed.is === 'unsure' && { is: 'unknown' }),
        ...(observed.is === 'present' &&
          resource === 'securityGroup' && {
            value: renamed(observed.value as Members, reversed(SECURITY_GROUP)),
          }),
      })),
    } as Checkpoint,
  } as unknown as Progress;
}

function eachResource(
  checkpoint: Members,
  change: (observed: Members, resource: string) => Members,
): Members {
  return Object.fromEntries(
    RESOURCES.flatMap((resource) =>
      checkpoint[resource] ? [[resource, change(checkpoint[resource] as Members, resource)]] : [],
    ),
  );
}

function savedChoices({ efaSecurityGroup, placementGroup, ...rest }: Choices): Members {
  const plain = (choice: SecurityGroupChoice | PlacementGroupChoice) =>
    choice.kind === 'created' ? CREATED : choice.kind;
  return {
    ...rest,
    efaSecurityGroup:
      efaSecurityGroup.kind === 'existing'
        ? { groupId: efaSecurityGroup.id }
        : plain(efaSecurityGroup),
    placementGroup:
      placementGroup.kind === 'existing'
        ? 'id' in placementGroup
          ? { groupId: placementGroup.id }
          : { groupName: placementGroup.name }
        : plain(placementGroup),
  };
}

function loadedChoices({ efaSecurityGroup, placementGroup, ...rest }: Members): Choices {
  const choice = (value: unknown, existing: (value: Members) => object) => {
    if (typeof value === 'object' && value !== null) return existing(value as Members);
    return { kind: value === CREATED ? 'created' : 'none' };
  };
  return {
    ...rest,
    efaSecurityGroup: choice(efaSecurityGroup, ({ groupId: id }) => ({ kind: 'existing', id })),
    placementGroup: choice(placementGroup, ({ groupName: name, groupId: id }) => ({
      kind: 'existing',
      ...(id === undefined ? { name } : { id }),
    })),
  } as unknown as Choices;
}
