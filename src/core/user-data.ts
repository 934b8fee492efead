/**
 * User data of AL2023 nodes: a MIME multi-part document that EKS merges with its own (EKS user guide,
 * launch-templates, "Amazon EC2 user data"). The storage part comes first, so that a NodeConfig of the
 * user's, merged after it, wins.
 */
import type { Choices } from './types';

/** EC2 user guide, "Run commands at launch": 16 KB in raw form, before base64. */
export const USER_DATA_MAX_BYTES = 16 * 1024;

const BOUNDARY = 'efa-node-group';
/** How the part that is ours begins in a live template, so that a change of it leaves the user's parts alone. */
const STORAGE_MARK =
  'Content-Type: application/node.eks.aws\n\n# efa-node-group: instance-store disks\n';

/** Why text is no user data that AL2023 runs; undefined where it is. */
export function refusalOf(preBootstrap: string): string | undefined {
  if (preBootstrap.startsWith('#!')) return undefined;
  const use =
    'Begin with #! (a shell script) or with MIME headers (Content-Type: multipart/mixed; boundary="...").';
  if (!isMime(preBootstrap)) return `it begins with neither #! nor a MIME header. ${use}`;
  return partsOf(preBootstrap).length > 0 ? undefined : `its MIME document has no part. ${use}`;
}

/** Size in bytes of the document that the parts make, before base64. */
export function userDataBytes(
  localStorage: Choices['localStorage'],
  preBootstrap: string | undefined,
): number {
  return Buffer.byteLength(document(localStorage, partsOf(preBootstrap ?? '')) ?? '');
}

/** Base64, as EC2 takes it; undefined where there is nothing to say. */
export function expandUserData(
  localStorage: Choices['localStorage'],
  preBootstrap: string | undefined,
): string | undefined {
  return encode(document(localStorage, partsOf(preBootstrap ?? '')));
}

/** The live document with another storage part: the user's parts stay as they are. */
export function withLocalStorage(
  live: string | undefined,
  localStorage: Choices['localStorage'],
): string | undefined {
  return encode(document(localStorage, liveParts(live).given));
}

/** The live document with other parts of the user's: the storage part stays as it is. */
export function withPreBootstrap(
  live: string | undefined,
  preBootstrap: string | undefined,
): string | undefined {
  return encode(join([...liveParts(live).storage, ...partsOf(preBootstrap ?? '')]));
}

export function samePreBootstrap(
  live: string | undefined,
  preBootstrap: string | undefined,
): boolean {
  return liveParts(live).given.join('\0') === partsOf(preBootstrap ?? '').join('\0');
}

function liveParts(live: string | undefined) {
  const parts = partsOf(Buffer.from(live ?? '', 'base64').toString('utf8'));
  return {
    storage: parts.filter((part) => part.startsWith(STORAGE_MARK)),
    given: parts.filter((part) => !part.startsWith(STORAGE_MARK)),
  };
}

function encode(text: string | undefined): string | undefined {
  return text === undefined ? undefined : Buffer.from(text, 'utf8').toString('base64');
}

function document(
  localStorage: Choices['localStorage'],
  given: readonly string[],
): string | undefined {
  return join(localStorage === 'NONE' ? given : [storagePart(localStorage), ...given]);
}

function join(parts: readonly string[]): string | undefined {
  if (parts.length === 0) return undefined;
  const boundary = unusedBoundary(parts);
  const body = parts.map((part) => `--${boundary}\n${part}\n`).join('');
  return `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="${boundary}"\n\n${body}--${boundary}--\n`;
}

/** Source: nodeadm's NodeConfig, `instance.localStorage` (EKS AMI repository, nodeadm/doc/api.md). */
function storagePart(strategy: string): string {
  const nodeConfig = [
    'apiVersion: node.eks.aws/v1alpha1',
    'kind: NodeConfig',
    'spec:',
    '  instance:',
    '    localStorage:',
    `      strategy: ${strategy}`,
  ];
  return STORAGE_MARK + nodeConfig.join('\n');
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
function partsOf(text: string): readonly string[] {
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

function isMime(text: string): boolean {
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
