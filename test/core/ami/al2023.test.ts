/** User data, read back by a parser that is not ours: Python's email package, which cloud-init uses too. */

import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { USER_DATA_MAX_BYTES } from '../../../src/core/ami/user-data';
import {
  expandUserData,
  refusalOf,
  samePreBootstrap,
  userDataBytes,
  withLocalStorage,
  withMaxPods,
  withPreBootstrap,
} from './al2023-user-data';

interface Part {
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
function parsed(...documents: readonly (string | undefined)[]): readonly Part[] {
  const input = JSON.stringify(documents);
  return JSON.parse(execFileSync('python3', ['-c', PARSER], { input, encoding: 'utf8' }));
}

function partsOf(document: Part | undefined): readonly Part[] {
  if (document?.type !== 'multipart/mixed') throw new Error(`not multi-part: ${document?.type}`);
  return document.body as readonly Part[];
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

function bodyOf(part: Part | undefined): string {
  return Buffer.from(String(part?.body), 'base64').toString('utf8');
}

const NODE_CONFIG = `# efa-node-group: instance-store disks
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
const CONFIG_PART =
  'MIME-Version: 1.0\nContent-Type: application/node.eks.aws\n\nkind: NodeConfig\nspec:\n  kubelet:\n    config:\n      maxPods: 30';
const ENCODED_PART = `Content-Type: text/cloud-config\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="a.yaml"\n\n${base64('#cloud-config\npackages: [htop]\n')}`;

const DOCUMENTS: readonly (readonly [string, string])[] = [
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

describe('a MIME document', () => {
  it.each(DOCUMENTS)('with %s survives byte for byte', (_name, given) => {
    expect(refusalOf(given)).toBeUndefined();
    const [before, alone, behind] = parsed(
      base64(given),
      expandUserData('NONE', given),
      expandUserData('RAID0', given),
    );
    expect(partsOf(alone)).toEqual(partsOf(before));
    const [storage, ...rest] = partsOf(behind);
    expect(rest).toEqual(partsOf(before));
    expect([storage?.type, bodyOf(storage)]).toEqual(['application/node.eks.aws', NODE_CONFIG]);
  });

  it.each(DOCUMENTS)('with %s is the same after any number of round trips', (_name, given) => {
    const once = expandUserData('RAID0', given);
    expect(withLocalStorage(once, 'RAID0')).toBe(once);
    expect(withPreBootstrap(once, given)).toBe(once);
    expect(withLocalStorage(withLocalStorage(once, 'Mount'), 'RAID0')).toBe(once);
    expect(samePreBootstrap(once, given)).toBe(true);
  });

  it.each([
    ['MIME-Version first', `MIME-Version: 1.0\n${CONFIG_PART.split('\n').slice(1).join('\n')}`],
    ['Content-Type first', 'Content-Type: text/x-shellscript\nMIME-Version: 1.0\n\n#!/bin/sh\n\n'],
    ['CRLF', 'MIME-Version: 1.0\r\nContent-Type: text/x-shellscript\r\n\r\n#!/bin/sh\r\ntrue\r\n'],
    ['an encoding', `MIME-Version: 1.0\n${ENCODED_PART}`],
  ])('of a single part, %s, becomes one part byte for byte', (_name, given) => {
    expect(refusalOf(given)).toBeUndefined();
    const [before, after] = parsed(base64(given), expandUserData('RAID0', given));
    expect(partsOf(after).slice(1)).toEqual([before]);
    const once = expandUserData('RAID0', given);
    expect(withPreBootstrap(once, given)).toBe(once);
  });
});

describe('a shell script', () => {
  it.each([
    ['plain', '#!/bin/bash\necho one\n'],
    ['without a line end', '#!/bin/bash\necho one'],
    ['with blank lines at its end', '#!/bin/bash\necho one\n\n\n'],
    ['not in ASCII', '#!/bin/bash\necho "größer 日本 🚀"\n'],
    ['with CRLF', '#!/bin/bash\r\necho one\r\n'],
    ['that holds our boundary', '#!/bin/bash\ncat <<X\n--efa-node-group\n--efa-node-group--\nX\n'],
    ['that speaks of MIME', '#!/bin/bash\n# Content-Type: multipart/mixed; boundary="B"\n--B\n'],
    ['that quotes our mark', '#!/bin/bash\n# efa-node-group: instance-store disks\necho one\n'],
  ])('%s is one part, behind the storage part', (_name, script) => {
    expect(refusalOf(script)).toBeUndefined();
    const both = expandUserData('RAID0', script);
    const [alone, behind] = parsed(expandUserData('NONE', script), both);
    expect(partsOf(alone).map((part) => [part.type, part.charset, bodyOf(part)])).toEqual([
      ['text/x-shellscript', 'utf-8', script],
    ]);
    expect(partsOf(behind).map(bodyOf)).toEqual([NODE_CONFIG, script]);
    expect(withLocalStorage(both, 'RAID0')).toBe(both);
    expect(samePreBootstrap(both, script)).toBe(true);
    expect(withLocalStorage(both, 'NONE')).toBe(expandUserData('NONE', script));
    expect(withPreBootstrap(both, '#!/bin/sh\n')).toBe(expandUserData('RAID0', '#!/bin/sh\n'));
  });

  it('survives whatever it holds', () => {
    const scripts = fc.sample(
      // a lone CR at the very end would be read as half of a line break
      fc.string({ unit: 'binary', maxLength: 300 }).map((text) => `#!/bin/sh\n${text}\n`),
      { numRuns: 200, seed: 1 },
    );
    const documents = parsed(...scripts.map((script) => expandUserData('RAID0', script)));
    expect(documents.map((each) => bodyOf(partsOf(each)[1]))).toEqual(
      scripts.map((script) => Buffer.from(script, 'utf8').toString('utf8')),
    );
  });
});

