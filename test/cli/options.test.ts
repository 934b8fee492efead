/** Options that every command has, exit codes, and what a terminal shows. */
import { parse } from 'yaml';
import { withProgress } from '../../src/cli/terminal/progress';
import { type Living, living, QUICK, SMALL, seedProperties } from '../reconcile/driver';
import { scene } from '../world/scene';
import { efaNodegroup } from './terminal';

function small(): Promise<Living> {
  return living({ timings: QUICK, change: { ...SMALL } });
}

describe('--output', () => {
  const planned = (...args: string[]) => {
    const { world, subnetIds } = scene();
    return efaNodegroup(world, ['plan', '-', ...args], { stdin: seedProperties({ subnetIds }) });
  };

  it('of a plan: the same document in both formats, and as --json ever was', async () => {
    const json = await planned('--output', 'json');
    const yaml = await planned('--output', 'yaml');
    expect((await planned('--json')).stdout).toBe(json.stdout);
    expect((await planned('--yaml')).stdout).toBe(yaml.stdout);
    expect(parse(yaml.stdout)).toEqual(JSON.parse(json.stdout));
    expect(await planned('--output', 'text')).toEqual(await planned());
  });

  it('two formats, or one that there is not', async () => {
    expect(await planned('--output', 'yaml', '--json')).toMatchObject({
      exitCode: 2,
      stderr: 'error: yaml and json are two formats. Pass one of them.\n',
    });
    expect(await planned('--output', 'xml')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Allowed choices are text, json, yaml'),
    });
  });

  it('of read and list; where they are goes to stderr of text alone', async () => {
    const { world, model } = await small();
    const read = (...args: string[]) => efaNodegroup(world, ['read', model.Id, ...args]);
    const text = await read();
    expect(text.stderr).toBe('Account 123456789012, Region us-east-1, cluster training\n');
    expect(await read('--output', 'json')).toEqual({ ...text, stderr: '' });
    expect(parse((await read('--yaml')).stdout)).toEqual(JSON.parse(text.stdout));
    const list = (...args: string[]) => efaNodegroup(world, ['list', ...args]);
    expect(await list()).toEqual({
      exitCode: 0,
      stdout: `${model.Id}\n`,
      stderr: 'Account 123456789012, Region us-east-1\n',
    });
    expect(parse((await list('training', '--output', 'yaml')).stdout)).toEqual([model.Id]);
  });

  it('of layouts', async () => {
    const { world } = scene();
    const { stdout } = await efaNodegroup(world, ['plan', 'layout', 'p5.48xlarge', '--yaml']);
    expect(parse(stdout)).toMatchObject([{ instanceType: 'p5.48xlarge' }]);
  });
});

describe('--detailed-exitcode', () => {
  it.each([
    ['nothing', {}, 0],
    ['in place', { Labels: { team: 'ml' } }, 2],
    ['rolls', { Labels: { team: 'ml' }, Volume: { SizeGiB: 500 } }, 3],
    ['replaces', { Placement: { Group: 'NONE' } }, 4],
    ['refused', { ScalingConfig: { MinSize: 0, MaxSize: 1 } }, 1],
  ])('%s', async (_what, change, expected) => {
    const { world, model, properties } = await small();
    const args = ['plan', '-', '--id', model.Id];
    const stdin = { ...properties, ...change };
    const detailed = await efaNodegroup(world, [...args, '--detailed-exitcode'], { stdin });
    expect(detailed.exitCode).toBe(expected);
    const { exitCode } = await efaNodegroup(world, args, { stdin });
    expect(exitCode).toBe(expected === 1 ? 1 : 0);
  });

  it('a create takes nothing away, and an error in the command line is no change', async () => {
    const { world, subnetIds } = scene();
    const stdin = seedProperties({ subnetIds });
    const create = await efaNodegroup(world, ['plan', '-', '--detailed-exitcode'], { stdin });
    expect(create.exitCode).toBe(2);
    for (const wrong of [
      ['plan', '--detailed-exitcode'],
      ['plan', '--detailed-exitcode', '--x'],
    ]) {
      expect((await efaNodegroup(world, wrong)).exitCode).toBe(1);
    }
  });
});

