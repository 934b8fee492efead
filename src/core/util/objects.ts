/** Helpers for plain objects. */

export type StringMap = Readonly<Record<string, string>>;

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

export function filterKeys(map: StringMap, keep: (key: string) => boolean): StringMap {
  return Object.fromEntries(Object.entries(map).filter(([key]) => keep(key)));
}

/** `MinSize` → `minSize`, as EKS spells its members. */
export function camelCased(value: object): Record<string, never> {
  return withKeys(value, (initial) => initial.toLowerCase());
}

/** `minSize` → `MinSize`, as CloudFormation spells them. */
export function pascalCased(value: object): Record<string, never> {
  return withKeys(value, (initial) => initial.toUpperCase());
}

/** The caller knows the members' types: hence `never`, which is assignable to all of them. */
function withKeys(value: object, change: (initial: string) => string): Record<string, never> {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name.replace(/^./, change), member]),
  ) as Record<string, never>;
}

/** The compiler accepts the call only where every case was handled. @throws TypeError always */
export function assertNever(value: never): never {
  throw new TypeError(`Unexpected value: ${JSON.stringify(value)}`);
}

/** The members under other names; those that `names` does not list keep theirs. */
export function renamed(members: object, names: StringMap): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [names[name] ?? name, value]),
  );
}

export function reversed(names: StringMap): StringMap {
  return Object.fromEntries(Object.entries(names).map(([key, value]) => [value, key]));
}