describe('the storage part', () => {
  it.each(['RAID0', 'RAID10', 'Mount'] as const)(
    '%s is the only part without a script',
    (storage) => {
      const [document] = parsed(expandUserData(storage, undefined));
      expect(partsOf(document).map((part) => [part.type, bodyOf(part)])).toEqual([
        ['application/node.eks.aws', NODE_CONFIG.replace('RAID0', storage)],
      ]);
    },
  );
  it('is left out for NONE, and nothing at all is no user data', () => {
    expect(expandUserData('NONE', undefined)).toBeUndefined();
    expect(withLocalStorage(undefined, 'NONE')).toBeUndefined();
    expect(withPreBootstrap(undefined, undefined)).toBeUndefined();
  });
});

describe('a change of one side keeps the other', () => {
  const script = '#!/bin/sh\necho kept\n';
  const other = '#!/bin/sh\necho new\n';
  const document = DOCUMENTS[0]?.[1] ?? '';
  it.each([
    [
      'another storage',
      withLocalStorage(expandUserData('RAID0', script), 'Mount'),
      'Mount',
      script,
    ],
    ['no storage', withLocalStorage(expandUserData('RAID0', script), 'NONE'), 'NONE', script],
    ['storage at last', withLocalStorage(expandUserData('NONE', script), 'RAID0'), 'RAID0', script],
    ['storage for a live raw script', withLocalStorage(base64(script), 'RAID0'), 'RAID0', script],
    ['another script', withPreBootstrap(expandUserData('RAID0', script), other), 'RAID0', other],
    ['no script', withPreBootstrap(expandUserData('RAID0', script), undefined), 'RAID0', undefined],
    ['a document', withPreBootstrap(expandUserData('RAID0', script), document), 'RAID0', document],
    ['a script at last', withPreBootstrap(undefined, script), 'NONE', script],
  ] as const)('%s', (_name, changed, storage, given) => {
    expect(changed).toBe(expandUserData(storage, given));
  });

  it.each(DOCUMENTS)('leaves a live document with %s in its own form', (_name, given) => {
    expect(samePreBootstrap(base64(given), given)).toBe(true);
  });

  it.each([
    ['the same script', script, true],
    ['another script', other, false],
    ['none', undefined, false],
  ])('is compared with the live parts: %s', (_name, given, same) => {
    expect(samePreBootstrap(expandUserData('RAID0', script), given)).toBe(same);
  });
});

