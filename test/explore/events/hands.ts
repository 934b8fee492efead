/** What somebody else changes while a request runs: operators, autoscalers, clean-up jobs. */
import { ID_TAG } from '../../../src/core/ownership/tag-keys';
import type { WorldNodegroup } from '../../world/account';
import { CLUSTER } from '../../world/scene';
import type { Journey } from '../journeys';
import type { Stage } from '../stacks/stage';
import type { EventKind, Owed } from './event';

type Hand = (stage: Stage, live: WorldNodegroup) => void;

/** Our node group, once it is there. */
export function liveNodegroup(stage: Stage): WorldNodegroup | undefined {
  const names = [stage.stack.id, ...stage.ids()].map((id) => id?.split('/')[1]);
  return stage.made.world.account.nodegroups
    .all()
    .find(({ nodegroupName }) => names.includes(nodegroupName));
}

function change(of: (live: WorldNodegroup) => Partial<WorldNodegroup>, needs = ['ACTIVE']): Hand {
  return ({ made }, live) => {
    // EKS refuses it in any other state
    if (!needs.includes(live.status)) return;
    const { nodegroups } = made.world.account;
    nodegroups.put(`${live.clusterName}/${live.nodegroupName}`, { ...live, ...of(live) });
  };
}

const ANY = ['ACTIVE', 'UPDATING', 'DEGRADED', 'CREATING'];

function scale(size: number, isKnownToEks = true): Hand {
  return (stage, live) => {
    if (!['ACTIVE', 'UPDATING'].includes(live.status)) return;
    stage.made.world.autoscale(CLUSTER, live.nodegroupName, size, { isKnownToEks });
    stage.monitor.raiseFloor(live.nodegroupName, size);
  };
}

/** Ours, of the generation that lives. */
function remove(kind: 'placementGroups' | 'securityGroups' | 'templates' | 'nodegroups'): Hand {
  return ({ made, monitor }, live) => {
    const { world } = made;
    const id = live.tags[ID_TAG];
    monitor.forgive();
    if (kind === 'nodegroups') return world.remove(`${live.clusterName}/${live.nodegroupName}`);
    const all: readonly { id: string; tags: Record<string, string> }[] = world.account[kind].all();
    for (const each of all) if (each.tags[ID_TAG] === id) world.remove(each.id);
  };
}

const closeGroup: Hand = ({ made }, live) => {
  const { securityGroups } = made.world.account;
  for (const group of securityGroups.all()) {
    if (group.tags[ID_TAG] === live.tags[ID_TAG])
      securityGroups.put(group.id, { ...group, rules: [] });
  }
};

const SIZES = [
  'grow',
  'shrink',
  'roll-and-quiet',
  'quiet-and-back',
  'refused-early',
  'refused-late',
];

interface Kind {
  readonly does: Hand;
  readonly owed: Owed;
  /** Journeys whose template changes the same. */
  readonly not?: readonly string[];
}

const KINDS: Readonly<Record<string, Kind>> = {
  'scale-up': { does: scale(8), owed: 'keeps' },
  // DescribeNodegroup does not know it yet
  'scale-up-unseen': { does: scale(8, false), owed: 'keeps' },
  label: {
    does: change(({ labels }) => ({ labels: { ...labels, 'by-hand': 'yes' } })),
    owed: 'keeps',
  },
  taint: {
    does: change(({ taints = [] }) => ({
      taints: [...taints, { key: 'by-hand', effect: 'NO_SCHEDULE' }],
    })),
    owed: 'keeps',
  },
  tag: {
    does: change(({ tags }) => ({ tags: { ...tags, 'by-hand': 'yes' } }), ANY),
    owed: 'keeps',
  },
  maximum: {
    does: change(({ scalingConfig }) => ({ scalingConfig: { ...scalingConfig, maxSize: 50 } })),
    owed: 'keeps',
    not: SIZES,
  },
  'update-config': {
    does: change(() => ({ updateConfig: { maxUnavailable: 3 } })),
    owed: 'keeps',
  },
  'id-tag': {
    does: change(({ tags }) => {
      const { [ID_TAG]: _, ...others } = tags;
      return { tags: others };
    }, ANY),
    owed: 'breaks',
  },
  'close-group': { does: closeGroup, owed: 'breaks' },
  'remove-template': { does: remove('templates'), owed: 'breaks' },
  'remove-group': { does: remove('securityGroups'), owed: 'breaks' },
  'remove-placement': { does: remove('placementGroups'), owed: 'breaks' },
  'remove-nodegroup': { does: remove('nodegroups'), owed: 'breaks' },
};

/** A replacement ends the node group that the hand changed. */
function isChanged({ not = [] }: Kind, { name }: Journey): boolean {
  return ![...not, 'replace', 'create-named', 'list'].includes(name);
}

export const HANDS: readonly EventKind[] = Object.entries(KINDS).map(([name, kind]): EventKind => {
  const does = (stage: Stage) => {
    const live = liveNodegroup(stage);
    if (live) kind.does(stage, live);
  };
  return {
    name: `hand-${name}`,
    group: 'hand',
    owed: kind.owed,
    applies: (_, journey) => isChanged(kind, journey),
    arm: (stage, moment) => stage.atCall(moment, async () => does(stage)),
    after: does,
  };
});
