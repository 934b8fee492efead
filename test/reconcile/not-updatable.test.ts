/** NotUpdatable makes CloudFormation replace running nodes: never for what changes in place, and never after a change was sent. */
import { CLUSTER } from '../world/scene';
import { created, liveTemplate, rollByHand, run, succeeded, update } from './driver';
import { newReservation, reserving, TWO_NODES } from './reserved';

type Data = ReturnType<typeof liveTemplate>['data'];
const toOnDemand = ({ CapacityReservationSpecification: _, ...data }: Data) => data;

async function inReservation() {
  const made = reserving({}, { ScalingConfig: TWO_NODES });
  const model = await created(made.world, made.request);
  const next = made.world.addReservation(newReservation());
  return { ...made, model, next };
}
const targetOf = (made: Awaited<ReturnType<typeof inReservation>>) =>
  liveTemplate(made.world, made.model).data.CapacityReservationSpecification
    ?.CapacityReservationTarget?.CapacityReservationId;

it('a reservation that was taken out by hand is exchanged in place for one of the same kind', async () => {
  const made = await inReservation();
  const { world, request, properties, next } = made;
  rollByHand(made, toOnDemand);
  const desired = { ...properties, CapacityReservation: { Id: next } };
  succeeded(await run(world, update(request.identity, properties, desired)));
  expect(targetOf(made)).toBe(next);
});

it('a reservation that is taken out by hand while the update is under way is no reason to replace', async () => {
  const made = await inReservation();
  const { world, request, properties, next } = made;
  const { nodegroupName } = request.identity;
  const desired = { ...properties, CapacityReservation: { Id: next }, Labels: { a: 'b' } };
  let isTakenOut = false;
  const end = await run(world, update(request.identity, properties, desired), {
    before: () => {
      if (isTakenOut || world.nodegroup(CLUSTER, nodegroupName).labels?.a !== 'b') return;
      isTakenOut = true;
      rollByHand(made, toOnDemand);
    },
  });
  expect(isTakenOut).toBe(true);
  succeeded(end);
  expect(targetOf(made)).toBe(next);
});

it('also where it is another kind that nobody can change in place', async () => {
  const made = reserving();
  const { world, request, properties } = made;
  const open = { ...properties, CapacityReservation: { Preference: 'open' as const } };
  const identity = request.identity;
  const model = await created(world, { ...request, desired: open });
  const desired = {
    ...open,
    CapacityReservation: { Preference: 'none' as const },
    Labels: { a: 'b' },
  };
  let isTaken = false;
  const end = await run(world, update(identity, open, desired), {
    before: () => {
      if (isTaken || world.nodegroup(CLUSTER, identity.nodegroupName).labels?.a !== 'b') return;
      isTaken = true;
      rollByHand({ ...made, model }, (data) => ({
        ...data,
        CapacityReservationSpecification: {
          CapacityReservationTarget: { CapacityReservationId: made.reservationId },
        },
      }));
    },
  });
  expect(isTaken).toBe(true);
  if (end.outcome.kind === 'failed') expect(end.outcome.failure.code).not.toBe('NotUpdatable');
});
