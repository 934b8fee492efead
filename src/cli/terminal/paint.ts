/** Colours of the answer, where the terminal has them: NO_COLOR, FORCE_COLOR and TERM are Node's to read (`hasColors`). */
import { styleText } from 'node:util';

export type Style = 'bold' | 'red' | 'yellow' | 'green';
export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_style, text) => text;

/** @param hasColors of the stream */
export function painter(hasColors: boolean): Paint {
  // Node 20 has it from 20.12 on; whether the stream takes colours is known already
  if (!hasColors || styleText === undefined) return plain;
  return (style, text) => styleText(style, text, { validateStream: false });
}
