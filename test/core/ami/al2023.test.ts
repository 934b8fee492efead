import { al2023 } from '../../../src/core/ami/al2023';
import {
  expandUserData,
  refusalOf,
  samePreBootstrap,
  withLocalStorage,
  withMaxPods,
  withPreBootstrap,
} from './al2023-user-data';
import { base64, bodyOf, DOCUMENTS, NODE_CONFIG, parsed, partsOf } from './mime-documents';

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

// amazon-eks-ami#2755
it.each([
  [undefined, true],
  ['1.33.5-20251120', true],
  ['1.33.5-20260731', true],
  ['1.33.5-20260801', false],
])('release %s may lose the array of a stopped instance: %s', (release, expected) => {
  expect(al2023.mayLoseArray(release)).toBe(expected);
});
