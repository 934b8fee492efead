/** What somebody may have meant. */
import { distance } from 'fastest-levenshtein';

/** Longer names are compared no further: no name of a property is as long, and the comparison takes its square. */
const LONGEST = 100;

/** The one of `names` that differs least from a misspelt one, if it is near; undefined where none is. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  if (given.length > LONGEST) return undefined;
  const lower = given.toLowerCase();
  const [best] = names
    .map((name) => ({ name, away: distance(lower, name.toLowerCase()) }))
    .sort((a, b) => a.away - b.away);
  // half of the letters, and at most three: `Taem` for `Team`, and not `Min` for `Max`
  const allowed = Math.min(3, Math.floor(Math.max(given.length, best?.name.length ?? 0) / 2));
  return best && best.away <= allowed ? best.name : undefined;
}
