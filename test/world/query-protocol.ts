/** The query protocol of Auto Scaling: EC2's, but with `member` in every list and a Result in every answer. */
import type { AwsError } from './aws-error';
import { decodeForm, encodeOutput, escapeXml } from './ec2-protocol';
import type { Operation } from './wire-schema';

/** Lists are `Names.member.1` where EC2 has `Names.1`. */
export function decodeQuery(operation: Operation, body: string): Record<string, unknown> {
  const form = new URLSearchParams();
  for (const [key, value] of new URLSearchParams(body)) {
    form.append(key.replaceAll('.member.', '.'), value);
  }
  return decodeForm(operation, form.toString());
}

export function encodeQueryXml(operation: Operation, requestId: string, output: object): string {
  const { name } = operation;
  return `<${name}Response xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><${name}Result>${encodeOutput(operation, output)}</${name}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`;
}

export function encodeQueryError({ code, message }: AwsError, requestId: string): string {
  return `<ErrorResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><Error><Type>Sender</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}
