/** What Auto Scaling, CloudFormation and STS answer: as EC2, but with a Result in every answer. */
import type { AwsError } from './aws-error';
import { encodeOutput, escapeXml } from './ec2-protocol';
import { metadataOf, type Operation } from './wire-schema';

export function encodeQueryXml(operation: Operation, requestId: string, output: object): string {
  const { name, service } = operation;
  return `<${name}Response xmlns="${metadataOf(service).xmlNamespace}"><${name}Result>${encodeOutput(operation, output)}</${name}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`;
}

export function encodeQueryError(
  { service }: Operation,
  { code, message }: AwsError,
  requestId: string,
): string {
  return `<ErrorResponse xmlns="${metadataOf(service).xmlNamespace}"><Error><Type>Sender</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}