describe('a terminal', () => {
  it('has colours, and without them the same text', async () => {
    const { world, model, properties } = await small();
    const args = ['plan', '-', '--id', model.Id];
    const stdin = { ...properties, Volume: { SizeGiB: 500 } };
    const plain = await efaNodegroup(world, args, { stdin });
    const colored = await efaNodegroup(world, args, { stdin, hasColors: true });
    const ESCAPE = String.fromCharCode(27);
    expect(plain.stdout).not.toContain(ESCAPE);
    expect(colored.stdout).toContain(`${ESCAPE}[33mROLLS 2 NODES${ESCAPE}[39m`);
    expect(colored.stdout.replaceAll(new RegExp(`${ESCAPE}\\[\\d+m`, 'g'), '')).toBe(plain.stdout);
  });

  it('shows that AWS is being asked after two seconds, and takes it away again', async () => {
    jest.useFakeTimers();
    try {
      let shown = '';
      const io = {
        isTerminal: true,
        stderr: (text: string) => {
          shown += text;
        },
      };
      const quick = withProgress(io, () => Promise.resolve('quick'));
      expect([await quick, shown]).toEqual(['quick', '']);
      let end: (value: string) => void = () => {};
      const slow = withProgress(
        io,
        () =>
          new Promise<string>((resolve) => {
            end = resolve;
          }),
      );
      jest.advanceTimersByTime(1_999);
      expect(shown).toBe('');
      jest.advanceTimersByTime(2_001);
      expect(shown).toContain('Reading from AWS for 2 s');
      expect(shown).toContain('Reading from AWS for 4 s');
      end('slow');
      expect(await slow).toBe('slow');
      expect(shown).toMatch(/\r.\[K$/);
      const before = shown;
      jest.advanceTimersByTime(5_000);
      expect(shown).toBe(before);
      const piped = withProgress({ ...io, isTerminal: false }, () => Promise.resolve('piped'));
      jest.advanceTimersByTime(5_000);
      expect([await piped, shown]).toEqual(['piped', before]);
    } finally {
      jest.useRealTimers();
    }
  });
});

it('--id of a node group that was created for another logical id says that CloudFormation would replace it', async () => {
  const { world, model, properties } = await small();
  const plan = (resource: string) => {
    const template = {
      Resources: { [resource]: { Type: 'Efa::EKS::NodeGroup', Properties: properties } },
    };
    const args = ['plan', '--template', '-', '--id', model.Id];
    return efaNodegroup(world, args, { stdin: template });
  };
  expect((await plan('Nodes')).stdout).not.toContain('was created for logical ID');
  expect((await plan('Workers')).stdout).toMatch(
    / {2}warnings +Node group \S+ was created for logical ID Nodes, and the template has it as Workers\. .* Keep the logical ID/,
  );
});

it('a roll that does not fit into the hour of a custom resource is refused, as by its deployment', async () => {
  const { world, model, properties } = await living({
    timings: QUICK,
    change: { ...SMALL, ScalingConfig: { MinSize: 12, MaxSize: 20 } },
  });
  const plan = (Type: string, more: object = {}) => {
    const Properties = { ServiceToken: 'x', ...properties, Volume: { SizeGiB: 500 }, ...more };
    const template = { Resources: { Nodes: { Type, Properties } } };
    const args = ['plan', '--template', '-', '--id', model.Id];
    return efaNodegroup(world, args, { stdin: template });
  };
  const refused = await plan('Custom::EksEfaNodeGroup');
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toMatch(
    /UpdateConfig: Rolling 12 nodes in 12 batches of 1 takes at least 72 minutes, but a custom resource has 58 minutes left\./,
  );
  const quicker = await plan('Custom::EksEfaNodeGroup', { UpdateConfig: { MaxUnavailable: 6 } });
  expect([quicker.exitCode, quicker.stderr]).toEqual([0, '']);
  expect((await plan('Efa::EKS::NodeGroup')).exitCode).toBe(0);
});
