/** Versions and sizes that EKS refuses (version-rules.ts and nodegroup-config-rules.ts of the world have its words). */
import { efaNodegroup } from '../cli/terminal';
import { silenceLogs } from '../custom-resource/given';
import { seedProperties } from '../reconcile/driver';
import { scene } from '../world/scene';
import { refusedEverywhere, takenEverywhere } from './everywhere';

silenceLogs();

const BOTTLEROCKET = 'BOTTLEROCKET_x86_64_NVIDIA';

refusedEverywhere([
  {
    name: '21-version-yaml-float',
    properties: { Version: '1.3' },
    path: 'Version',
    words: [
      '1.3 is not a version of EKS',
      'YAML reads an unquoted 1.30 as 1.3',
      'Quote it: "1.30"',
    ],
    atSynth: true,
  },
  {
    name: '21b-version-above-cluster',
    properties: { Version: '1.99' },
    path: 'Version',
    words: ["1.99 is above the cluster's Kubernetes version 1.33", 'Use 1.33'],
    atSynth: false,
  },
  {
    name: '21c-release-of-other-version',
    properties: { Version: '1.33', ReleaseVersion: '1.32.3-20250505' },
    path: 'ReleaseVersion',
    words: [
      "1.32.3-20250505 is a release of Kubernetes 1.32, but the nodes' version is 1.33",
      'Use a release of 1.33',
    ],
    atSynth: true,
  },
  {
    name: 'a release of another version than the cluster',
    properties: { ReleaseVersion: '1.32.3-20250505' },
    path: 'ReleaseVersion',
    words: ['Kubernetes 1.32', '1.33'],
    atSynth: false,
  },
  {
    name: 'a version four behind the cluster',
    properties: { Version: '1.29' },
    path: 'Version',
    words: [
      "1.29 is 4 minor versions behind the cluster's 1.33",
      'nodes may be at most 3 behind',
      'Use 1.33',
    ],
    atSynth: false,
  },
  {
    name: 'a release of Bottlerocket with Amazon Linux',
    properties: { ReleaseVersion: '1.50.0-0a1b2c3d' },
    path: 'ReleaseVersion',
    words: ['1.50.0-0a1b2c3d does not end in a date', 'such as 1.33.5-20260505'],
    atSynth: true,
  },
  {
    name: 'a release of Amazon Linux with Bottlerocket',
    properties: { AmiType: BOTTLEROCKET, ReleaseVersion: '1.33.5-20251120' },
    path: 'ReleaseVersion',
    words: ['1.33.5-20251120 ends in a date', 'such as 1.50.0-0a1b2c3d'],
    atSynth: true,
  },
  {
    name: '22-max-unavailable-over-max-size',
    properties: {
      ScalingConfig: { MinSize: 2, MaxSize: 2, DesiredSize: 2 },
      UpdateConfig: { MaxUnavailable: 4 },
    },
    path: 'UpdateConfig.MaxUnavailable',
    words: ['4 exceeds ScalingConfig.MaxSize 2', 'at most 2', 'raise MaxSize'],
    atSynth: true,
  },
]);

takenEverywhere([
  { name: "the cluster's version", properties: { Version: '1.33' } },
  { name: 'a version three behind the cluster', properties: { Version: '1.30' } },
  {
    name: 'a release of an older version',
    properties: { Version: '1.32', ReleaseVersion: '1.32.3-20251001' },
  },
  {
    name: 'a release of the version',
    properties: { Version: '1.33', ReleaseVersion: '1.33.5-20251120' },
  },
  {
    name: 'a release of Bottlerocket',
    properties: { AmiType: BOTTLEROCKET, ReleaseVersion: '1.50.0-0a1b2c3d' },
  },
  {
    name: 'MaxUnavailable as large as MaxSize',
    properties: {
      ScalingConfig: { MinSize: 2, MaxSize: 4, DesiredSize: 2 },
      UpdateConfig: { MaxUnavailable: 4 },
    },
  },
  {
    name: 'a percentage, whatever the sizes',
    properties: {
      ScalingConfig: { MinSize: 1, MaxSize: 1, DesiredSize: 1 },
      UpdateConfig: { MaxUnavailablePercentage: 100 },
    },
  },
]);

test('21-version-yaml-float, as the file has it', async () => {
  const made = scene();
  const { Version: _, ...properties } = { ...seedProperties(made), Version: undefined };
  const stdin = `${JSON.stringify(properties).slice(0, -1)},\n"Version": 1.30 }`;
  const { exitCode, stderr } = await efaNodegroup(made.world, ['plan', '-'], { stdin });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('Quote it: "1.30"');
});
