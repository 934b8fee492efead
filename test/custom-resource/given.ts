/** A stack over a world that has a cluster, decoys, and a small node group's properties. */
import { ID_TAG } from '../../src/core/ownership/tag-keys';
import { QUICK, SMALL, setting } from '../reconcile/driver';
import { CLUSTER } from '../world/scene';
import { type Assumptions, Stack } from './cloudformation';

type Options = Parameters<typeof setting>[0] & { readonly cloudFormation?: Assumptions };

export function given({ cloudFormation, ...options }: Options = {}) {
  const made = setting({ change: SMALL, timings: QUICK, ...options });
  const { world } = made;
  const stack = new Stack(world, cloudFormation);
  const known = new Set(made.before.map(({ id }) => id));
  /** Everything that is there now and was not before. */
  const left = () => world.resources().filter(({ id }) => !known.has(id));
  /** Ids of the generations that anything is left of. */
  const generations = () => [
    ...new Set(left().flatMap(({ tags }) => (tags[ID_TAG] ? [tags[ID_TAG]] : []))),
  ];
  /** Everything of one generation, to compare with later. */
  const state = (id: string) => {
    const { nodegroup, resources } = ofGeneration(made, id);
    return JSON.stringify({ nodegroup, resources });
  };
  /** Changing calls so far. */
  const writes = () => world.calls.filter(({ write }) => write).map(({ action }) => action);
  return { ...made, stack, left, generations, state, writes };
}

function ofGeneration({ world }: ReturnType<typeof setting>, id: string) {
  const { account } = world;
  const isOfIt = ({ tags }: { readonly tags: Readonly<Record<string, string>> }) =>
    tags[ID_TAG] === id;
  const name = id.split('/')[1] ?? '';
  return {
    nodegroup: world.nodegroup(CLUSTER, name),
    resources: [account.placementGroups, account.securityGroups, account.templates].map((store) =>
      (store.all() as readonly { readonly tags: Readonly<Record<string, string>> }[]).filter(
        isOfIt,
      ),
    ),
  };
}

/** A change that replaces the node group. */
export const REPLACING = { InstanceTypes: ['c5n.18xlarge'], LocalStorage: 'NONE' };
export const HEALTH = [
  { code: 'AsgInstanceLaunchFailures', message: 'no p5 in use1-az1', resourceIds: [] },
];

export function silenceLogs(): string[] {
  const lines: string[] = [];
  beforeEach(() => {
    lines.length = 0;
    jest.spyOn(console, 'log').mockImplementation((line: string) => {
      lines.push(String(line));
    });
  });
  afterEach(() => jest.restoreAllMocks());
  return lines;
}
