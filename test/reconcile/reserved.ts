/** A setting whose node group runs in a reservation that somebody bought. */
import type { Properties } from '../../src/core/model/properties';
import type { NewReservation } from '../world/capacity-reservations';
import { ZONES } from '../world/scene';
import { create, QUICK, run, type Setting, SMALL, setting, update } from './driver';
import { watch } from './watch';

const [TYPE] = SMALL.InstanceTypes;
/** Not the zone that AUTO would choose among equals: the first. */
export const SECOND_ZONE: (typeof ZONES)[1] = ZONES[1];

export interface Reserving extends Setting {
  readonly reservationId: string;
}

export function newReservation(more: Partial<NewReservation> = {}): NewReservation {
  return { instanceType: TYPE, ...SECOND_ZONE, count: 10, ...more };
}

/** The seed's node group, small, in that reservation by its id. */
export function reserving(
  reservation: Partial<NewReservation> = {},
  change: Partial<Properties> = {},
): Reserving {
  const made = setting({ timings: QUICK });
  const reservationId = made.world.addReservation(newReservation(reservation));
  return {
    ...made,
    ...given(made, { ...SMALL, CapacityReservation: { Id: reservationId }, ...change }),
    reservationId,
  };
}

/** Other properties in the same world; what others have now has to stay as it is. */
export function given(made: Setting, change: Partial<Properties>) {
  watch(made.world).watchOthers();
  const properties = { ...made.properties, ...change };
  return { properties, request: create(properties), before: made.world.resources() };
}

export const TWO_NODES = { MinSize: 0, MaxSize: 4, DesiredSize: 2 };

/** Those that run. */
export const nodesOf = ({ world }: Reserving) =>
  world.account.instances.all().filter(({ state }) => state === 'running');

/** After an update of some properties. */
export async function updated(made: Reserving, change: Partial<Properties>, token = 'update') {
  const desired = { ...made.properties, ...change };
  return run(made.world, update(made.request.identity, made.properties, desired, { token }));
}
