/** Settings of Bottlerocket, read back by a parser that is not ours: Python's tomllib. */

import { execFileSync } from 'node:child_process';
import type { NodeSettings } from '../../../src/core/ami/ami-family';
import { amiFamilyOf } from '../../../src/core/ami/families';
import { expandUserData, updatedUserData } from '../../../src/core/ami/user-data';

const AMI = 'BOTTLEROCKET_x86_64_NVIDIA';
const NOTHING: NodeSettings = { localStorage: 'NONE', maxPods: undefined, given: undefined };
const PARSER = `
import base64, json, sys, tomllib

documents = json.load(sys.stdin)
print(json.dumps([tomllib.loads(base64.b64decode(each).decode()) for each in documents], default=str))
`;

/** What Python reads of base64 documents; throws where it is no TOML. */
function parsed(...documents: readonly (string | undefined)[]): readonly unknown[] {
  const input = JSON.stringify(documents);
  return JSON.parse(execFileSync('python3', ['-c', PARSER], { input, encoding: 'utf8' }));
}

function userDataOf(settings: Partial<NodeSettings>) {
  return expandUserData(AMI, { ...NOTHING, ...settings });
}

function changed(
  live: string | undefined,
  desired: Partial<NodeSettings>,
  ...names: readonly (keyof NodeSettings)[]
) {
  return updatedUserData(AMI, live, { ...NOTHING, ...desired }, names);
}

const STORAGE = {
  commands: [
    ['apiclient', 'ephemeral-storage', 'init'],
    [
      'apiclient',
      'ephemeral-storage',
      'bind',
      '--dirs',
      '/var/lib/containerd',
      '/var/lib/kubelet',
      '/var/log/pods',
    ],
  ],
  essential: true,
  mode: 'always',
};
const GIVEN = `# a comment
[settings.kubernetes]
cluster-dns-ip = "10.0.0.10" # another
[settings.kubernetes.node-labels]
"example.com/team" = 'ml'
[settings.kernel.sysctl]
"user.max_user_namespaces" = "16384"
[[settings.container-registry.mirrors]]
registry = "docker.io"
endpoint = ["https://one", "https://two"]
[settings.bootstrap-containers.setup]
source = "a"
mode = "once"
essential = true
user-data = """
two
lines"""
[settings.other]
whole = 7
broken = 7.0
large = 9007199254740993
day = 2026-11-23
list = [[1, 2], ["a"]]
`;

describe('the document', () => {
  it('has the user’s settings and ours', () => {
    const [given, both] = parsed(
      Buffer.from(GIVEN).toString('base64'),
      userDataOf({ localStorage: 'RAID0', maxPods: 30, given: GIVEN }),
    ) as [{ settings: Record<string, object> }, unknown];
    expect(both).toEqual({
      settings: {
        ...given.settings,
        kubernetes: { ...given.settings.kubernetes, 'max-pods': 30 },
        'bootstrap-commands': { '000-efa-node-group-storage': STORAGE },
      },
    });
  });

  it('keeps every value of the user’s, types and large numbers too', () => {
    const [before, after] = parsed(
      Buffer.from(GIVEN).toString('base64'),
      userDataOf({ given: GIVEN }),
    );
    expect(after).toEqual(before);
    const text = Buffer.from(userDataOf({ given: GIVEN }) ?? '', 'base64').toString();
    expect(text).toContain('large = 9007199254740993\n');
    expect(text).toMatch(/^whole = 7$/m);
    expect(text).toMatch(/^broken = 7\.0$/m);
  });

  it('has ours alone, or nothing at all', () => {
    expect(parsed(userDataOf({ localStorage: 'RAID0' }), userDataOf({ maxPods: 30 }))).toEqual([
      { settings: { 'bootstrap-commands': { '000-efa-node-group-storage': STORAGE } } },
      { settings: { kubernetes: { 'max-pods': 30 } } },
    ]);
    expect(userDataOf({})).toBeUndefined();
  });

  it.each([
    ['max-pods', '[settings.kubernetes]\nmax-pods = 20\n', { kubernetes: { 'max-pods': 20 } }],
    ['something in its place', '[settings]\nkubernetes = "x"\n', { kubernetes: 'x' }],
  ])('lets the user’s %s win', (_name, given, settings) => {
    expect(parsed(userDataOf({ maxPods: 30, given }))).toEqual([{ settings }]);
  });

  it('sets the disks up once: a second bind would stop the boot', () => {
    const given =
      '[settings.bootstrap-commands.mine]\ncommands = [["apiclient", "ephemeral-storage", "init"]]\nmode = "always"\n';
    const [document] = parsed(userDataOf({ localStorage: 'RAID0', given })) as [
      { settings: Record<string, object> },
    ];
    expect(Object.keys(document.settings['bootstrap-commands'] ?? {})).toEqual(['mine']);
  });
});

