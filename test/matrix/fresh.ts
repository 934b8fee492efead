/** A node group that lost a property beside one that was made without it from the start. */
import { canonicalJson } from '../../src/core/util/hash';
import type { Json } from '../registry/cloudformation';
import { CLUSTER } from '../world/scene';
import type { World } from '../world/world';
import { type Asked, type Problems, wellEnded } from './checks';
import { lifeIn } from './lives';
import { differences } from './paths';
import { settingOf } from './setting';

/** What differs in every two node groups, or tells their history. */
const OWN = {
  model: ['LaunchTemplateId', 'LaunchTemplateVersion', 'EfaSecurityGroupId'],
  nodegroup: ['createdAt', 'modifiedAt', 'launchTemplate', 'copyTemplateId'],
  tags: ['efa-node-group:applied'],
} as const;

/** Written down, these mean what their absence means: EKS keeps what an update leaves out, so that they were sent. */
const DEFAULTS: Json = {
  taints: [],
  updateConfig: { updateStrategy: 'DEFAULT' },
  nodeRepairConfig: { enabled: false, nodeRepairConfigOverrides: [] },
  warmPoolConfig: {
    enabled: false,
    maxGroupPreparedCapacity: -1,
    minSize: 0,
    poolState: 'STOPPED',
    reuseOnScaleIn: false,
  },
};

/** What AWS holds of the node group and of its nodes, and what Read tells. */
export function madeOf(world: World, read: Json): Json {
  const template = world.account.templates.get(String(read.LaunchTemplateId));
  const version = template?.versions.find(
    ({ number }) => String(number) === read.LaunchTemplateVersion,
  );
  const nodegroup = world.nodegroup(String(read.ClusterName ?? CLUSTER), String(read.Name));
  const all = {
    read: withoutDefaults(without({ ...read }, OWN.model), pascalCased(DEFAULTS) as Json),
    launchTemplate: version?.data,
    templateTags: template?.tags,
    nodegroup: {
      ...withoutDefaults(without({ ...nodegroup }, OWN.nodegroup), DEFAULTS),
      tags: without(nodegroup.tags, OWN.tags),
    },
  };
  // a group of our own has another id in each
  const text = canonicalJson(all)
    .replaceAll(String(read.EfaSecurityGroupId || 'none'), 'efa-group')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'uuid');
  return JSON.parse(text) as Json;
}

/** Objects that nothing is left in are left out too. */
function withoutDefaults(all: Json, defaults: Json): Json {
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => {
      const { [name]: usual } = defaults;
      if (usual === undefined || value === undefined) return [[name, value]];
      if (canonicalJson(value) === canonicalJson(usual)) return [];
      if (Array.isArray(value) || typeof value !== 'object') return [[name, value]];
      const rest = withoutDefaults(value as Json, usual as Json);
      return Object.keys(rest).length > 0 ? [[name, rest]] : [];
    }),
  );
}

function pascalCased(value: unknown): unknown {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name.replace(/^./, (initial) => initial.toUpperCase()),
      pascalCased(member),
    ]),
  );
}

function without(all: object, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)));
}

/** @param made of the node group that lost the property */
export async function unlikeFresh(
  { path, entryPoint }: Asked,
  template: Json,
  made: Json,
): Promise<Problems> {
  const { world, between } = settingOf(path.path);
  between();
  const life = lifeIn(world, entryPoint);
  wellEnded(await life.create(template), 'create without it');
  return differences(madeOf(world, await life.read()), made, 'made without it');
}
