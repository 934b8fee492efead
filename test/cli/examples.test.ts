/** The templates of examples/: planned with the parameters that CloudFormation asks for, and refused without them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '../../src/cli/input/document';
import { type Scene, scene } from '../world/scene';
import { efaNodegroup } from './terminal';

const FOLDER = join(__dirname, '../../examples');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

interface Declared {
  readonly Default?: unknown;
}

function parametersOf(file: string): Readonly<Record<string, Declared>> {
  const document = parse(readFileSync(join(FOLDER, file), 'utf8'), file);
  return (document as { Parameters: Record<string, Declared> }).Parameters;
}

const VALUES: Readonly<Record<string, (made: Scene) => string>> = {
  ClusterName: () => 'training',
  NodeRole: () => 'arn:aws:iam::123456789012:role/node',
  Subnets: ({ subnetIds }) => subnetIds.join(','),
  InstanceType: () => 'p5.48xlarge',
  StartTime: () => '2027-01-01T11:30:00Z',
  ScaleInTime: () => '2027-01-02T11:00:00Z',
  CapacityReservationId: () => 'cr-0123456789abcdef0',
};

describe.each(files)('%s', (file) => {
  const required = Object.entries(parametersOf(file))
    .filter(([, { Default }]) => Default === undefined)
    .map(([name]) => name);

  it('asks for every parameter that CloudFormation asks for, at once and before any call', async () => {
    expect(required.length).toBeGreaterThan(1);
    const { world } = scene();
    const args = ['plan', '--template', join(FOLDER, file)];
    const { exitCode, stderr } = await efaNodegroup(world, args);
    expect(exitCode).toBe(2);
    const [line] = stderr.split('\n');
    expect(line).toBe(
      `error: Parameters ${required.join(', ')} have no default. Set them with --parameters ${required.map((name) => `${name}=VALUE`).join(' ')}.`,
    );
    expect(world.calls).toEqual([]);
  });

  it('is planned with them', async () => {
    const made = scene();
    const given = required.map((name) => `${name}=${VALUES[name]?.(made)}`);
    const args = ['plan', '--template', join(FOLDER, file), '--json', '--parameters', ...given];
    const { exitCode, stdout, stderr } = await efaNodegroup(made.world, args);
    expect([stderr, exitCode === 2]).toEqual(['', false]);
    const { instanceTypes, action } = JSON.parse(stdout) as {
      instanceTypes: string[];
      action: string;
    };
    expect([action, instanceTypes.length]).toEqual(['CREATE', 1]);
  });
});
