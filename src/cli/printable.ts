/** What a terminal shows of a text, and never obeys. */

/** Control characters of C0 and C1 except tab and line feed, and those that turn the direction of writing. */
const CONTROLS = /(?![\t\n])[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A template, and a name in AWS, may hold sequences that change a terminal's title, colours or what it has shown. */
export function printable(text: string): string {
  return text.replace(
    CONTROLS,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