describe('a change keeps the rest', () => {
  const other = '[settings.motd]\ntext = "new"\n';
  const full = { localStorage: 'RAID0', maxPods: 30, given: GIVEN } as const;
  it.each([
    ['of storage', changed(userDataOf(full), {}, 'localStorage'), { maxPods: 30, given: GIVEN }],
    [
      'of max-pods',
      changed(userDataOf(full), { maxPods: 40 }, 'maxPods'),
      { ...full, maxPods: 40 },
    ],
    [
      'of max-pods removed',
      changed(userDataOf(full), {}, 'maxPods'),
      { localStorage: 'RAID0', given: GIVEN },
    ],
    [
      'of the user’s',
      changed(userDataOf(full), { given: other }, 'given'),
      { ...full, given: other },
    ],
    [
      'of the user’s removed',
      changed(userDataOf(full), {}, 'given'),
      { localStorage: 'RAID0', maxPods: 30 },
    ],
    [
      'of all',
      changed(userDataOf(full), { maxPods: 1, given: other }, 'localStorage', 'maxPods', 'given'),
      { maxPods: 1, given: other },
    ],
    [
      'to something from nothing',
      changed(undefined, full, 'given', 'maxPods'),
      { maxPods: 30, given: GIVEN },
    ],
    ['to nothing', changed(userDataOf({ maxPods: 30 }), {}, 'maxPods'), {}],
  ] as const)('%s', (_name, after, expected) => {
    expect(after).toBe(userDataOf(expected));
  });

  it('that changes nothing leaves the live text, whatever its form', () => {
    for (const live of [userDataOf(full), Buffer.from(GIVEN).toString('base64')]) {
      expect(changed(live, full, 'given')).toBe(live);
      expect(changed(live, full)).toBe(live);
    }
  });

  it('leaves what was put into the live template by hand', () => {
    const text = Buffer.from(userDataOf(full) ?? '', 'base64').toString();
    const live = Buffer.from(text.replace('max-pods = 30', 'max-pods = 77')).toString('base64');
    const [document] = parsed(changed(live, { given: other }, 'given'));
    expect(document).toMatchObject({
      settings: { kubernetes: { 'max-pods': 77 }, motd: { text: 'new' } },
    });
  });

  it('brings ours back when the user’s setting, which it gave way to, is gone', () => {
    const given = '[settings.kubernetes]\nmax-pods = 20\n';
    expect(changed(userDataOf({ maxPods: 30, given }), { maxPods: 30 }, 'given')).toBe(
      userDataOf({ maxPods: 30 }),
    );
  });
});

describe('what is refused, without showing it', () => {
  it.each([
    ['a shell script', '#!/bin/sh\nSECRET', 'Invalid TOML at line 2'],
    ['a MIME document', 'Content-Type: SECRET', 'Invalid TOML at line 1'],
    ['a table twice', '[settings]\na = 1\n[settings]\nb = "SECRET"', 'Invalid TOML at line 3'],
    ['__proto__', '[settings.__proto__]\na = "SECRET"', 'Invalid TOML at line 1'],
    ['no settings', '[kubernetes]\na = "SECRET"', 'no table [settings]'],
    ['settings that are no table', 'settings = "SECRET"', 'no table [settings]'],
    [
      'a double quote in a text',
      "[settings]\na = 'SECRET\"'",
      'The value of settings.a contains a double quote',
    ],
    [
      'an escaped quote',
      '[settings]\na = "SECRET\\""',
      'The value of settings.a contains a double quote',
    ],
    [
      'a quote in a list',
      '[settings]\na = ["b", \'SECRET"\']',
      'settings.a contains a double quote',
    ],
    [
      'a quote in a key',
      "[settings]\n'x\"SECRET' = 1",
      'A key in settings contains a double quote',
    ],
    ['integers and floats', '[settings]\na = [1, 2.0]', 'The array at settings.a mixes types'],
    [
      'texts and tables',
      '[settings]\na = ["SECRET", { b = 1 }]',
      'The array at settings.a mixes types',
    ],
    [
      'a mixed list in a list',
      '[settings]\na = [["SECRET", 1]]',
      'The array at settings.a mixes types',
    ],
    [
      'a header with a quoted key',
      '[settings."b.c"]\na = 1',
      'The table settings.b.c has a key that needs quotes',
    ],
    ['the same inline', '[settings]\n"b.c" = { a = 1 }', 'The table settings.b.c has a key'],
    ['a list of tables under a quoted key', '[[settings."b.c"]]\na = 1', 'The table settings.b.c'],
  ])('%s', (_name, given, reason) => {
    const unsupported = amiFamilyOf(AMI).unsupportedUserData(given);
    expect(unsupported).toContain(reason);
    expect(unsupported).not.toContain('SECRET');
  });
  it('nothing of a sound document', () => {
    expect(amiFamilyOf(AMI).unsupportedUserData(GIVEN)).toBeUndefined();
  });
  it('but an unreadable document never throws', () => {
    expect(userDataOf({ given: 'no toml', maxPods: 30 })).toBe(userDataOf({ maxPods: 30 }));
    expect(changed(Buffer.from('no toml').toString('base64'), { maxPods: 30 }, 'maxPods')).toBe(
      userDataOf({ maxPods: 30 }),
    );
  });
});
