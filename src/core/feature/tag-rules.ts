/** Keys of labels and tags that the user may not use. */
import type { Finding } from '../model/findings';
import type { StringMap } from '../util/objects';

export function tagKeyRules(
  path: string,
  map: StringMap | undefined,
  isForbidden: (key: string) => boolean,
): readonly Finding[] {
  return Object.keys(map ?? {})
    .filter(isForbidden)
    .map((key) => ({
      path: `${path}.${key}`,
      message: 'The key is reserved by AWS or by this resource. Choose another key.',
    }));
}
