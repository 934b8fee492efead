import { parse } from 'yaml';
import { liveProperties } from '../../src/cli/input/request';
import { create, created, living, QUICK, SMALL } from '../reconcile/driver';
import { efaNodegroup } from './terminal';

const there = () => living({ timings: QUICK, change: { ...SMALL } });

describe('read', () => {
  it('prints the model that the handlers give', async () => {
    const { world, model } = await there();
    const json = await efaNodegroup(world, ['read', model.Id]);
    expect([json.exitCode, JSON.parse(json.stdout)]).toEqual([0, model]);
    const yaml = await efaNodegroup(world, ['read', model.Id, '--yaml']);
    expect(parse(yaml.stdout)).toEqual(model);
  });

  it('its answer can be planned as it is', async () => {
    const { world, model } = await there();
    const { stdout } = await efaNodegroup(world, ['read', model.Id, '--yaml']);
    const ran = await efaNodegroup(world, ['plan', '-', '--id', model.Id], { stdin: stdout });
    expect(ran.stdout).toContain(`${model.Id}: NOTHING\n`);
  });

  it('becomes properties without what is read-only', async () => {
    const { model, properties } = await there();
    const given = liveProperties(model);
    expect(given).toMatchObject({
      ClusterName: 'training',
      ScalingConfig: properties.ScalingConfig,
    });
    for (const name of ['Id', 'Status', 'EfaInterfaceCount'])
      expect(given).not.toHaveProperty(name);
  });

  it.each([['of a generation that is gone', 'ffffffffffff']])('%s', async (_what, generation) => {
    const { world, model } = await there();
    const id = model.Id.replace(/[^/]+$/, generation);
    expect(await efaNodegroup(world, ['read', id])).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `Account 123456789012, Region us-east-1, cluster training\nNode group ${id} does not exist in this account and Region. Run efa-nodegroup list to see the existing Ids.\n`,
    });
  });
});

describe('list', () => {
  it('prints the ids of all, or of a cluster', async () => {
    const { world, model, properties } = await there();
    const other = await created(world, create(properties, { token: 'second' }));
    const ids = [model.Id, other.Id].sort();
    expect((await efaNodegroup(world, ['list'])).stdout).toBe(`${ids.join('\n')}\n`);
    expect((await efaNodegroup(world, ['list', 'training'])).stdout).toBe(`${ids.join('\n')}\n`);
    expect(await efaNodegroup(world, ['list', 'train'])).toMatchObject({ exitCode: 0, stdout: '' });
    const json = await efaNodegroup(world, ['list', '--json']);
    expect(JSON.parse(json.stdout)).toEqual(ids);
  });

  it('goes through all pages', async () => {
    const { world, model, properties } = await there();
    const more = Array.from({ length: 24 }, (_, at) => create(properties, { token: `t${at}` }));
    for (const request of more) await created(world, request);
    const { stdout } = await efaNodegroup(world, ['list']);
    expect(stdout.trim().split('\n')).toHaveLength(25);
    expect(stdout).toContain(model.Id);
  });
});
