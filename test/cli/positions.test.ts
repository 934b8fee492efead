/** A finding says where in the file it is. */
import { positionsIn } from '../../src/cli/input/positions';
import type { PlacedFinding } from '../../src/cli/plan/placed';
import { seedProperties } from '../reconcile/driver';
import { scene } from '../world/scene';
import { efaNodegroup, file } from './terminal';

const TEXT = `# a comment
ClusterName: training
Volum: { SizeGiB: 1 }
Labels: &labels
  a.b/c: x
  a: { b: y }
Taints:
  - Key: a
    Efect: NO_SCHEDULE
  - { Key: b, Effect: X }
Tags: *labels
`;

describe('positions', () => {
  const at = (text: string, path: string, base: readonly string[] = []) => {
    const found = positionsIn(text, 'f.yaml', base)(path);
    return found && [found.line, found.column];
  };

  it.each([
    ['ClusterName', [2, 1]],
    ['Volum', [3, 1]],
    ['Volum.SizeGiB', [3, 10]],
    ['Labels.a.b/c', [5, 3]],
    ['Labels.a.b', [6, 8]],
    ['Taints[0].Efect', [9, 5]],
    ['Taints[1].Effect', [10, 15]],
    // what is missing is where it would be
    ['Taints[0].Effect', [8, 5]],
    ['Tags.a.b/c', [5, 3]],
    ['Volum.Type', [3, 1]],
    ['NodeRole', undefined],
  ])('%s', (path, expected) => {
    expect(at(TEXT, path)).toEqual(expected);
  });

  it('in a template, also where a function gives the value', () => {
    const template = `Resources:\n  Nodes:\n    Properties:\n      ScalingConfig: !If [A, { MinSize: 1 }, 2]\n`;
    const base = ['Resources', 'Nodes', 'Properties'];
    expect(at(template, 'ScalingConfig.MinSize', base)).toEqual([4, 7]);
    expect(at(template, 'NodeRole', base)).toEqual([3, 5]);
  });

  it('in JSON with tabs', () => {
    expect(at('{\n\t"Volum": {\n\t\t"Size": 1\n\t}\n}', 'Volum.Size')).toEqual([3, 3]);
  });

  it('of a text whose aliases would grow without end costs nothing', () => {
    const levels = Array.from({ length: 30 }, (_, level) => {
      const items = Array(9).fill(`*a${level}`).join(', ');
      return `a${level + 1}: &a${level + 1} [${items}]`;
    });
    const text = `a0: &a0 [x]\n${levels.join('\n')}\n`;
    expect(at(text, 'a30[8][8][8]')).toEqual([29, expect.any(Number)]);
  });
});

describe('the plan says where', () => {
  const yaml = ({ subnetIds }: ReturnType<typeof scene>) => `
Resources:
  Workers:
    Type: Efa::EKS::NodeGroup
    Properties:
      ClusterName: training
      NodeRole: arn:aws:iam::123456789012:role/node
      Subnets: [${subnetIds.join(', ')}]
      InstanceTypes: [p5.48xlarge]
      ScalingConfig: { MinSize: 3, MaxSize: many }
      Volum: { SizeGiB: 500 }
`;

  it('of every error of the template at once', async () => {
    const made = scene();
    const path = file('misspelt.yaml', yaml(made));
    const { exitCode, stderr } = await efaNodegroup(made.world, ['plan', '--template', path]);
    expect(exitCode).toBe(1);
    expect(stderr.trimEnd().split('\n')).toEqual([
      `  errors            Volum: The property does not exist. Did you mean Volume? (${path}, line 11, column 7)`,
      `                    ScalingConfig.MaxSize: The value is text, and a whole number is needed. Write one. (${path}, line 10, column 36)`,
    ]);
  });

  it('of what AWS refuses, in JSON', async () => {
    const made = scene();
    const stdin = { ...seedProperties(made), InstanceTypes: ['m5.large'] };
    const { stdout } = await efaNodegroup(made.world, ['plan', '-', '--json'], {
      stdin: JSON.stringify(stdin, null, 2),
    });
    const { findings } = JSON.parse(stdout) as { findings: PlacedFinding[] };
    expect(findings.map(({ path, position }) => [path, position?.file])).toEqual([
      ['InstanceTypes', 'standard input'],
    ]);
    expect(findings[0]?.position?.column).toBe(3);
  });
});
