/** What a terminal shows of a text, and never obeys. */

/** Control characters of C0 and C1 except tab and line feed, and those that turn the direction of writing. */
const CONTROLS = /(?![\t\n])[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The sequences of terminal/paint.ts. A template may hold them too, and then has a colour, and nothing else. */
const COLOURS = String.raw`\u001b\[(?:1|22|31|32|33|39)m`;
const CONTROLS_BUT_COLOURS = new RegExp(`(?!${COLOURS})(?:${CONTROLS.source})`, 'gu');

/**
 * A template, and a name in AWS, may hold sequences that change a terminal's title or what it has shown.
 * @param hasColors whether the text may be painted
 */
export function printable(text: string, hasColors = false): string {
  return text.replace(
    hasColors ? CONTROLS_BUT_COLOURS : CONTROLS,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
