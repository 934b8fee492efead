/** Messages that are longer than CloudFormation keeps: they end with how much is missing, and where all of it is. */

/** Bytes of UTF-8. "StatusMessage … max 1024" (AWS's service model of RecordHandlerProgress, through which a handler reports). */
export const LONGEST_MESSAGE = 1024;

const REST = 'The whole message is in the log of the provider.';
/** Between findings (describeFindings). */
const SEPARATOR = ' | ';

/** @param maximum bytes of UTF-8; the message itself where it is not longer. Whole findings as far as there is place for one. */
export function shortened(message: string, maximum: number): string {
  if (Buffer.byteLength(message) <= maximum) return message;
  const findings = message.split(SEPARATOR);
  for (let kept = findings.length - 1; kept > 0; kept -= 1) {
    const left = findings.length - kept;
    const text = [
      ...findings.slice(0, kept),
      `${left} more ${left === 1 ? 'finding' : 'findings'}: run efa-nodegroup plan to see all of them, or see the log of the provider.`,
    ].join(SEPARATOR);
    if (Buffer.byteLength(text) <= maximum) return text;
  }
  return withoutEnd(message, maximum);
}

/** Cut between two characters. Where there is no place for the words either, only cut. */
function withoutEnd(message: string, maximum: number): string {
  const end = `… ${REST}`;
  const place = maximum - Buffer.byteLength(end);
  return place > 0 ? `${firstBytes(message, place)}${end}` : firstBytes(message, maximum);
}

function firstBytes(text: string, maximum: number): string {
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maximum) return kept;
    kept += character;
  }
  return kept;
}
