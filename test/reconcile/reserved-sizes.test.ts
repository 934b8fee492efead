/** More nodes than are reserved are refused in an update too. */
import type { Properties } from '../../src/core/model/properties';
import {
  create,
  created,
  failed,
  QUICK,
  run,
  SMALL,
  setting,
  succeeded,
  update,
  writes,
} from './driver';
import { newReservation } from './reserved';

const SIZES = { MinSize: 0, MaxSize: 8, DesiredSize: 2 };

async function reserved(count: number) {
  const { world, properties } = setting({ timings: QUICK });
  const Id = world.addReservation({ ...newReservation(), count });
  const given: Properties = {
    ...properties,
    ...SMALL,
    CapacityReservation: { Id },
    ScalingConfig: SIZES,
  };
  const request = create(given);
  await created(world, request);
  return (from: object, to: object) => {
    const [before, after] = [from, to].map((sizes) => ({
      ...given,
      ScalingConfig: { ...SIZES, ...sizes },
    }));
    const token = JSON.stringify([from, to]);
    return run(world, update(request.identity, before ?? given, after ?? given, { token }));
  };
}

it.each([
  ['DesiredSize', { DesiredSize: 6 }],
  ['MinSize', { MinSize: 6, DesiredSize: undefined }],
])('%s over the reservation', async (name, sizes) => {
  const changed = await reserved(4);
  const end = await changed({}, sizes);
  expect(failed(end)).toMatchObject({
    code: 'InvalidRequest',
    message: expect.stringContaining(`ScalingConfig.${name}: 6 exceeds the 4 instances reserved`),
  });
  expect(writes(end.calls)).toEqual([]);
});

it('as many as are reserved are taken, and fewer always', async () => {
  const changed = await reserved(4);
  succeeded(await changed({}, { DesiredSize: 4 }));
  succeeded(await changed({ DesiredSize: 4 }, { DesiredSize: 3 }));
});
