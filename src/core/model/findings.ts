/** How a look-up's room says what it found. */
import type { Finding } from './types';

/** Findings of one property. */
export function findingsAt(path: string, messages: readonly (string | undefined)[]) {
  return messages.flatMap((message): readonly Finding[] =>
    message === undefined ? [] : [{ path, message }],
  );
}

export function found(finding: Finding | undefined): readonly Finding[] {
  return finding ? [finding] : [];
}
