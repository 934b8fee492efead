/** The document of `efa-nodegroup plan`: the core's plan and the facts that it is based on. Makes no calls. */

import type { Subnet } from '@aws-sdk/client-ec2';
import type { Card } from '../../core/instance-type/cards';
import { cardsOf } from '../../core/instance-type/cards';
import { carriesIp, efaInterfaceCount } from '../../core/instance-type/interface-types';
import type { LiveState } from '../../core/lifecycle/flatten';
import { validateRequest } from '../../core/lifecycle/validate';
import type { ApiCall } from '../../core/model/api-calls';
import type { Choices } from '../../core/model/choices';
import type { Decision } from '../../core/model/decision';
import type { Finding } from '../../core/model/findings';
import { found, withWarnings } from '../../core/model/findings';
import type { CreateRequest, UpdateRequest } from '../../core/model/request';
import { resourceOf } from '../../core/model/resource-of';
import { formatId } from '../../core/ownership/identity';
import { customResourceTime } from '../../core/plan/custom-resource-time';
import { plan } from '../../core/plan/plan';
import type { Snapshot } from '../../core/plan/simulate';
import { type RollEstimate, withOwnSize } from '../../core/scaling/roll-time';
import { type Change, type Cost, callsOf, changesOf, costOf } from './costs';
import { masked, summarizeUserData, type UserDataSummary } from './mask';
import { createdAttributes, type PlannedAttributes, updatedAttributes } from './plan-attributes';
import {
  amiOf,
  capacityOf,
  cardsInUse,
  interfacesOf,
  type PlannedGroup,
  type PlannedInterface,
  placementGroupOf,
  templateData,
} from './plan-node';
import { type PlannedState, rollOf, stateAfter, stateBefore } from './plan-state';
import { zoneReason } from './zone-reason';

export interface PlannedCall {
  /** Calls of one round do not depend on each other and are sent together. */
  readonly round: number;
  readonly call: ApiCall['call'];
  /** The name or id that the call is about. */
  readonly resource: string;
  /** The input, without tokens and user data. */
  readonly input: unknown;
}

export interface PlanDocument {
  readonly action: 'CREATE' | 'UPDATE';
  readonly id: string;
  readonly instanceTypes: readonly string[];
  /** AMI type, or the id of a custom AMI. */
  readonly ami: string | null;
  readonly zone: string | null;
  readonly zoneId: string | null;
  readonly zoneReason: string | null;
  readonly subnets: readonly string[];
  readonly freeAddresses: Readonly<Record<string, number>>;
  /** Where the instance type was not observed, only those in use. */
  readonly cards: readonly Card[];
  readonly interfaces: readonly PlannedInterface[];
  readonly efaInterfaceCount: number;
  /** IP addresses that the interfaces of one node take at launch. */
  readonly addressesPerNode: number;
  readonly vpcId: string | null;
  readonly placementGroup: PlannedGroup | null;
  readonly securityGroups: readonly string[];
  readonly capacity: Readonly<Record<string, unknown>>;
  readonly userData: UserDataSummary | null;
  /** As it lives; null for a create. */
  readonly before: PlannedState | null;
  readonly after: PlannedState;
  /** How the nodes are replaced; null where they are not. */
  readonly roll: RollEstimate | null;
  /** Of an update; null for a create. */
  readonly cost: Cost | null;
  readonly changes: readonly Change[];
  readonly calls: readonly PlannedCall[];
  readonly findings: readonly Finding[];
  readonly warnings: readonly Finding[];
  /** What Ref (as Id) and Fn::GetAtt will give; {} where the operation would fail. */
  readonly attributes: PlannedAttributes;
  /** The node group that replaces this one, where the update replaces it. */
  readonly replacement: PlanDocument | null;
}

/**
 * @param snapshot every observation that the core asks for; may be empty where the properties are invalid
 * @param liveState of the node group that an update changes
 * @param customResourceSeconds how long CloudFormation waits; undefined for the registry type
 * @throws TypeError for a plan that does not end
 */
