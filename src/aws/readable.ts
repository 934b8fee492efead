/**
 * Whether an answer with a status of success is one of AWS at all. The SDK takes an empty or cut one for an answer without
 * members, so that a list would be empty and a call done: what cannot be read is unknown instead, and asked again.
 */

interface Answer {
  readonly statusCode?: number;
  readonly body?: unknown;
}

/** EKS: "sends back an HTTP 200 response with an empty HTTP body" (API_TagResource, API_UntagResource). */
const MAY_BE_EMPTY = /^\/tags\//;
/** The XML protocols of EC2 and Auto Scaling: the name of the action and `Response`, with its end. */
const WHOLE_XML = /^\s*(<\?xml[^>]*>\s*)?<(\w+Response)\b[\s\S]*<\/\2>\s*$/;

/** The same answer with its whole body in memory. @throws what codeAndMessage (clients.ts) takes for unreadable */
export async function readable<A extends Answer>(
  answer: A,
  request: unknown,
  serviceId: string,
): Promise<A> {
  const { statusCode = 0 } = answer;
  const body = await bytesOf(answer.body);
  const { path = '/' } = request as { readonly path?: string };
  if (statusCode >= 200 && statusCode < 300 && !isOfAws(body, path, serviceId)) {
    throw Object.assign(new Error('The answer is empty, cut off or of another form.'), {
      name: 'UnreadableAnswer',
      $metadata: { httpStatusCode: statusCode },
    });
  }
  return Object.assign(answer, { body });
}

function isOfAws(body: Uint8Array, path: string, serviceId: string): boolean {
  if (serviceId === 'EC2' || serviceId === 'Auto Scaling') {
    return WHOLE_XML.test(Buffer.from(body).toString('utf8'));
  }
  // what is no JSON, the SDK refuses itself
  return body.byteLength > 0 || MAY_BE_EMPTY.test(path);
}

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
