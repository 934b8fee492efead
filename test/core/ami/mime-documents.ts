/** For tests: MIME documents, and what Python's email package, which cloud-init uses too, reads of one. */
import { execFileSync } from 'node:child_process';

export interface Part {
  readonly type: string;
  readonly charset: string | null;
  readonly name: string | null;
  /** Base64 of the bytes after any transfer encoding; of a nested multi-part document its parts. */
  readonly body: string | readonly Part[];
}

const PARSER = `
import base64, email, json, sys

def part(message):
    if message.is_multipart():
        body = [part(each) for each in message.get_payload()]
    else:
        body = base64.b64encode(message.get_payload(decode=True)).decode()
    if message.defects:
        raise SystemExit(f"defects: {message.defects}")
    return {
        "type": message.get_content_type(),
        "charset": message.get_content_charset(),
        "name": message.get_filename(),
        "body": body,
    }

documents = json.load(sys.stdin)
print(json.dumps([part(email.message_from_bytes(base64.b64decode(each))) for each in documents]))
`;

/** What Python reads of base64 documents; throws where Python finds a defect. */
export function parsed(...documents: readonly (string | undefined)[]): readonly Part[] {
  const input = JSON.stringify(documents);
  return JSON.parse(execFileSync('python3', ['-c', PARSER], { input, encoding: 'utf8' }));
}

export function partsOf(document: Part | undefined): readonly Part[] {
  if (document?.type !== 'multipart/mixed') throw new Error(`not multi-part: ${document?.type}`);
  return document.body as readonly Part[];
}

export function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

export function bodyOf(part: Part | undefined): string {
  return Buffer.from(String(part?.body), 'base64').toString('utf8');
}

export const NODE_CONFIG = `# efa-node-group: instance-store disks
apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  instance:
    localStorage:
      strategy: RAID0`;

function mime(boundary: string, header: string, ...parts: readonly string[]): string {
  const body = parts.map((part) => `--${boundary}\n${part}\n`).join('');
  return `MIME-Version: 1.0\n${header}\n\nA preamble that nobody reads.\n${body}--${boundary}--\nAn epilogue.\n`;
}

const SHELL_PART =
  'Content-Type: text/x-shellscript; charset="us-ascii"\n\n#!/bin/bash\necho one\n';
export const CONFIG_PART =
  'MIME-Version: 1.0\nContent-Type: application/node.eks.aws\n\nkind: NodeConfig\nspec:\n  kubelet:\n    config:\n      maxPods: 30';
export const ENCODED_PART = `Content-Type: text/cloud-config\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="a.yaml"\n\n${base64('#cloud-config\npackages: [htop]\n')}`;

export const DOCUMENTS: readonly (readonly [string, string])[] = [
  [
    'several parts, boundary quoted',
    mime('==B==', 'Content-Type: multipart/mixed; boundary="==B=="', SHELL_PART, CONFIG_PART),
  ],
  [
    'several parts, boundary bare',
    mime('B', 'Content-Type: multipart/mixed; boundary=B', SHELL_PART, ENCODED_PART, CONFIG_PART),
  ],
  [
    'a bare boundary with a parameter after it',
    mime('B', 'Content-Type: multipart/mixed; boundary=B; charset=us-ascii', SHELL_PART),
  ],
  [
    'a folded header',
    mime('B B', 'Content-Type: multipart/mixed;\n\tboundary="B B"', SHELL_PART, CONFIG_PART),
  ],
  [
    'headers in another order and case',
    `content-type: Multipart/Mixed; Boundary="B"\nmime-version: 1.0\n\n--B\n${SHELL_PART}\n--B--\n`,
  ],
  [
    'CRLF everywhere',
    mime('B', 'Content-Type: multipart/mixed; boundary="B"', SHELL_PART, CONFIG_PART).replaceAll(
      '\n',
      '\r\n',
    ),
  ],
  [
    'CRLF and a folded header with a bare boundary',
    mime('B', 'Content-Type: multipart/mixed;\n boundary=B', SHELL_PART, CONFIG_PART).replaceAll(
      '\n',
      '\r\n',
    ),
  ],
  [
    'our own boundary',
    mime(
      'efa-node-group',
      'Content-Type: multipart/mixed; boundary="efa-node-group"',
      SHELL_PART,
      CONFIG_PART,
    ),
  ],
  [
    'text that holds our boundary, twice over',
    mime(
      'B',
      'Content-Type: multipart/mixed; boundary="B"',
      'Content-Type: text/x-shellscript\n\n#!/bin/sh\ncat <<X\n--efa-node-group\n--efa-node-group--\n--efa-node-group-2\nX\n',
      CONFIG_PART,
    ),
  ],
  [
    'a nested multi-part document',
    mime(
      'B',
      'Content-Type: multipart/mixed; boundary="B"',
      `Content-Type: multipart/mixed; boundary="B2"\n\n--B2\n${SHELL_PART}\n--B2\n${CONFIG_PART}\n--B2--`,
      SHELL_PART,
    ),
  ],
  [
    'a body that ends in blank lines, and one without a line end',
    mime(
      'B',
      'Content-Type: multipart/mixed; boundary="B"',
      'Content-Type: text/x-shellscript\n\n#!/bin/sh\ntrue\n\n\n',
      'Content-Type: text/x-shellscript\n\n#!/bin/sh\ntrue',
    ),
  ],
  [
    'an empty body',
    mime('B', 'Content-Type: multipart/mixed; boundary="B"', 'Content-Type: text/plain\n\n'),
  ],
  [
    'text that is not ASCII',
    mime(
      'B',
      'Content-Type: multipart/mixed; boundary="B"',
      'Content-Type: text/x-shellscript; charset="utf-8"\n\n#!/bin/sh\necho "größer 日本 🚀"\n',
    ),
  ],
  [
    'no line end at its end',
    `Content-Type: multipart/mixed; boundary="B"\n\n--B\n${SHELL_PART}\n--B--`,
  ],
];
