/** Versions of the launch template that operators made, beside those of ours that an update could use again. */
import type { Properties } from '../../src/core/model/properties';
import {
  create,
  created,
  type Living,
  liveTemplate,
  living,
  QUICK,
  rollByHand,
  run,
  SMALL,
  setting,
  succeeded,
  update,
  writes,
} from './driver';
import { newReservation } from './reserved';

async function go(made: Living, from: Properties, to: Properties, token: string) {
  return run(made.world, update(made.request.identity, from, to, { token }));
}

/** A node group with the first of two reservations, and a template with another volume. */
async function reserved() {
  const empty = setting({ timings: QUICK });
  const { world } = empty;
  const [Id = '', second = ''] = [1, 2].map(() => world.addReservation(newReservation()));
  const properties = { ...empty.properties, ...SMALL, CapacityReservation: { Id } };
  const request = create(properties);
  const made: Living = { ...empty, properties, request, model: await created(world, request) };
  const moved = () =>
    rollByHand(made, (data) => ({
      ...data,
      CapacityReservationSpecification: {
        CapacityReservationTarget: { CapacityReservationId: second },
      },
    }));
  return { made, second, a: properties, b: { ...properties, Volume: { SizeGiB: 200 } }, moved };
}

const dataOf = ({ world, model }: Living) => liveTemplate(world, model).data;
const reservationOf = (made: Living) =>
  dataOf(made).CapacityReservationSpecification?.CapacityReservationTarget?.CapacityReservationId;
const volumeOf = (made: Living) => dataOf(made).BlockDeviceMappings?.[0]?.Ebs?.VolumeSize;

describe('nodes that an operator moved to another reservation stay there', () => {
  it('where an update that was rolled back is repeated', async () => {
    const { made, second, a, b, moved } = await reserved();
    succeeded(await go(made, a, b, 'there'));
    succeeded(await go(made, b, a, 'back'));
    moved();
    succeeded(await go(made, a, b, 'again'));
    expect([reservationOf(made), volumeOf(made)]).toEqual([second, 200]);
  });

  it('where the template is put back long after', async () => {
    const { made, second, a, b, moved } = await reserved();
    succeeded(await go(made, a, b, 'volume'));
    moved();
    const c = { ...b, Labels: { a: 'b' } };
    succeeded(await go(made, b, c, 'label'));
    succeeded(await go(made, c, { ...c, Volume: a.Volume } as Properties, 'volume back'));
    expect(reservationOf(made)).toBe(second);
    expect(volumeOf(made)).not.toBe(200);
  });

  it('where the version of an update whose roll failed still exists', async () => {
    const { made, second, a, b, moved } = await reserved();
    made.world.failNextUpdate([{ code: 'NodeCreationFailure', message: 'no', resourceIds: [] }]);
    expect((await go(made, a, b, 'there')).outcome.kind).toBe('failed');
    succeeded(await go(made, b, a, 'back'));
    moved();
    succeeded(await go(made, a, b, 'again'));
    expect([reservationOf(made), volumeOf(made)]).toEqual([second, 200]);
  });
});

it('what an operator added to the template stays where a version of before would do', async () => {
  const made = await living({ timings: QUICK, change: SMALL });
  const [a, b] = [made.properties, { ...made.properties, Volume: { SizeGiB: 200 } }];
  succeeded(await go(made, a, b, 'there'));
  succeeded(await go(made, b, a, 'back'));
  rollByHand(made, (data) => ({ ...data, Monitoring: { Enabled: true } }));
  succeeded(await go(made, a, b, 'again'));
  expect(dataOf(made)).toMatchObject({ Monitoring: { Enabled: true } });
  expect(volumeOf(made)).toBe(200);
});

it('a version of before is used again where nobody changed anything by hand', async () => {
  const made = await living({ timings: QUICK, change: SMALL });
  const [a, b] = [made.properties, { ...made.properties, Volume: { SizeGiB: 200 } }];
  succeeded(await go(made, a, b, 'there'));
  const { calls } = await go(made, b, a, 'back');
  expect(writes(calls)).not.toContain('CreateLaunchTemplateVersion');
});
