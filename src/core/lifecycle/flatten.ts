/** From what AWS holds to the model: one function for Read and for the end of Create and Update. */
import type { LaunchTemplateVersion, Subnet } from '@aws-sdk/client-ec2';
import type { Nodegroup } from '@aws-sdk/client-eks';
import { sectionsOf } from '../feature/template-part';
import { FEATURES } from '../features';
import type { Facts, PlacementGroupFact, SecurityGroupFact } from '../model/facts';
import type { Model } from '../model/properties';
import type { Identity, Request } from '../model/request';
import { readRecord } from '../ownership/choice-record';
import { formatId } from '../ownership/identity';
import { PROPERTIES_NODE, READ_ONLY, topLevelOf, WRITE_ONLY } from '../schema/schema';
import { nonEmpty, withoutUndefined } from '../util/objects';

/** Everything that Read shows. */
export interface LiveState {
  readonly nodegroup: Nodegroup;
  /** The version that the node group uses; undefined where the launch template does not exist. */
  readonly version: LaunchTemplateVersion | undefined;
  /** Those that the node group uses. */
  readonly subnets: readonly Subnet[];
  /** Ours, or the one that the launch template names. */
  readonly placementGroup: PlacementGroupFact | undefined;
  readonly securityGroup: SecurityGroupFact | undefined;
  readonly clusterSecurityGroupId: string | undefined;
}

/**
 * What an attribute is that AWS has no value for. Each is answered: CloudFormation fails an output whose attribute is
 * missing, and rolls back.
 */
const EMPTY = { string: '', array: [] } as const;
const WITHOUT_VALUE = Object.fromEntries(
  [...READ_ONLY].map((name) => [
    name,
    EMPTY[(PROPERTIES_NODE.properties?.[name]?.type ?? 'string') as keyof typeof EMPTY],
  ]),
);

/** Every attribute; no nulls, no empty collections for what was never given; `aws:`, `eks:`, our own and the stack's tags are left out. */
export function flatten(identity: Identity, state: LiveState): Model {
  const { nodegroup, version, placementGroup } = state;
  const data = version?.LaunchTemplateData;
  const live = { ...state, identity, data, record: readRecord(nodegroup.tags ?? {}) };
  const properties = FEATURES.map((feature) => feature.flatten?.(live) ?? {});
  const sections = sectionsOf(FEATURES).map((section) => (data ? section.flatten(data) : {}));
  const found = withoutUndefined({
    Id: formatId(identity),
    Name: identity.nodegroupName,
    Arn: nodegroup.nodegroupArn,
    Status: nodegroup.status,
    ...Object.assign({}, ...sections),
    ...properties.reduce(mergedMembers, {}),
    PlacementGroupName: placementGroup?.name,
    PlacementGroupId: placementGroup?.id,
    PlacementGroupArn: placementGroup?.arn,
    LaunchTemplateId: nodegroup.launchTemplate?.id,
    LaunchTemplateVersion: nodegroup.launchTemplate?.version,
    AutoScalingGroupName: nodegroup.resources?.autoScalingGroups?.[0]?.name,
  });
  return { ...WITHOUT_VALUE, ...found } as Model;
}

/**
 * What is answered of a node group that was rolled and cannot be read any more: what the template asks for, and what was
 * seen last. Undefined for other requests.
 */
export function modelWithoutRead(
  request: Request,
  { nodegroup, environment }: Facts,
): Model | undefined {
  if (request.action !== 'UPDATE') return undefined;
  const { identity, desired } = request;
  const seen = flatten(identity, {
    nodegroup: nodegroup.is === 'present' ? nodegroup.value : {},
    version: undefined,
    subnets: environment.nodeSubnets ?? [],
    placementGroup: undefined,
    securityGroup: undefined,
    clusterSecurityGroupId: undefined,
  });
  const readable = Object.entries(desired).filter(([name]) => !WRITE_ONLY.has(name));
  return { ...seen, ...Object.fromEntries(readable) };
}

/** Properties whose members belong to several features, such as Efa. */
const SHARED = new Set(
  FEATURES.flatMap(({ properties }) => properties)
    .filter((path) => path.includes('.'))
    .map(topLevelOf),
);

function mergedMembers(
  all: Readonly<Record<string, unknown>>,
  some: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(some).map(([name, value]) => [
    name,
    SHARED.has(name) ? nonEmpty({ ...(all[name] as object), ...(value as object) }) : value,
  ]);
  return { ...all, ...Object.fromEntries(entries) };
}
