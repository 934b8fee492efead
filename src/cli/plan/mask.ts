/** Masks user data, which may contain secrets, and tokens, which mean nothing to people. */
import schema from '../../../schema.json';

export interface UserDataSummary {
  /** Before base64. */
  readonly bytes: number;
  /** MIME parts; 1 for a document that is not multipart. */
  readonly parts: number;
}

const TOKENS = ['ClientToken', 'clientRequestToken'];
const writeOnly = new Set(schema.writeOnlyProperties.map((pointer) => pointer.split('/')[2]));

/** @param userData base64, as a launch template holds it */
export function summarizeUserData(userData: string): UserDataSummary {
  const text = Buffer.from(userData, 'base64').toString('utf8');
  return { bytes: Buffer.byteLength(text), parts: mimePartCount(text) };
}

export function userDataText({ bytes, parts }: UserDataSummary): string {
  return `${bytes} bytes, ${parts} ${parts === 1 ? 'part' : 'parts'}`;
}

/** A call's input as it may be shown, at any depth. */
export function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (TOKENS.includes(name)) return [name, '(token)'];
      if (name === 'UserData' && typeof member === 'string') {
        return [name, `(${userDataText(summarizeUserData(member))})`];
      }
      return [name, masked(member)];
    }),
  );
}

/** A property's value as it may be shown. */
export function maskedProperty(name: string, value: unknown): unknown {
  return writeOnly.has(name) && value !== undefined ? '(not shown)' : value;
}

function mimePartCount(text: string): number {
  const boundary = /^Content-Type:\s*multipart\/[^\n]*boundary="?([^"\s;]+)/im.exec(text)?.[1];
  if (boundary === undefined) return text === '' ? 0 : 1;
  return text.split(/\r?\n/).filter((line) => line.trimEnd() === `--${boundary}`).length;
}