export function planDocument(
  request: CreateRequest | UpdateRequest,
  snapshot: Snapshot,
  liveState?: LiveState,
  customResourceSeconds?: number,
): PlanDocument {
  const invalid = validateRequest(request);
  const live = snapshot.nodegroup && withOwnSize(snapshot.nodegroup, snapshot.environment);
  const decisions = invalid.length > 0 ? [] : plan(request, snapshot);
  const calls = callsOf(decisions);
  const data = templateData(calls) ?? liveState?.version?.LaunchTemplateData;
  const interfaces = interfacesOf(data);
  const [type] = snapshot.environment.instanceTypes ?? [];
  const updating = request.action === 'UPDATE' && invalid.length === 0;
  const time =
    customResourceSeconds === undefined
      ? undefined
      : customResourceTime(decisions, live, request.desired.UpdateConfig, customResourceSeconds);
  const cost = updating
    ? time?.refused
      ? 'REFUSED'
      : costOf(decisions, snapshot.nodegroup)
    : null;
  const placementGroup = placementGroupOf(calls, data);
  const counts = {
    efaInterfaceCount: efaInterfaceCount(interfaces),
    networkInterfaceCount: interfaces.length,
  };
  const choices = acceptedChoices(decisions);
  const failing =
    cost === 'REPLACES' ? [] : [...found(time?.refused), ...failureFindings(decisions)];
  return {
    action: request.action,
    id: formatId(request.identity),
    instanceTypes: request.desired.InstanceTypes ?? [],
    ami: amiOf(calls, data, liveState),
    ...placementOf(request, decisions, snapshot, liveState),
    cards: type ? cardsOf(type) : cardsInUse(interfaces),
    interfaces,
    efaInterfaceCount: counts.efaInterfaceCount,
    addressesPerNode: interfaces.filter(carriesIp).length,
    vpcId: choices?.vpcId ?? null,
    placementGroup,
    securityGroups: [...new Set(interfaces.flatMap(({ Groups }) => Groups))],
    capacity: capacityOf(calls, data, liveState),
    userData: data?.UserData ? summarizeUserData(data.UserData) : null,
    before: stateBefore(liveState),
    after: stateAfter(calls, data, liveState?.nodegroup, clusterVersion(snapshot)),
    roll: rollOf(calls, live),
    cost,
    changes: updating ? changesOf(request, snapshot, plan) : [],
    calls: plannedCalls(decisions),
    findings: invalid.length > 0 ? invalid : failing,
    warnings: [...warningsOf(decisions), ...found(time?.note)],
    attributes: liveState
      ? updatedAttributes(request.identity, liveState, { ...counts, calls, placementGroup })
      : createdAttributes(request.identity, choices, { ...counts, calls, placementGroup }),
    replacement: null,
  };
}

/** What a create chooses; undefined for an update, and where a create would fail. */
function acceptedChoices(decisions: readonly Decision[]): Choices | undefined {
  const accepted = decisions.find((decision) => decision.kind === 'accept');
  return accepted?.kind === 'accept' ? accepted.choices : undefined;
}

function clusterVersion({ environment: { cluster } }: Snapshot): string | undefined {
  return cluster && cluster !== 'absent' ? cluster.version : undefined;
}

function placementOf(
  request: CreateRequest | UpdateRequest,
  decisions: readonly Decision[],
  { environment }: Snapshot,
  liveState: LiveState | undefined,
): Pick<PlanDocument, 'zone' | 'zoneId' | 'zoneReason' | 'subnets' | 'freeAddresses'> {
  const choices = acceptedChoices(decisions);
  if (choices) {
    const { zoneName, zoneId, subnetIds } = choices;
    return {
      zone: zoneName,
      zoneId,
      zoneReason: zoneReason(request.desired, choices, environment),
      subnets: subnetIds,
      freeAddresses: freeAddresses(subnetIds, environment.subnets),
    };
  }
  const subnets = liveState?.nodegroup.subnets ?? [];
  return {
    zone: liveState?.subnets[0]?.AvailabilityZone ?? null,
    zoneId: liveState?.subnets[0]?.AvailabilityZoneId ?? null,
    zoneReason: liveState ? 'chosen when the node group was created' : null,
    subnets,
    freeAddresses: freeAddresses(subnets, liveState?.subnets),
  };
}

function freeAddresses(
  ids: readonly string[],
  subnets: readonly Subnet[] = [],
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    subnets.flatMap(({ SubnetId = '', AvailableIpAddressCount }) =>
      ids.includes(SubnetId) && AvailableIpAddressCount !== undefined
        ? [[SubnetId, AvailableIpAddressCount]]
        : [],
    ),
  );
}

function plannedCalls(decisions: readonly Decision[]): readonly PlannedCall[] {
  const rounds = decisions.flatMap((decision) =>
    decision.kind === 'call' ? [decision.calls] : [],
  );
  return rounds.flatMap((calls, at) =>
    calls.map((apiCall) => ({
      round: at + 1,
      call: apiCall.call,
      resource: resourceOf(apiCall),
      input: masked(apiCall.input),
    })),
  );
}

function failureFindings(decisions: readonly Decision[]): readonly Finding[] {
  const end = decisions.at(-1);
  if (end?.kind !== 'fail') return [];
  return end.failure.findings ?? [{ path: '', message: end.failure.message }];
}

/** Warnings, and the other notes of the end. */
function warningsOf(decisions: readonly Decision[]): readonly Finding[] {
  const warnings = decisions.flatMap((decision) =>
    decision.kind === 'warn' ? decision.warnings : [],
  );
  const end = decisions.at(-1);
  const reported = withWarnings([], { warnings });
  const notes = end?.kind === 'succeed' ? end.notes.filter((note) => !reported.includes(note)) : [];
  return [...warnings, ...notes.map((message) => ({ path: '', message }))];
}
