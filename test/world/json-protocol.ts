/** AWS JSON, as Step Functions speaks it: a header names the operation; JSON in, JSON out. */
import { statesAuthorization } from './authorization';
import { NotModelled } from './aws-error';
import { judge } from './judge';
import { metadataOf, type Operation, operationOf, type Service } from './wire-schema';

export interface JsonRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Judged, and read. */
export function receiveJson(service: Service, { headers, body }: JsonRequest) {
  const { targetPrefix, jsonVersion } = metadataOf(service);
  const [prefix, name = ''] = (headers['x-amz-target'] ?? '').split('.');
  const operation = operationOf(service, name);
  const type = headers['content-type'];
  const problems = [
    ...(prefix === targetPrefix ? [] : [`${name}: its target is ${prefix}`]),
    ...(type === `application/x-amz-json-${jsonVersion}` ? [] : [`${name}: its type is ${type}`]),
  ];
  const input: unknown = JSON.parse(new TextDecoder().decode(body));
  judge.request(operation, input, problems);
  judge.authorizations.add(statesAuthorization(name, input as Readonly<Record<string, unknown>>));
  return { operation, input: input as Readonly<Record<string, string>> };
}

/** Judged, and written. */
export function answerJson(operation: Operation, output: object) {
  judge.answer(operation, output);
  return wire(operation.service, 200, output);
}

/** @param type as it is on the wire: some services write their namespace before it */
export function refuseJson(operation: Operation, type: string, message: string) {
  const code = type.split('#').at(-1) ?? '';
  judge.error(operation, code);
  return wire(operation.service, 400, { __type: type, message });
}

function wire(service: Service, statusCode: number, body: object) {
  const { jsonVersion } = metadataOf(service);
  if (!jsonVersion) throw new NotModelled(`JSON of ${service}`);
  return {
    response: {
      statusCode,
      headers: { 'content-type': `application/x-amz-json-${jsonVersion}` },
      body: new TextEncoder().encode(JSON.stringify(body)),
    },
  };
}
