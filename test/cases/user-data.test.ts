/** User data that no node would join with, and the nearest that nodeadm reads (nodeadm.ts of the world reads as it does). */

import { silenceLogs } from '../custom-resource/given';
import { create, QUICK, run, seedProperties, succeeded, update } from '../reconcile/driver';
import { scene } from '../world/scene';
import { type Refused, refusedEverywhere, takenEverywhere } from './everywhere';

silenceLogs();

const CONFIG =
  'apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  instance:\n    localStorage:\n      strategy: RAID0\n';
const HEAD = 'apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\n';
const OWN_RAID =
  '#!/bin/bash\nset -e\nmdadm --create /dev/md0 --level=0 --raid-devices=8 /dev/nvme[1-8]n1\nmkfs.ext4 /dev/md0\nmkdir -p /scratch && mount /dev/md0 /scratch\n';

function mime(...parts: readonly string[]): string {
  const body = parts.map((part) => `--B\n${part}\n`).join('\n');
  return `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="B"\n\n${body}\n--B--\n`;
}
const nodeConfig = (text: string) => `Content-Type: application/node.eks.aws\n\n${text}`;
const script = (text: string) => `Content-Type: text/x-shellscript; charset="us-ascii"\n\n${text}`;

const refused = (name: string, text: string, words: Refused['words']): Refused => ({
  name,
  properties: { PreBootstrapUserData: text, LocalStorage: 'AUTO' },
  path: 'PreBootstrapUserData',
  words,
  atSynth: true,
});

refusedEverywhere([
  refused(
    '06h-typo-apiversion',
    mime(nodeConfig(`---\n${CONFIG.replace('v1alpha1', 'v1alpha')}`)),
    [
      'Part 1 of the MIME document is a NodeConfig with another apiVersion',
      'Write apiVersion: node.eks.aws/v1alpha1',
    ],
  ),
  refused(
    '06i-boothook-nocontent',
    mime(
      'Content-Type: text/cloud-boothook; charset="us-ascii"\ncloud-init-per once yum_wget yum install -y wget\n\n',
      script('#!/bin/bash\necho hello\n'),
    ),
    [
      'Part 1 of the MIME document has no empty line between its headers and its content',
      'Add one',
      /^(?!.*yum)/,
    ],
  ),
  refused(
    '06n-nested-multipart',
    mime(
      `Content-Type: multipart/mixed; boundary="IN"\n\n--IN\n${script('#!/bin/bash\necho hello\n')}\n--IN--\n`,
    ),
    ['Part 1 of the MIME document is a multipart document itself', 'Move its parts one level up'],
  ),
  refused(
    'another kind',
    mime(script('#!/bin/sh\n'), nodeConfig(CONFIG.replace('NodeConfig', 'Config'))),
    ['Part 2', 'with another kind', 'Write kind: NodeConfig'],
  ),
  refused('a bare NodeConfig of another version', CONFIG.replace('v1alpha1', 'v1'), [
    'The text is a NodeConfig with another apiVersion',
  ]),
  refused('a NodeConfig without a version, in JSON', '{"kind": "NodeConfig"}', [
    'with no apiVersion',
  ]),
  refused('tabs', mime(nodeConfig(`${HEAD}spec:\n\tkubelet: {}\n`)), [
    'Part 1 of the MIME document is a NodeConfig that is indented with tabs',
    'Indent it with spaces',
  ]),
  refused('a tab after spaces', `${HEAD}spec:\n  kubelet:\n  \tflags: []\n`, [
    'The text is a NodeConfig that is indented with tabs',
  ]),
  refused('flags as a text', `${HEAD}spec:\n  kubelet:\n    flags: --max-pods=10\n`, [
    'whose flags are a text',
    'Write each flag on a line of its own',
  ]),
  refused(
    'a quote that is not closed',
    mime('Content-Type: text/x-shellscript; charset="us-ascii\n\n#!/bin/sh\n'),
    ['Part 1 of the MIME document has a Content-Type that nodeadm cannot read', 'Write it as'],
  ),
  {
    name: '06p-own-raid beside RAID0',
    properties: { PreBootstrapUserData: OWN_RAID, LocalStorage: 'RAID0' },
    path: 'LocalStorage',
    words: ['RAID0 sets up the instance store volumes', 'Use NONE, or remove the commands'],
    atSynth: true,
  },
]);

