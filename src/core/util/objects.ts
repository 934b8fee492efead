/** Small things that plain objects need. */

export function withoutUndefined<T extends object>(
  value: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** Undefined where no member is left. */
export function nonEmpty<T extends object>(value: T): T | undefined {
  const some = withoutUndefined(value);
  return Object.keys(some).length > 0 ? (some as T) : undefined;
}

/** `MinSize` → `minSize`, as EKS spells its members. */
export function camelCased(value: object): Record<string, never> {
  return renamed(value, (initial) => initial.toLowerCase());
}

/** `minSize` → `MinSize`, as CloudFormation does. */
export function pascalCased(value: object): Record<string, never> {
  return renamed(value, (initial) => initial.toUpperCase());
}

/** The types of members are the caller's to say: hence `never`, which fits all of them. */
function renamed(value: object, change: (initial: string) => string): Record<string, never> {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name.replace(/^./, change), member]),
  ) as Record<string, never>;
}
