/**
 * User data of AL2023 nodes: a MIME multi-part document that EKS merges with its own (EKS user guide,
 * launch-templates, "Amazon EC2 user data"). Our NodeConfig parts come first, so that a NodeConfig of the
 * user's, merged after them, wins (EKS AMI repository, nodeadm/doc/examples.md).
 */
import type { AmiFamily, NodeSettings } from './ami-family';

const BOUNDARY = 'efa-node-group';

/** A part of ours, recognised by how it begins in a live template, so that a change of it leaves the others alone. */
interface OwnPart {
  readonly setting: keyof NodeSettings;
  readonly mark: string;
  /** Lines below `spec:`; none where nothing is set. */
  spec(settings: NodeSettings): readonly string[];
}

/** Source of the members: nodeadm's NodeConfig (EKS AMI repository, nodeadm/doc/api.md). */
const OWN_PARTS: readonly OwnPart[] = [
  {
    setting: 'localStorage',
    mark: markOf('instance-store disks'),
    spec: ({ localStorage }) =>
      localStorage === 'NONE'
        ? []
        : ['  instance:', '    localStorage:', `      strategy: ${localStorage}`],
  },
  {
    setting: 'maxPods',
    mark: markOf('kubelet'),
    spec: ({ maxPods }) =>
      maxPods === undefined ? [] : ['  kubelet:', '    config:', `      maxPods: ${maxPods}`],
  },
];

/**
 * Releases since then make the array again when an instance that was stopped starts (amazon-eks-ami#2755 of
 * 2026-07-06; which release is the first is not documented).
 */
const ARRAY_IS_REMADE_SINCE = 20260801;

export const al2023: AmiFamily = {
  isManaged: true,
  // EKS AMI repository
  volumeDevice: '/dev/xvda',
  devices: ['/dev/xvda'],
  // amazon-eks-ami#1581
  snapshotSize: 20,
  // nodeadm, LocalStorageStrategy
  diskStrategies: ['RAID0', 'RAID10', 'Mount'],
  takesDrivers: true,
  canHibernate: true,
  canReuseOnScaleIn: true,
  settingsYield: false,
  // EKS user guide, choosing-instance-type, "How maxPods is determined"
  mayOverrideMaxPods: true,
  mayLoseArray: (releaseVersion) => {
    const [, date] = /-(\d{8})$/.exec(releaseVersion ?? '') ?? [];
    return date === undefined || Number(date) < ARRAY_IS_REMADE_SINCE;
  },
  releasesKubernetes: true,
  unsupportedRelease: () => undefined,

  unsupportedUserData: (given) => {
    if (given.startsWith('#!')) return undefined;
    const use =
      'Begin it with #! (a shell script), with MIME headers (Content-Type: multipart/mixed; boundary="..."), or with apiVersion: node.eks.aws/v1alpha1 (a NodeConfig).';
    if (isNodeConfig(given)) return undefined;
    if (!isMime(given)) return `The text begins with neither #! nor a MIME header. ${use}`;
    return partsOf(given).length > 0 ? undefined : `The MIME document has no part. ${use}`;
  },

  unreadableUserData: (given) => {
    if (given.startsWith('#!')) return undefined;
    return partsOf(given)
      .map((part, at) =>
        partProblem(part, isMime(given) ? `Part ${at + 1} of the MIME document` : 'The text'),
      )
      .find((problem) => problem !== undefined);
  },

  setsUpDisks: (given, volumes) => partsOf(given).some((part) => setsUpDisks(part, volumes)),

  expand: (settings) =>
    joinParts([
      ...OWN_PARTS.flatMap((part) => expandPart(part, settings)),
      ...partsOf(settings.given ?? ''),
    ]),

  update: (live, desired, changed) => {
    const parts = partsOf(live);
    const ownOf = ({ mark }: OwnPart) => parts.filter((part) => part.startsWith(mark));
    const others = parts.filter((part) => !OWN_PARTS.some(({ mark }) => part.startsWith(mark)));
    const updated = [
      ...OWN_PARTS.flatMap((part) =>
        changed.includes(part.setting) ? expandPart(part, desired) : ownOf(part),
      ),
      ...(changed.includes('given') ? partsOf(desired.given ?? '') : others),
    ];
    const before = [...OWN_PARTS.flatMap(ownOf), ...others];
    return updated.join('\0') === before.join('\0') ? live : joinParts(updated);
  },
};

