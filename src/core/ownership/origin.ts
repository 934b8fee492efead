/** Which stack and logical id a resource was created for, by its tags; and what these prove. */
import type { StringMap } from '../util/objects';
import { parseId, resourceName } from './identity';
import { ID_TAG, LOGICAL_ID_TAG, STACK_TAG } from './tag-keys';

/** A member is undefined where there is no such tag. */
export interface Origin {
  readonly stackName: string | undefined;
  readonly logicalId: string | undefined;
}
export interface Tagged {
  readonly name: string | undefined;
  readonly tags: StringMap;
}

export function originOfTags(tags: StringMap): Origin {
  return { stackName: tags[STACK_TAG], logicalId: tags[LOGICAL_ID_TAG] };
}

/** Whether any of these origins names another stack or logical id; a tag that is missing names none. */
export function isForeign(origins: readonly Origin[], { stackName, logicalId }: Origin): boolean {
  return origins.some(
    (each) =>
      (each.stackName !== undefined && each.stackName !== stackName) ||
      (each.logicalId !== undefined && each.logicalId !== logicalId),
  );
}

/** The Ids of those whose name belongs to the Id of their tag: anybody can tag a resource of his own with any Id. */
export function idsOf(resources: readonly Tagged[]): readonly string[] {
  return resources.flatMap(({ name, tags }) => {
    const id = tags[ID_TAG] ?? '';
    const identity = parseId(id);
    return identity && name === resourceName(identity) ? [id] : [];
  });
}
