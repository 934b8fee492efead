/** The node group's own values as text: as they will be, and as they are where that differs. */

import type { PlanDocument } from './plan-document';
import type { PlannedState } from './plan-state';

type WithState = Pick<PlanDocument, 'before' | 'after'>;

/** Labels of blocks, and their lines. */
export function stateLines({
  before,
  after,
}: WithState): readonly (readonly [label: string, lines: readonly string[]])[] {
  const lines = (describe: (state: PlannedState) => readonly string[]) => {
    const [now, then] = [describe(after), before && describe(before)];
    if (!then || then.join('\n') === now.join('\n')) return now;
    const left = then.filter((line) => !now.includes(line));
    return [
      ...now.map((line) => (then.includes(line) ? line : `${line} (new)`)),
      ...left.map(gone),
    ];
  };
  return [
    ['sizes', sizeLines({ before, after })],
    ['labels', lines(labelTexts)],
    ['taints', lines(taintTexts)],
    ['volumes', lines(volumeTexts)],
  ];
}

function gone(text: string): string {
  return `${text} (removed)`;
}

function sizeLines({ before, after }: WithState): readonly string[] {
  const [now, then] = [sizeText(after), before && sizeText(before)];
  return [then === null || then === now ? now : `${then} -> ${now}`];
}

function sizeText({ sizes: { minSize, maxSize, desiredSize } }: PlannedState): string {
  return `${minSize ?? '?'} to ${maxSize ?? '?'} nodes, desired ${desiredSize ?? '?'}`;
}

function labelTexts({ labels }: PlannedState): readonly string[] {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort();
}

function taintTexts({ taints }: PlannedState): readonly string[] {
  return taints.map(({ key, value, effect }) => `${key}=${value}:${effect}`).sort();
}

function volumeTexts({ volumes }: PlannedState): readonly string[] {
  return volumes.map(({ device, sizeGiB, type, encrypted, snapshotId }) =>
    [
      `${device} ${sizeGiB === null ? 'of the size of its snapshot' : `${sizeGiB} GiB`}`,
      ...(type === null ? [] : [type]),
      ...(encrypted === null ? [] : [encrypted ? 'encrypted' : 'not encrypted']),
      ...(snapshotId === null ? [] : [`from ${snapshotId}`]),
    ].join(', '),
  );
}

/** The AMI type with its release, or a custom AMI. */
export function amiText({ ami, before, after }: WithState & Pick<PlanDocument, 'ami'>): string {
  if (ami === null) return 'unknown';
  if (ami.startsWith('ami-')) return ami;
  const [now, then] = [releaseText(after), before && releaseText(before)];
  return `${ami}, ${then === null || then === now ? now : `${then} -> ${now}`}`;
}

function releaseText({ releaseVersion, version }: PlannedState): string {
  if (releaseVersion !== null) return `release ${releaseVersion}`;
  return `the newest release for Kubernetes ${version ?? "of the cluster's version"}`;
}

/** Empty without a roll. */
export function rollLines({ roll }: Pick<PlanDocument, 'roll'>): readonly string[] {
  if (!roll) return [];
  const { nodes, batches, atOnce, shortestMinutes, likelyMinutes } = roll;
  if (nodes === 0)
    return ['no node is running; nodes that are launched later have the new version'];
  return [
    `${nodes} nodes in ${batches} ${batches === 1 ? 'batch' : 'batches'} of ${atOnce} (UpdateConfig): at least ${shortestMinutes} minutes, likely ${likelyMinutes}`,
  ];
}

/** What a new node group takes of its subnets at once; empty where that is not known. */
export function addressLines({
  action,
  after,
  addressesPerNode,
  freeAddresses,
}: Pick<
  PlanDocument,
  'action' | 'after' | 'addressesPerNode' | 'freeAddresses'
>): readonly string[] {
  const { desiredSize } = after.sizes;
  const free = Object.values(freeAddresses).reduce((sum, each) => sum + each, 0);
  if (action !== 'CREATE' || desiredSize === null || free === 0) return [];
  const taken = desiredSize * addressesPerNode;
  return [
    `${desiredSize} ${desiredSize === 1 ? 'node takes' : 'nodes take'} ${taken} of the ${free}, besides those of pods`,
  ];
}
