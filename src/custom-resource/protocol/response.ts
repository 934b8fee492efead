/** The answer to CloudFormation: one JSON document of at most 4,096 bytes (Custom resource response objects). */
import schema from '../../../schema.json';
import type { Model } from '../../core/model/properties';
import { shortened } from '../../core/util/shortened';
import type { Answerable } from './event';

export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  /** Required for FAILED; for SUCCESS it carries notes and warnings. */
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  /** Values of Fn::GetAtt. */
  readonly Data?: Data;
  /** Not part of what is sent: the answer is not sent at all. */
  readonly Withheld?: true;
}
export type Data = Readonly<Record<string, string | readonly string[]>>;

const MAXIMUM_BYTES = 4096;
const REASON_MAXIMUM_BYTES = 1000;
const ATTRIBUTES = [
  ...schema.readOnlyProperties.map((pointer) => pointer.slice('/properties/'.length)),
  'NodegroupName',
];

/** The read-only outputs and NodegroupName: numbers as text, as everywhere in this protocol; a list stays a list. */
export function attributesOf(model: Model): Data {
  const values = model as unknown as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    ATTRIBUTES.flatMap((name) => {
      const value = values[name];
      if (value === undefined) return [];
      return [[name, Array.isArray(value) ? (value as string[]) : String(value)]];
    }),
  );
}

/** The body to send. The reason is shortened where the whole would be too long. */
export function bodyOf(event: Answerable, answer: Answer): string {
  const { StackId, RequestId, LogicalResourceId } = event;
  const { Status, PhysicalResourceId, Data } = answer;
  const reason =
    Status === 'FAILED'
      ? answer.Reason || 'The provider gave no reason. See the log of its functions.'
      : answer.Reason;
  for (let bytes = REASON_MAXIMUM_BYTES; ; bytes = Math.floor(bytes / 2)) {
    const body = JSON.stringify({
      Status,
      ...(reason && { Reason: cut(shortened(reason, bytes), bytes) || '-' }),
      PhysicalResourceId,
      StackId,
      RequestId,
      LogicalResourceId,
      ...(Data && { Data }),
    });
    if (bytes === 0 || Buffer.byteLength(body) <= MAXIMUM_BYTES) return body;
  }
}

/** At most this many bytes of UTF-8, cut between two characters. Control characters become spaces. */
export function cut(text: string, maximumBytes: number): string {
  const bytes = Buffer.from(text.replace(/\p{Cc}/gu, ' '));
  if (bytes.length <= maximumBytes) return bytes.toString();
  let end = maximumBytes;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end).toString();
}
