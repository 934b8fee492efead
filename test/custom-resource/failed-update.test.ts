/** The rollback of an update that EKS has ended as Failed. */
import { given, silenceLogs } from './given';

silenceLogs();

it.each([
  ['of the launch template', { Volume: { SizeGiB: 150 } }],
  ['of a label', { Labels: { team: 'ml' } }],
])('%s succeeds', async (_name, change) => {
  const timings = { nodegroupCreate: 60, configUpdate: 30, versionUpdate: 90 };
  const { stack, properties, world } = given({ timings });
  const { PhysicalResourceId: id } = await stack.run(() => stack.create(properties));
  world.clock.advance(86_400);
  world.failNextUpdate([{ code: 'NodeCreationFailure', message: 'no', resourceIds: [] }]);
  const changed = { ...properties, ...change };
  const there = await stack.run(() => stack.change(id, changed, properties));
  expect(there).toMatchObject({ Status: 'FAILED' });
  const back = await stack.run(() => stack.change(id, properties, changed));
  expect(back).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
});
