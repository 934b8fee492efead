/** The user's own user data, byte for byte, read back by a parser that is not ours. */
import fc from 'fast-check';
import {
  expandUserData,
  refusalOf,
  samePreBootstrap,
  withLocalStorage,
  withPreBootstrap,
} from './al2023-user-data';
import {
  base64,
  bodyOf,
  CONFIG_PART,
  DOCUMENTS,
  ENCODED_PART,
  NODE_CONFIG,
  parsed,
  partsOf,
} from './mime-documents';

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
