/** What Auto Scaling answers: as EC2, but with a Result in every answer. */
import type { AwsError } from './aws-error';
import { encodeOutput, escapeXml } from './ec2-protocol';
import type { Operation } from './wire-schema';

export function encodeQueryXml(operation: Operation, requestId: string, output: object): string {
  const { name } = operation;
  return `<${name}Response xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><${name}Result>${encodeOutput(operation, output)}</${name}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`;
}

export function encodeQueryError({ code, message }: AwsError, requestId: string): string {
  return `<ErrorResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><Error><Type>Sender</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}
