/** One template through both entry points, the command line and the construct's validation. */
import { certainErrors } from '../../src/construct/synthesis/validation';
import { describeFindings } from '../../src/core/model/findings';
import { efaNodegroup } from '../cli/terminal';
import { Stack } from '../custom-resource/cloudformation';
import { QUICK, seedProperties, writes } from '../reconcile/driver';
import { CloudFormation, type Json } from '../registry/cloudformation';
import { type Scene, scene } from '../world/scene';

export interface Case {
  readonly name: string;
  /** Beside a sound node group; undefined takes one out. */
  readonly properties: Json;
  /** What is in the account besides the scene. */
  readonly world?: (made: Scene) => void;
}
export interface Refused extends Case {
  readonly path: string;
  /** What the message has to hold. */
  readonly words: readonly (string | RegExp)[];
  /** Whether the template alone shows it. */
  readonly atSynth: boolean;
}

function propertiesOf(made: Scene, change: Json): Json {
  return JSON.parse(JSON.stringify({ ...seedProperties(made), ...change })) as Json;
}

function sceneOf({ world }: Case): Scene {
  const made = scene({ timings: QUICK });
  world?.(made);
  return made;
}

/** Refused by each before anything is changed, with path, value and fix. */
export function refusedEverywhere(rows: readonly Refused[]): void {
  const holds = (text: string, { path, words }: Refused) => {
    expect(text).toContain(`${path}: `);
    for (const word of words) {
      if (typeof word === 'string') expect(text).toContain(word);
      else expect(text).toMatch(word);
    }
  };
  it.each(rows)('$name: the registry type refuses it', async (row) => {
    const made = sceneOf(row);
    const model = propertiesOf(made, row.properties);
    const event = await new CloudFormation(made.world).last({ action: 'CREATE', model });
    expect(event).toMatchObject({ status: 'FAILED', errorCode: 'InvalidRequest' });
    holds(event.message ?? '', row);
    expect(writes(made.world.calls)).toEqual([]);
  });
  it.each(rows)('$name: the custom resource refuses it', async (row) => {
    const made = sceneOf(row);
    const stack = new Stack(made.world);
    const answer = await stack.run(() => stack.create(propertiesOf(made, row.properties)));
    expect(answer.Status).toBe('FAILED');
    holds(answer.Reason ?? '', row);
    expect(writes(made.world.calls)).toEqual([]);
  });
  it.each(rows)('$name: the plan says so', async (row) => {
    const made = sceneOf(row);
    const stdin = propertiesOf(made, row.properties);
    const { exitCode, stdout } = await efaNodegroup(made.world, ['plan', '-', '--json'], { stdin });
    expect(exitCode).toBe(1);
    const { findings } = JSON.parse(stdout) as { findings: { path: string; message: string }[] };
    holds(findings.map(({ path, message }) => `${path}: ${message}`).join('\n'), row);
  });
  const shown = rows.filter(({ atSynth }) => atSynth);
  if (shown.length === 0) return;
  it.each(shown)('$name: so does synth', (row) => {
    holds(describeFindings(certainErrors(propertiesOf(scene(), row.properties))), row);
  });
}

export interface Taken extends Case {
  /** What the warnings have to hold: at the end of the create, and in the plan. */
  readonly warned?: readonly string[];
}

/** Created by both, planned, synthesised. */
export function takenEverywhere(rows: readonly Taken[]): void {
  it.each(rows)('$name is taken', async (row) => {
    const made = sceneOf(row);
    const model = propertiesOf(made, row.properties);
    const event = await new CloudFormation(made.world).last({ action: 'CREATE', model });
    expect(event.status === 'SUCCESS' ? event.status : event.message).toBe('SUCCESS');
    for (const words of row.warned ?? []) expect(event.message).toContain(words);
    const other = sceneOf(row);
    const stack = new Stack(other.world);
    const answer = await stack.run(() => stack.create(propertiesOf(other, row.properties)));
    expect(answer).toMatchObject({ Status: 'SUCCESS' });
    const planned = sceneOf(row);
    const stdin = propertiesOf(planned, row.properties);
    const { exitCode, stdout } = await efaNodegroup(planned.world, ['plan', '-', '--json'], {
      stdin,
    });
    expect(exitCode).toBe(0);
    for (const words of row.warned ?? []) expect(stdout).toContain(words);
    expect(certainErrors(model)).toEqual([]);
  });
}
