/** The query protocol of Auto Scaling and CloudFormation: as EC2, but with a Result in every answer. */
import type { AwsError } from './aws-error';
import { encodeOutput, escapeXml } from './ec2-protocol';
import { metadataOf, type Operation } from './wire-schema';

export function encodeQueryXml(operation: Operation, requestId: string, output: object): string {
  const { name, service } = operation;
  const { xmlNamespace } = metadataOf(service);
  return `<${name}Response xmlns="${xmlNamespace}"><${name}Result>${encodeOutput(operation, output)}</${name}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`;
}

export function encodeQueryError({ code, message }: AwsError, requestId: string): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}
