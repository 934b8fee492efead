/** MIME multi-part documents, split and joined byte for byte. */

const BOUNDARY = 'efa-node-group';

/** One document of all parts; undefined where there is none. */
export function joinParts(parts: readonly string[]): string | undefined {
  if (parts.length === 0) return undefined;
  const boundary = unusedBoundary(parts);
  const body = parts.map((part) => `--${boundary}\n${part}\n`).join('');
  return `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="${boundary}"\n\n${body}--${boundary}--\n`;
}

function unusedBoundary(parts: readonly string[]): string {
  const used = parts.join('\n');
  let boundary = BOUNDARY;
  for (let suffix = 2; used.includes(`--${boundary}`); suffix += 1)
    boundary = `${BOUNDARY}-${suffix}`;
  return boundary;
}

/**
 * Headers and body of each part, byte for byte: only the line break before a boundary belongs to the
 * boundary. A shell script is one part, and nothing is none.
 */
export function partsOf(text: string): readonly string[] {
  if (text === '') return [];
  if (!isMime(text)) return [`Content-Type: text/x-shellscript; charset="utf-8"\n\n${text}`];
  if (!isMultipart(text)) return [text.replace(/^MIME-Version\s*:[^\n]*\n/i, '')];
  const boundary = boundaryOf(text);
  const parts: string[][] = [];
  for (const line of boundary === undefined ? [] : text.split('\n')) {
    if (line.trimEnd() === `--${boundary}--`) break;
    if (line.trimEnd() === `--${boundary}`) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n').replace(/\r$/, ''));
}

export function isMime(text: string): boolean {
  return /^(MIME-Version|Content-Type|Content-Transfer-Encoding|Content-Disposition)\s*:/i.test(
    text,
  );
}

function isMultipart(text: string): boolean {
  return /^Content-Type\s*:\s*multipart\//im.test(headersOf(text));
}

function boundaryOf(text: string): string | undefined {
  const found =
    /^Content-Type\s*:\s*multipart\/[^\n]*?boundary\s*=\s*(?:"([^"]+)"|([^\s;]+))/im.exec(
      headersOf(text),
    );
  return found?.[1] ?? found?.[2];
}

/** The document's own headers, each on one line. */
function headersOf(text: string): string {
  const [headers = ''] = text.split(/\r?\n\r?\n/, 1);
  return headers.replace(/\r?\n[ \t]+/g, ' ');
}