function markOf(what: string): string {
  return `Content-Type: application/node.eks.aws\n\n# efa-node-group: ${what}\n`;
}

function expandPart({ mark, spec }: OwnPart, settings: NodeSettings): readonly string[] {
  const lines = spec(settings);
  if (lines.length === 0) return [];
  const head = ['apiVersion: node.eks.aws/v1alpha1', 'kind: NodeConfig', 'spec:'];
  return [mark + [...head, ...lines].join('\n')];
}

/** One document of all parts; undefined where there is none. */
function joinParts(parts: readonly string[]): string | undefined {
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
 * boundary. A shell script or a NodeConfig is one part, and nothing is none.
 */
function partsOf(text: string): readonly string[] {
  if (text === '') return [];
  if (isNodeConfig(text)) return [`Content-Type: ${NODE_CONFIG}\n\n${text}`];
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

/** A NodeConfig alone, in YAML or JSON: it becomes a part. */
function isNodeConfig(text: string): boolean {
  const content = text.replace(/^(\s*(#.*|---.*)?\n)*/, '').trimStart();
  const first = /^(\{|["']?(apiVersion|kind|metadata|spec)["']?\s*:)/;
  return first.test(content) && /["'\s{](apiVersion|kind)["']?\s*:/.test(`\n${content}`);
}

/** What nodeadm reads (nodeadm/internal/configprovider/mime.go): one part that it cannot read ends it, and the node never joins. */
function partProblem(part: string, name: string): string | undefined {
  const lines = part.split(/\r?\n/);
  const end = lines.findIndex((line) => line.trim() === '');
  const headers = end < 0 ? lines : lines.slice(0, end);
  const isHeader = (line: string, at: number) =>
    /^[!-9;-~]+:/.test(line) || (at > 0 && /^[ \t]/.test(line));
  if (end < 0 || !headers.every(isHeader)) {
    return `${name} has no empty line between its headers and its content, so that nodeadm cannot read the user data and the node never joins. Add one.`;
  }
  const type = /^Content-Type\s*:\s*([^\s;]+)/im.exec(headers.join('\n'))?.[1]?.toLowerCase();
  if (type?.startsWith('multipart/')) {
    return `${name} is a multipart document itself, of which nodeadm reads nothing. Move its parts one level up.`;
  }
  const unfolded = headers.join('\n').replace(/\n[ \t]+/g, ' ');
  return (
    contentTypeProblem(unfolded, name) ??
    (type === NODE_CONFIG ? nodeConfigProblem(lines.slice(end + 1).join('\n'), name) : undefined)
  );
}

const NODE_CONFIG = 'application/node.eks.aws';
const API_VERSION = 'node.eks.aws/v1alpha1';

/** nodeadm/internal/api/bridge/decode.go: it knows one version of one kind. */
function nodeConfigProblem(body: string, part: string): string | undefined {
  const text = decoded(body);
  // gzip
  if (text.startsWith('\u001f')) return undefined;
  const wrong = (
    [
      ['apiVersion', API_VERSION],
      ['kind', 'NodeConfig'],
    ] as const
  ).find(([name, value]) => memberOf(text, name) !== value);
  if (!wrong) return notationProblem(text, part);
  const [name, value] = wrong;
  const what = memberOf(text, name) === undefined ? `no ${name}` : `another ${name}`;
  return `${part} is a NodeConfig with ${what}, which nodeadm cannot read, so that the node never joins. Write ${name}: ${value}.`;
}

/** Type, subtype and parameters as Go's mime.ParseMediaType takes them (nodeadm/internal/configprovider/mime.go). */
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const QUOTED = '"(?:[^"\\\\]|\\\\.)*"';
const MEDIA_TYPE = new RegExp(
  `^${TOKEN}(/${TOKEN})?\\s*(;\\s*${TOKEN}\\s*=\\s*(${TOKEN}|${QUOTED})\\s*)*;?$`,
);

/** @param headers of the part, each on one line. @param part its name in a message */
function contentTypeProblem(headers: string, part: string): string | undefined {
  const given = /^Content-Type\s*:(.*)$/im.exec(headers)?.[1]?.trim();
  // a part without a type is none of nodeadm's
  if (!given) return undefined;
  return MEDIA_TYPE.test(given)
    ? undefined
    : `${part} has a Content-Type that nodeadm cannot read, so that the node never joins. Write it as text/x-shellscript; charset="us-ascii".`;
}

/**
 * Faults of a NodeConfig that one can see without reading YAML: nodeadm ends on them with "failed to decode node config"
 * (nodeadm/internal/api/bridge/decode.go). Members that it does not know are none.
 */
function notationProblem(text: string, part: string): string | undefined {
  // JSON, and flow notation over several lines, may have tabs
  if (text.trimStart().startsWith('{') || /[{[,]\s*$/m.test(text)) return undefined;
  if (/^ *\t[ \t]*(- |["']?[\w./-]+["']?\s*:(\s|$))/m.test(withoutBlocks(text))) {
    return `${part} is a NodeConfig that is indented with tabs, which YAML does not allow, so that nodeadm cannot read it and the node never joins. Indent it with spaces.`;
  }
  // KubeletOptions.Flags: []string
  return /^ +flags:[ \t]+[^\s[|>#&*!~n]/m.test(withoutBlocks(text))
    ? `${part} is a NodeConfig whose flags are a text, but nodeadm reads a list, so that the node never joins. Write each flag on a line of its own, after "- ".`
    : undefined;
}

/** Without block texts (`|`, `>`), which may hold anything. */
function withoutBlocks(text: string): string {
  let block: number | undefined;
  return text
    .split('\n')
    .filter((line) => {
      const indent = /^ */.exec(line)?.[0].length ?? 0;
      if (block !== undefined && (line.trim() === '' || indent > block)) return false;
      block = /:\s*[|>][-+0-9]*\s*(#.*)?$/.test(line) ? indent : undefined;
      return true;
    })
    .join('\n');
}

/** Of the outermost level, in YAML or JSON. */
function memberOf(text: string, name: string): string | undefined {
  const pattern = text.trimStart().startsWith('{')
    ? `"${name}"\\s*:\\s*"([^"]*)"`
    : `^["']?${name}["']?\\s*:[ \\t]*["']?([^"'#\\s]*)`;
  return new RegExp(pattern, 'm').exec(text)?.[1];
}

/** nodeadm decodes base64 where it is some (nodeadm/internal/configprovider/encoding.go). */
function decoded(body: string): string {
  const isBase64 = /^[A-Za-z0-9+/\s]+=*\s*$/.test(body) && body.replace(/\s/g, '').length % 4 === 0;
  return isBase64 ? Buffer.from(body, 'base64').toString('latin1') : body;
}

/** Commands of a shell script that make an array or mount a file system, as amazon-eks-ami#349 has them. */
function setsUpDisks(part: string, volumes: readonly string[]): boolean {
  const [headers = '', ...body] = part.split(/\r?\n\r?\n/);
  if (!/^Content-Type\s*:\s*text\/(x-shellscript|cloud-boothook)/im.test(headers)) return false;
  const commands = body.join('\n').replace(/^\s*#.*$/gm, '');
  const isOfVolume =
    volumes.some((device) => commands.includes(device)) && !commands.includes('/dev/nvme');
  return (
    /\bmdadm\s+.*(--create|-C|--build|-B|--assemble|-A)\b|\bsetup-local-disks\b/.test(commands) ||
    (!isOfVolume && /\bmkfs\b|\/dev\/nvme/.test(commands) && /\bmount\b/.test(commands))
  );
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
