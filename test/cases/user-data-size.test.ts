/** EC2's 16 KiB are for the user data that EKS has merged with its own: what leaves no room for that, and what does. */
import { silenceLogs } from '../custom-resource/given';
import {
  create,
  created,
  failed,
  QUICK,
  run,
  seedProperties,
  succeeded,
  update,
} from '../reconcile/driver';
import { CLUSTER, scene } from '../world/scene';
import { type Case, type Refused, refusedEverywhere, takenEverywhere } from './everywhere';

silenceLogs();

/** As large as those of EKS. */
const CERTIFICATE = 'c'.repeat(1_468);
const world: NonNullable<Case['world']> = ({ world: { account } }) => {
  const cluster = account.clusters.get(CLUSTER);
  if (!cluster) throw new Error('no cluster');
  account.clusters.put(CLUSTER, { ...cluster, certificateAuthority: { data: CERTIFICATE } });
};
const script = (bytes: number) => ({
  PreBootstrapUserData: `#!/bin/sh\n#SECRET${'x'.repeat(bytes - 17)}`,
  LocalStorage: 'NONE',
});
const settings = (bytes: number) => ({
  AmiType: 'BOTTLEROCKET_x86_64_NVIDIA',
  PreBootstrapUserData: `[settings.motd]\nx = "SECRET${'x'.repeat(bytes)}"\n`,
});
const refused = (name: string, properties: Refused['properties']): Refused => ({
  name,
  properties,
  path: 'PreBootstrapUserData',
  words: [/has 15\d{3} bytes/, /EKS adds at least 15\d\d/, '16384 for both', /^(?!.*SECRET)/],
  atSynth: false,
  world,
});

refusedEverywhere([
  refused('a script that leaves no room', script(15_200)),
  refused('settings of Bottlerocket that leave no room', settings(15_200)),
  {
    ...refused('a script that is too long by itself', script(16_400)),
    words: ['at most 16384', /^(?!.*SECRET)/],
    atSynth: true,
  },
]);

takenEverywhere([
  { name: 'a script that leaves room', properties: script(14_000), world },
  { name: 'a script near the limit', properties: script(14_600), world },
]);

describe('user data near the limit', () => {
  const made = () => {
    const one = scene({ timings: QUICK });
    world(one);
    return one;
  };
  const propertiesOf = (one: ReturnType<typeof made>, bytes: number) =>
    ({ ...seedProperties(one), ...script(bytes) }) as ReturnType<typeof seedProperties>;

  it.each([
    [14_600, true],
    [12_000, false],
  ])('of %d bytes is told: %s', async (bytes, isTold) => {
    const one = made();
    const { message } = succeeded(await run(one.world, create(propertiesOf(one, bytes))));
    expect(/EKS adds about \d{4}/.test(message)).toBe(isTold);
    expect(message).not.toContain('SECRET');
  });

  it('is refused by update too, and going back is not', async () => {
    const one = made();
    const [small, large] = [12_000, 15_200].map((bytes) => propertiesOf(one, bytes));
    if (!small || !large) throw new Error('no properties');
    const request = create(small);
    await created(one.world, request);
    const end = failed(await run(one.world, update(request.identity, small, large)));
    expect(end).toMatchObject({ code: 'InvalidRequest' });
    expect(end.message).toContain('EKS adds at least');
    succeeded(await run(one.world, update(request.identity, large, small)));
  });
});