describe('the kubelet part', () => {
  const script = '#!/bin/sh\ntrue\n';
  const KUBELET = `# efa-node-group: kubelet
apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config:
      maxPods: 30`;

  it('stands between the storage part and the user’s own, which win', () => {
    const [document, alone] = parsed(
      expandUserData('RAID0', script, 30),
      expandUserData('NONE', undefined, 30),
    );
    expect(partsOf(document).map(bodyOf)).toEqual([NODE_CONFIG, KUBELET, script]);
    expect(partsOf(document)[1]?.type).toBe('application/node.eks.aws');
    expect(partsOf(alone).map(bodyOf)).toEqual([KUBELET]);
  });

  it.each([
    ['another', withMaxPods(expandUserData('RAID0', script, 30), 40), ['RAID0', script, 40]],
    ['none', withMaxPods(expandUserData('RAID0', script, 30), undefined), ['RAID0', script]],
    ['one at last', withMaxPods(expandUserData('NONE', script), 30), ['NONE', script, 30]],
    [
      'another storage',
      withLocalStorage(expandUserData('RAID0', script, 30), 'NONE'),
      ['NONE', script, 30],
    ],
    [
      'another script',
      withPreBootstrap(expandUserData('RAID0', script, 30), '#!/bin/sh\n'),
      ['RAID0', '#!/bin/sh\n', 30],
    ],
  ] as const)('%s leaves the other parts alone', (_name, changed, [storage, given, maxPods]) => {
    expect(changed).toBe(expandUserData(storage, given, maxPods));
  });
});

describe('what is refused', () => {
  it.each([
    ['plain text', 'echo one', 'neither #! nor a MIME header'],
    ['a blank line before the header', `\n${DOCUMENTS[0]?.[1]}`, 'neither #! nor a MIME header'],
    ['cloud-config', '#cloud-config\n', 'neither #! nor a MIME header'],
    ['Bottlerocket settings', '[settings.kubernetes]\n', 'neither #! nor a MIME header'],
    [
      'a multi-part document without a part',
      'Content-Type: multipart/mixed; boundary="B"\n\nnothing\n',
      'no part',
    ],
    [
      'a multi-part document whose boundary is another',
      'Content-Type: multipart/mixed; boundary="B"\n\n--C\nContent-Type: text/plain\n\na\n--C--\n',
      'no part',
    ],
    [
      'a multi-part document without a boundary',
      'Content-Type: multipart/mixed\n\n--B\nContent-Type: text/plain\n\na\n--B--\n',
      'no part',
    ],
  ])('%s', (_name, given, reason) => {
    expect(refusalOf(given)).toContain(reason);
    expect(refusalOf(given)).toContain('Begin it with #!');
  });
});

describe('the size', () => {
  it.each([
    ['in bytes, not characters', '#!/bin/sh\n# ü🚀'],
    ['of a script', '#!/bin/sh\ntrue\n'],
    ['of nothing', undefined],
  ])('is counted before base64: %s', (_name, given) => {
    for (const storage of ['RAID0', 'NONE'] as const) {
      const encoded = expandUserData(storage, given) ?? '';
      expect(userDataBytes(storage, given)).toBe(Buffer.from(encoded, 'base64').length);
    }
  });
  it('of EC2 is 16 KiB', () => {
    expect(USER_DATA_MAX_BYTES).toBe(16_384);
  });
});
