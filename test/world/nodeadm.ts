/**
 * Whether nodeadm can read the user data of an AL2023 node; where it cannot, the node never joins. As its source does it
 * (amazon-eks-ami, nodeadm/internal/configprovider/mime.go and api/bridge/decode.go): every part's headers are read, a part
 * of application/node.eks.aws is decoded, and one failure ends it. A part of multipart is no NodeConfig to it.
 */
import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { parseAllDocuments } from 'yaml';

export function unreadUserData({
  ImageId,
  UserData,
}: RequestLaunchTemplateData): string | undefined {
  const text = Buffer.from(UserData ?? '', 'base64').toString('utf8');
  const boundary = /^Content-Type:\s*multipart\/[^\n]*boundary="([^"]+)"/im.exec(text)?.[1];
  if (ImageId || boundary === undefined) return undefined;
  const [, ...parts] = text.split(`\n--${boundary}--`)[0]?.split(`--${boundary}\n`) ?? [];
  return parts.map(unreadPart).find((problem) => problem !== undefined);
}

function unreadPart(part: string): string | undefined {
  const headers: string[] = [];
  const lines = part.split('\n');
  while (lines.length > 0 && lines[0]?.trim() !== '') headers.push(lines.shift() ?? '');
  if (lines.length === 0) return 'EOF in the headers of a part';
  const malformed = headers.find(
    (line, at) => !(/^[^\s:]+:/.test(line) || (at > 0 && /^\s/.test(line))),
  );
  if (malformed) return 'malformed MIME header line';
  const given = /^content-type:(.*)$/im.exec(headers.join('\n').replace(/\n\s+/g, ' '))?.[1] ?? '';
  // Go's mime.ParseMediaType: quotes are closed, and no parameter has two values
  const names = [...given.matchAll(/;\s*([\w-]+)=/g)].map(([, name]) => name?.toLowerCase());
  if ((given.split('"').length - 1) % 2 > 0 || new Set(names).size < names.length) {
    return 'mime: invalid media parameter';
  }
  const type = headers.join(' ').match(/content-type:\s*([^;\s]+)/i)?.[1];
  if (type !== 'application/node.eks.aws') return undefined;
  const body = lines.join('\n').trim();
  const config = /^[\w+/=\n]+$/.test(body) ? Buffer.from(body, 'base64').toString() : body;
  const isKnown =
    /^["'{ ]*apiVersion["']?: *["']?node\.eks\.aws\/v1alpha1["'\s,]/m.test(`${config}\n`) &&
    /(^|[,{ ])["']?kind["']?: *["']?NodeConfig["'\s,}]/m.test(`${config}\n`);
  if (!isKnown) return 'no kind NodeConfig is registered for this version';
  const [document] = parseAllDocuments(config.replace(/^---.*\n/, ''), { logLevel: 'silent' });
  if (!document || !('errors' in document)) return undefined;
  if (document.errors.length > 0) return 'failed to decode node config: yaml';
  const read = document.toJS() as { spec?: { kubelet?: { flags?: unknown } } };
  const flags = read.spec?.kubelet?.flags ?? [];
  return Array.isArray(flags) ? undefined : 'cannot unmarshal string into []string';
}
