/** Nodes that let others read what they hold: a warning, in create and update alike, and nothing where it is closed. */
import { createWarnings } from '../../../src/core/lifecycle/warnings';
import { choices, create, environment, properties, subnet, typeNamed } from '../given';

const warningsOf = (
  change: object,
  given = environment(),
  chosen = choices(create(change), given),
) => createWarnings(properties(change), given, chosen);

it.each<[string, object, string | undefined]>([
  ['IMDSv1', { MetadataOptions: { HttpTokens: 'optional' } }, 'MetadataOptions.HttpTokens'],
  ['IMDSv2 alone', { MetadataOptions: { HttpTokens: 'required' } }, undefined],
  [
    'three hops',
    { MetadataOptions: { HttpPutResponseHopLimit: 3 } },
    'MetadataOptions.HttpPutResponseHopLimit',
  ],
  ['two hops, which pods need', { MetadataOptions: { HttpPutResponseHopLimit: 2 } }, undefined],
  ['a plain volume', { Volume: { Encrypted: false } }, 'Volume.Encrypted'],
  ['an encrypted one', { Volume: { Encrypted: true } }, undefined],
  [
    'another plain volume',
    { AdditionalVolumes: [{ DeviceName: '/dev/sdg', SizeGiB: 100, Encrypted: false }] },
    'AdditionalVolumes[0].Encrypted',
  ],
  [
    'another encrypted one',
    { AdditionalVolumes: [{ DeviceName: '/dev/sdg', SizeGiB: 100 }] },
    undefined,
  ],
])('%s', (_what, change, path) => {
  expect(warningsOf(change).map((each) => each.path)).toEqual(path ? [path] : []);
});

it.each([
  ['one interface', 1, true, ['Subnets']],
  ['one interface in a private subnet', 1, false, []],
  // EKS user guide, create-managed-node-group: no public address with several
  ['several', 2, true, []],
])('a node of %s', (_what, count, MapPublicIpOnLaunch, paths) => {
  const given = environment({
    subnets: [subnet('a', 100, { MapPublicIpOnLaunch })],
    instanceTypes: [typeNamed('c5n.18xlarge')],
  });
  const change = { InstanceTypes: ['c5n.18xlarge'], LocalStorage: 'NONE' } as const;
  const made = choices(create(change), given);
  const interfaces = Array.from({ length: count }, () => made.interfaces[0]);
  const chosen = { ...made, interfaces } as typeof made;
  expect(warningsOf(change, given, chosen).map(({ path }) => path)).toEqual(paths);
});