const taken = (name: string, PreBootstrapUserData: string, LocalStorage = 'AUTO') => ({
  name,
  properties: { PreBootstrapUserData, LocalStorage },
});

takenEverywhere([
  taken('06a-raw-nodeconfig', CONFIG),
  taken('06b-raw-nodeconfig-dashes', `---\n${CONFIG}`),
  taken('a NodeConfig in JSON', '{"apiVersion": "node.eks.aws/v1alpha1", "kind": "NodeConfig"}'),
  taken(
    'a NodeConfig with quotes and a comment',
    mime(nodeConfig(`apiVersion: "node.eks.aws/v1alpha1" # one\nkind: 'NodeConfig'\n`)),
  ),
  taken('a NodeConfig in base64', mime(nodeConfig(Buffer.from(CONFIG).toString('base64')))),
  taken(
    'a boothook with its empty line',
    mime('Content-Type: text/cloud-boothook\n\necho hello\n'),
  ),
  taken(
    'a header on two lines',
    mime('Content-Type: text/x-shellscript;\n charset="us-ascii"\n\n#!/bin/sh\n'),
  ),
  taken(
    'flags as a list, and tabs in a text',
    `${HEAD}spec:\n  kubelet:\n    flags:\n      - --max-pods=10\n  containerd:\n    config: |\n      [x]\n      \ty = 1\n      flags: none\n`,
  ),
  taken('flags in brackets', `${HEAD}spec:\n  kubelet:\n    flags: [--max-pods=10]\n`),
  taken(
    'a Content-Type that ends in a semicolon',
    mime('Content-Type: text/x-shellscript; charset=us-ascii;\n\n#!/bin/sh\n'),
  ),
  taken('a part without headers', mime('\n#!/bin/sh\n')),
  taken('06p-own-raid beside NONE', OWN_RAID, 'NONE'),
  taken(
    'a script that only installs mdadm, beside RAID0',
    '#!/bin/sh\nyum install -y mdadm\n',
    'RAID0',
  ),
]);

describe('LocalStorage AUTO', () => {
  /** The user data of the live template, and the message at the end. */
  async function lives(...texts: readonly [string, ...(string | undefined)[]]) {
    const made = scene({ timings: QUICK });
    const { LocalStorage: _, ...base } = seedProperties(made);
    const of = (text: string | undefined) => ({
      ...base,
      ...(text !== undefined && { PreBootstrapUserData: text }),
    });
    const request = create(of(texts[0]));
    let end = await run(made.world, request);
    for (const [at, text] of texts.slice(1).entries()) {
      const change = update(request.identity, of(texts[at]), of(text), { token: `t${at}` });
      end = await run(made.world, change);
    }
    const { model, message } = succeeded(end);
    const template = made.world.account.templates.get(model?.LaunchTemplateId ?? '');
    const version = template?.versions.find(
      ({ number }) => String(number) === model?.LaunchTemplateVersion,
    );
    const text = Buffer.from(version?.data.UserData ?? '', 'base64').toString();
    return { text, message };
  }
  const STORAGE = '# efa-node-group: instance-store disks';

  it('06p-own-raid: means NONE, with a note', async () => {
    const { text, message } = await lives(OWN_RAID);
    expect(text).toContain('mdadm --create');
    expect(text).not.toContain(STORAGE);
    expect(message).toContain('LocalStorage: AUTO adds no setup of the instance store volumes');
  });
  it('06a-raw-nodeconfig: is wrapped into a part, after that of the disks', async () => {
    const { text } = await lives(CONFIG);
    expect(text).toMatch(/Content-Type: application\/node\.eks\.aws\n\napiVersion: node/);
    expect(text.indexOf(STORAGE)).toBeLessThan(text.lastIndexOf('strategy: RAID0'));
  });
  it('takes its own setup out when such commands come, and puts it back', async () => {
    const plain = '#!/bin/sh\necho one\n';
    expect((await lives(plain)).text).toContain(STORAGE);
    expect((await lives(plain, OWN_RAID)).text).not.toContain(STORAGE);
    expect((await lives(plain, OWN_RAID, plain)).text).toContain(STORAGE);
  });
});
