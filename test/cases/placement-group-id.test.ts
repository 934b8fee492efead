/** Placement.GroupId: an existing group, also of another account (placement-groups.ts of the world), and what is refused. */
import { silenceLogs } from '../custom-resource/given';
import { create, created, QUICK, readModel, seedProperties } from '../reconcile/driver';
import { scene } from '../world/scene';
import { type Case, type Refused, refusedEverywhere, takenEverywhere } from './everywhere';

silenceLogs();

const [SHARED, SPREAD] = ['pg-0123456789abcdef0', 'pg-0123456789abcdef1'];
const world: NonNullable<Case['world']> = (made) => {
  made.world.addSharedGroup('shared', { id: SHARED });
  made.world.addSharedGroup('spread', { id: SPREAD, strategy: 'spread' });
  made.world.addPlacementGroup('mine');
};
const refused = (
  name: string,
  Placement: object,
  words: Refused['words'],
  more: Partial<Refused> = {},
): Refused => ({
  name,
  properties: { Placement },
  path: 'Placement.GroupId',
  words,
  atSynth: false,
  world,
  ...more,
});

refusedEverywhere([
  refused('a group that does not exist', { GroupId: 'pg-0000000000' }, [
    'pg-0000000000 does not exist',
    'not shared with this account',
  ]),
  refused('a group of another strategy', { GroupId: SPREAD }, [`${SPREAD} is a spread`]),
  refused(
    'id and name',
    { GroupId: SHARED, GroupName: 'mine' },
    ['with Placement.GroupName mine'],
    {
      atSynth: true,
    },
  ),
  refused('a group of its own', { GroupId: SHARED, Group: 'CREATE' }, ['Placement.Group CREATE'], {
    atSynth: true,
  }),
  refused('what is no id', { GroupId: 'shared' }, ['The value does not match'], { atSynth: true }),
  refused(
    'the name of a group that another account shares',
    { GroupName: 'shared' },
    ['shared does not exist'],
    { path: 'Placement.GroupName' },
  ),
  refused('a type outside of cluster groups', { GroupId: SHARED }, ['Remove GroupId'], {
    properties: { Placement: { GroupId: SHARED }, InstanceTypes: ['vt1.24xlarge'] },
  }),
]);

takenEverywhere([
  { name: 'a shared group', properties: { Placement: { GroupId: SHARED } }, world },
  { name: 'AUTO', properties: { Placement: { GroupId: SHARED, Group: 'AUTO' } }, world },
]);

it('is in the launch template, and Read shows name, id and ARN', async () => {
  const made = scene({ timings: QUICK });
  world(made);
  const request = create({ ...seedProperties(made), Placement: { GroupId: SHARED } });
  await created(made.world, request);
  const [template] = made.world.account.templates.all().filter(({ name }) => !/^eks-/.test(name));
  expect(template?.versions[0]?.data.Placement).toEqual({ GroupId: SHARED });
  expect(await readModel(made.world, request.identity)).toMatchObject({
    Placement: { Group: 'AUTO', GroupId: SHARED },
    PlacementGroupName: 'shared',
    PlacementGroupId: SHARED,
    PlacementGroupArn: 'arn:aws:ec2:us-east-1:999999999999:placement-group/shared',
  });
});
