/** Values of a wrong shape, which only the custom resource meets: CloudFormation checks them against the schema for the registry. */
import schema from '../../schema.json';
import { QUICK, SMALL, seedProperties } from '../reconcile/driver';
import { scene } from '../world/scene';
import { Stack } from './cloudformation';
import { silenceLogs } from './given';

const lines = silenceLogs();

const readOnly = new Set(schema.readOnlyProperties.map((pointer) => pointer.split('/')[2]));
const names = Object.keys(schema.properties).filter((name) => !readOnly.has(name));
/** For which one of the shapes is a value. */
const TEXTS = ['NodegroupName', 'Labels', 'Tags', 'InstanceTags'];
const SHAPES = [{}, 'text', ['text'], { toString: 'text' }, { Unknown: {} }] as const;

test.each(names)('an update of %s is refused, and its rollback changes nothing', async (name) => {
  const made = scene({ timings: QUICK });
  const stack = new Stack(made.world);
  const properties = { ...seedProperties(made), ...SMALL };
  await stack.run(() => stack.create(properties));
  const { length } = made.world.calls;
  for (const shape of SHAPES) {
    // the stack rolls a refused update back, and expects success
    const answer = await stack.run(() => stack.update({ ...properties, [name]: shape }));
    if (answer.Status !== 'SUCCESS')
      expect(answer.Reason).toMatch(/^(InvalidRequest|NotUpdatable)/);
  }
  expect(lines.join()).not.toContain('defect');
  const sent = made.world.calls.slice(length).filter(({ write }) => write);
  if (!TEXTS.includes(name)) expect(sent.map(({ action }) => action)).toEqual([]);
});

test.each(names)('a create with a malformed %s is answered', async (name) => {
  for (const shape of SHAPES) {
    const made = scene({ timings: QUICK });
    const stack = new Stack(made.world);
    const properties = { ...seedProperties(made), ...SMALL, [name]: shape };
    const answer = await stack.run(() => stack.create(properties));
    if (answer.Status !== 'SUCCESS') expect(answer.Reason).toMatch(/^InvalidRequest/);
  }
  expect(lines.join()).not.toContain('defect');
});
