/**
 * What one node group of a template refers to of another, before either exists. An id that only AWS gives is stood for by
 * one of the same form while it is planned, AWS is not asked for it, and in the plan it reads `(known after …)`.
 */
import type { SecurityGroup } from '@aws-sdk/client-ec2';
import type { Observation } from '../../core/loop/observation';
import type { Environment, Facts, NamedPlacementGroup, Target } from '../../core/model/facts';
import type { Properties } from '../../core/model/properties';
import type { CreateRequest, UpdateRequest } from '../../core/model/request';
import { sha256Hex } from '../../core/util/hash';
import type { PlannedAttributes } from './plan-attributes';
import type { PlanDocument } from './plan-document';

type Observe = (targets: readonly Target[], request: Request, facts: Facts) => Promise<Observation>;
type Request = CreateRequest | UpdateRequest;

/** Prefixes of the ids that AWS gives, by attribute. */
const ID_PREFIXES: Readonly<Record<string, string>> = {
  EfaSecurityGroupId: 'sg',
  PlacementGroupId: 'pg',
  LaunchTemplateId: 'lt',
};

export class KnownAfter {
  private readonly attributesOf = new Map<string, PlannedAttributes>();
  private readonly texts = new Map<string, string>();
  private readonly securityGroups: SecurityGroup[] = [];
  private readonly placementGroups: NamedPlacementGroup[] = [];

  /** Undefined for what is no node group of this plan. */
  readonly attribute = (logicalId: string, name: string): unknown =>
    this.attributesOf.get(logicalId)?.[name];

  /** From now on, others may refer to it. A node group that would fail has no attributes. */
  add(logicalId: string, document: PlanDocument): void {
    const planned = document.replacement ?? document;
    const attributes = Object.fromEntries(
      Object.entries(planned.attributes).map(([name, value]) => [
        name,
        typeof value === 'string' ? this.standIn(logicalId, name, value) : value,
      ]),
    );
    this.attributesOf.set(logicalId, attributes);
    this.addGroups(planned, attributes);
  }

  /** As `observe`, with what the plan would create. */
  observing(observe: Observe): Observe {
    return async (targets, request, facts) => {
      const planned = this.plannedGroup(request.desired);
      const asked = targets.filter((target) => target !== 'namedPlacementGroup' || !planned);
      const { environment, ...resources }: Observation =
        asked.length > 0
          ? await observe(
              asked,
              { ...request, desired: this.withoutPlanned(request.desired) },
              facts,
            )
          : { environment: {} };
      const known: Partial<Environment> = {
        ...(environment?.securityGroups && {
          securityGroups: [...environment.securityGroups, ...this.namedBy(request.desired)],
        }),
        ...(planned && { namedPlacementGroup: planned }),
      };
      return { ...resources, environment: { ...environment, ...known } };
    };
  }

  /** The document with `(known after …)` in place of ids that stand for others. */
  shown(document: PlanDocument): PlanDocument {
    const text = [...this.texts].reduce(
      (json, [id, known]) => json.replaceAll(id, known),
      JSON.stringify(document),
    );
    return JSON.parse(text) as PlanDocument;
  }

  private standIn(logicalId: string, name: string, value: string): string {
    if (!value.startsWith('(known after ')) return value;
    const prefix = ID_PREFIXES[name];
    const known = `(known after ${logicalId}.${name})`;
    if (prefix === undefined) return known;
    const id = `${prefix}-${sha256Hex('known after', logicalId, name).slice(0, 17)}`;
    this.texts.set(id, known);
    return id;
  }

  private addGroups(planned: PlanDocument, attributes: PlannedAttributes): void {
    const { placementGroup, vpcId, zone, zoneId, after } = planned;
    const { EfaSecurityGroupId: groupId, PlacementGroupId: id } = attributes;
    if (typeof groupId === 'string' && this.texts.has(groupId)) {
      const self = [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: groupId }] }];
      this.securityGroups.push({
        GroupId: groupId,
        ...(vpcId !== null && { VpcId: vpcId }),
        IpPermissions: self,
        IpPermissionsEgress: self,
      });
    }
    if (!placementGroup?.created) return;
    const group = {
      GroupName: placementGroup.name,
      GroupId: typeof id === 'string' ? id : '',
      Strategy: 'cluster',
      State: 'available',
    } as const;
    // the group is where its first node is
    const hasNodes = (after.sizes.desiredSize ?? 0) > 0 && zone !== null && zoneId !== null;
    this.placementGroups.push({
      group,
      ...(hasNodes && { zone: { zoneName: zone, zoneId } }),
    });
  }

  private plannedGroup({ Placement }: Properties): NamedPlacementGroup | undefined {
    return this.placementGroups.find(
      ({ group: { GroupName, GroupId } }) =>
        (Placement?.GroupName !== undefined && Placement.GroupName === GroupName) ||
        (Placement?.GroupId !== undefined && Placement.GroupId === GroupId),
    );
  }

  private namedBy({ SecurityGroupIds = [], Efa }: Properties): readonly SecurityGroup[] {
    return this.securityGroups.filter(
      ({ GroupId = '' }) => SecurityGroupIds.includes(GroupId) || Efa?.SecurityGroupId === GroupId,
    );
  }

  /** What AWS is asked about. */
  private withoutPlanned(desired: Properties): Properties {
    if (this.securityGroups.length === 0) return desired;
    const { SecurityGroupIds, Efa, ...others } = desired;
    const { SecurityGroupId, ...efa } = Efa ?? {};
    const isReal = (id: string) => !this.texts.has(id);
    return {
      ...others,
      ...(SecurityGroupIds && { SecurityGroupIds: SecurityGroupIds.filter(isReal) }),
      ...(Efa && {
        Efa: {
          ...efa,
          ...(SecurityGroupId !== undefined && isReal(SecurityGroupId) && { SecurityGroupId }),
        },
      }),
    };
  }
}
