/** The Id tag taken off what EC2 holds: it is named with the tag, by an update that needs it and by the Delete that leaves it. */
import { formatId } from '../../src/core/ownership/identity';
import { ID_TAG } from '../../src/core/ownership/tag-keys';
import {
  failed,
  type Living,
  leftOf,
  living,
  QUICK,
  remove,
  run,
  SMALL,
  succeeded,
  update,
  writes,
} from './driver';

type Kind = 'templates' | 'securityGroups' | 'placementGroups';
interface Tagged {
  readonly id: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

const born = () =>
  living({ timings: QUICK, change: { ...SMALL, Efa: { SecurityGroup: 'CREATE' } } });

/** @returns what lost its tag, and what puts it back */
function untag({ world, request }: Living, kind: Kind) {
  const store = world.account[kind] as unknown as {
    all(): readonly Tagged[];
    put(id: string, value: Tagged): void;
    get(id: string): Tagged | undefined;
  };
  const id = formatId(request.identity);
  const one = store.all().find(({ tags }) => tags[ID_TAG] === id);
  if (!one) throw new Error(`no ${kind} of ours`);
  const { [ID_TAG]: _, ...tags } = one.tags;
  store.put(one.id, { ...one, tags });
  const retag = () => {
    const now = store.get(one.id);
    if (now) store.put(one.id, { ...now, tags: { ...now.tags, [ID_TAG]: id } });
  };
  return { id: one.id, retag };
}

function rolling({ world, request, properties }: Living, token: string) {
  const desired = { ...properties, Volume: { SizeGiB: 200 } };
  return run(world, update(request.identity, properties, desired, { token }));
}

it.each<[Kind, string]>([
  ['templates', 'Launch template'],
  ['securityGroups', 'Security group'],
])(
  'a roll that needs %s without it fails within minutes, and goes through once it is back',
  async (kind, title) => {
    const made = await born();
    const { world } = made;
    const { id, retag } = untag(made, kind);
    const begun = world.clock.epochSeconds();
    const end = await rolling(made, 'roll');
    expect(failed(end).message).toContain(`${title} ${id} has the name `);
    expect(failed(end).message).toContain(ID_TAG);
    expect(failed(end).message).not.toContain('replace');
    expect(world.clock.epochSeconds() - begun).toBeLessThan(600);
    expect(writes(end.calls)).not.toContain('UpdateNodegroupVersion');
    retag();
    const again = await rolling(made, 'again');
    succeeded(again);
    expect(writes(again.calls)).toContain('UpdateNodegroupVersion');
  },
);

it.each<Kind>(['templates', 'securityGroups', 'placementGroups'])(
  'Delete names %s without it, and leaves the rest to nobody',
  async (kind) => {
    const made = await born();
    const { id, retag } = untag(made, kind);
    const end = await run(made.world, remove(made.request.identity));
    made.world.clock.advance(600);
    expect(leftOf(made).map((each) => each.id)).toEqual([id]);
    retag();
    expect(succeeded(end).message).toContain(id);
    expect(succeeded(end).message).toContain('so it was left');
  },
);
