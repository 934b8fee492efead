/** Findings about the properties, and how they are worded together. */

/** The property's path, and one or two sentences: what was found, and what to do. */
export interface Finding {
  readonly path: string;
  readonly message: string;
}

/** Findings about one property. */
export function findingsAt(path: string, messages: readonly (string | undefined)[]) {
  return messages.flatMap((message): readonly Finding[] =>
    message === undefined ? [] : [{ path, message }],
  );
}

export function found(finding: Finding | undefined): readonly Finding[] {
  return finding ? [finding] : [];
}

/** One line for a failure's message: every finding with its property. */
export function describeFindings(findings: readonly Finding[]): string {
  return findings.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join(' | ');
}

/** What the end of an operation reports: its notes, and its warnings once more. */
export function withWarnings(
  notes: readonly string[],
  { warnings = [] }: { readonly warnings?: readonly Finding[] },
): readonly string[] {
  return warnings.length > 0 ? [...notes, `Warning: ${describeFindings(warnings)}`] : notes;
}
