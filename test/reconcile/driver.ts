/**
 * Drives `reconcile` as CloudFormation does: the progress goes through JSON, every invocation gets clients
 * of its own, the clock moves by the delays that were requested.
 */

import { makeAws } from '../../src/aws/aws';
import type { ClientConfig } from '../../src/aws/clients';
import { TIMEOUT_SECONDS } from '../../src/core/loop/wait';
import type { SavedProgress } from '../../src/core/model/decision';
import type { Outcome } from '../../src/core/model/outcome';
import type { Model, Properties } from '../../src/core/model/properties';
import type {
  CreateRequest,
  DeleteRequest,
  Identity,
  Request,
  UpdateRequest,
} from '../../src/core/model/request';
import { APPLIED_TAG } from '../../src/core/ownership/applied-record';
import { formatId, newIdentity, operationKey } from '../../src/core/ownership/identity';
import type { StringMap } from '../../src/core/util/objects';
import { invocationClock } from '../../src/reconcile/clock';
import { read } from '../../src/reconcile/read';
import { reconcile } from '../../src/reconcile/reconcile';
import type { RecordedCall } from '../world/endpoint';
import { CLUSTER, NODE_ROLE, type Scene, scene } from '../world/scene';
import type { Resource, World } from '../world/world';
import { addDecoys, watch } from './watch';

/** A fault plan that never converges is a bug, not an endless test. */
const MAXIMUM_INVOCATIONS = 2_000;

export interface Run {
  readonly outcome: Outcome;
  readonly messages: readonly string[];
  /** Seconds between the invocations. */
  readonly delays: readonly number[];
  readonly invocations: number;
  /** Virtual seconds of the longest one. */
  readonly longest: number;
  /** Calls of this run alone. */
  readonly calls: readonly RecordedCall[];
}

export interface RunOptions {
  /** What happens in the world before the invocation of this number, from 1. */
  readonly before?: (invocation: number) => void;
  readonly from?: SavedProgress;
  readonly maxAttempts?: number;
  /** How long CloudFormation waits; that of the registry type where it is left out. */
  readonly timeoutSeconds?: number;
  readonly log?: (line: Readonly<Record<string, unknown>>) => void;
  /** Milliseconds that each invocation has left. */
  readonly remainingMilliseconds?: () => number;
  /** What the invocation after a killed one is given: what the killed one was, or nothing at all. */
  readonly afterKill?: 'context' | 'nothing';
}

/** CloudFormation hears nothing of a killed invocation and tries again. */
const AFTER_KILL_SECONDS = 60;
let lastProcess = 0;

export async function run(world: World, request: Request, options: RunOptions = {}): Promise<Run> {
  const first = world.calls.length;
  const messages: string[] = [];
  const delays: number[] = [];
  let longest = 0;
  let progress = options.from;
  for (let invocation = 1; invocation <= MAXIMUM_INVOCATIONS; invocation += 1) {
    options.before?.(invocation);
    const begun = world.clock.epochSeconds();
    const outcome = await invoke(world, request, progress, options);
    longest = Math.max(longest, world.clock.epochSeconds() - begun);
    if (outcome === 'killed') {
      if (options.afterKill === 'nothing') progress = undefined;
      world.clock.advance(AFTER_KILL_SECONDS);
    } else if (outcome.kind === 'inProgress') {
      expect(outcome.id).toBe(formatId(request.identity));
      messages.push(outcome.message);
      delays.push(outcome.delaySeconds);
      progress = JSON.parse(JSON.stringify(outcome.progress)) as SavedProgress;
      world.clock.advance(outcome.delaySeconds);
    } else {
      expect(world.notModelled).toEqual([]);
      const calls = world.calls.slice(first);
      return { outcome, messages, delays, invocations: invocation, longest, calls };
    }
  }
  throw new Error(`not settled after ${MAXIMUM_INVOCATIONS} invocations: ${messages.at(-1)}`);
}

/** One invocation, in a process and with credentials of its own. */
export function invoke(
  world: World,
  request: Request,
  progress: SavedProgress | undefined,
  options: RunOptions = {},
): Promise<Outcome | 'killed'> {
  watch(world).ids.add(formatId(request.identity));
  lastProcess += 1;
  const accessKeyId = `AKIDPROCESS${lastProcess}`;
  const config = world.clientConfig(accessKeyId, options.maxAttempts) as unknown as ClientConfig;
  const killed = new Promise<'killed'>((resolve) => {
    world.endpoint.onKill((key) => key === accessKeyId && resolve('killed'));
  });
  const { timeoutSeconds = TIMEOUT_SECONDS[request.action] } = options;
  const clock = invocationClock(
    () => world.clock.epochSeconds(),
    options.remainingMilliseconds ?? (() => 60_000),
  );
  const outcome = reconcile(request, progress, timeoutSeconds, {
    aws: makeAws(config, clock.remainingMilliseconds),
    clock,
    log: options.log ?? (() => {}),
  });
  return Promise.race([outcome, killed]);
}

export function readModel(world: World, identity: Identity): Promise<Model | undefined> {
  const clock = invocationClock(
    () => world.clock.epochSeconds(),
    () => 60_000,
  );
  const config = world.clientConfig() as unknown as ClientConfig;
  return read(identity, makeAws(config, clock.remainingMilliseconds));
}

/** The node group of the seed: p5.48xlarge, min 2, max 10, desired 2, disks in RAID 0. */
export function seedProperties(scene: Pick<Scene, 'subnetIds'>): Properties {
  return {
    ClusterName: CLUSTER,
    NodeRole: NODE_ROLE,
    Subnets: [...scene.subnetIds],
    InstanceTypes: ['p5.48xlarge'],
    ScalingConfig: { MinSize: 2, MaxSize: 10, DesiredSize: 2 },
    LocalStorage: 'RAID0',
  };
}

interface Origin {
  readonly token?: string;
  readonly logicalId?: string;
  readonly stackTags?: StringMap;
}

function keyOf({ token = 'create-token', logicalId = 'Nodes' }: Origin): string {
  return operationKey({
    accountId: '123456789012',
    region: 'us-east-1',
    typeName: 'Efa::EKS::NodeGroup',
    logicalId,
    clientRequestToken: token,
  });
}

export function create(desired: Properties, origin: Origin = {}): CreateRequest {
  const { logicalId = 'Nodes', stackTags = {} } = origin;
  const key = keyOf(origin);
  return {
    action: 'CREATE',
    identity: newIdentity(key, desired.ClusterName, desired.NodegroupName, logicalId),
    operationKey: key,
    desired,
    stackTags,
    origin: { stackName: 'stack', logicalId },
  };
}

export function update(
  identity: Identity,
  previous: Properties,
  desired: Properties,
  origin: Origin & { readonly previousStackTags?: StringMap } = {},
): UpdateRequest {
  return {
    action: 'UPDATE',
    identity,
    operationKey: keyOf({ token: 'update-token', ...origin }),
    previous,
    desired,
    stackTags: origin.stackTags ?? {},
    previousStackTags: origin.previousStackTags ?? {},
    origin: { stackName: 'stack', logicalId: 'Nodes' },
  };
}

export function remove(identity: Identity, origin: Origin = {}): DeleteRequest {
  return { action: 'DELETE', identity, operationKey: keyOf({ token: 'delete-token', ...origin }) };
}

/** Creates it and returns the model; the test goes on from a node group that is ACTIVE. */
export async function created(world: World, request: CreateRequest): Promise<Model> {
  const { outcome } = await run(world, request);
  if (outcome.kind !== 'succeeded' || !outcome.model) throw new Error(JSON.stringify(outcome));
  return outcome.model;
}

export function actions(calls: readonly RecordedCall[]): readonly string[] {
  return calls.map(({ action }) => action);
}

/**
 * Changing calls, without those that record what is applied: they go with every change, and would be in every list. Where
 * nothing else was written they are not left out.
 */
export function writes(calls: readonly RecordedCall[]): readonly string[] {
  const all = calls.filter(({ write }) => write);
  const others = all.filter((call) => !isRecord(call));
  return actions(others.length > 0 ? others : all);
}

function isRecord({ action, input }: RecordedCall): boolean {
  return action === 'TagResource' && Object.keys(input.tags ?? {}).join() === APPLIED_TAG;
}

export function failureOf(outcome: Outcome) {
  return outcome.kind === 'failed' ? outcome.failure : undefined;
}

/** The failure's code and message; a run that did not fail fails the test. */
export function failed({ outcome }: Pick<Run, 'outcome'>) {
  if (outcome.kind !== 'failed') throw new Error(`not failed: ${JSON.stringify(outcome)}`);
  return { ...outcome.failure, accepted: outcome.accepted };
}

/** The model of success; any other end fails the test. */
export function succeeded({ outcome }: Pick<Run, 'outcome'>) {
  if (outcome.kind !== 'succeeded') throw new Error(`not succeeded: ${JSON.stringify(outcome)}`);
  return { model: outcome.model, message: outcome.message };
}

/** A scene with decoys, the seed's node group, and what existed before. */
export interface Setting extends Scene {
  readonly properties: Properties;
  readonly request: CreateRequest;
  readonly before: readonly Resource[];
}

/** Two cards and four disks: a fault costs the same with fewer interfaces. */
export const SMALL = { InstanceTypes: ['hpc6id.32xlarge'] } as const;

/** AWS is quick, so that there are few polls. */
export const QUICK = {
  nodegroupCreate: 20,
  nodegroupDelete: 20,
  instanceLinger: 20,
  configUpdate: 20,
  versionUpdate: 20,
} as const;

type SettingOptions = Parameters<typeof scene>[0] & {
  readonly change?: Partial<Properties>;
  readonly stackTags?: StringMap;
};

export interface Living extends Setting {
  readonly model: Model;
}

export function setting(options: SettingOptions = {}): Setting {
  const made = scene(options);
  const properties = { ...seedProperties(made), ...options.change };
  const request = create(properties, { stackTags: options.stackTags ?? {} });
  addDecoys(made.world, request.identity);
  watch(made.world).watchOthers();
  return { ...made, properties, request, before: made.world.resources() };
}

/** The same with the node group created, and its model. */
export async function living(options: SettingOptions = {}): Promise<Living> {
  const made = setting(options);
  return { ...made, model: await created(made.world, made.request) };
}

/** What is left of ours: everything that was not there before, instances aside. */
export function leftOf({ world, before }: Pick<Setting, 'world' | 'before'>): readonly Resource[] {
  const known = new Set(before.map(({ id }) => id));
  return world.resources().filter(({ id }) => !known.has(id));
}

/** The data of the version that the node group uses. */
export function liveTemplate(world: World, { LaunchTemplateId = '' }: Model) {
  const template = world.account.templates.get(LaunchTemplateId);
  const { version } = world.nodegroup(CLUSTER, nodegroupOf(template?.tags)).launchTemplate ?? {};
  return {
    template,
    data: template?.versions.find(({ number }) => String(number) === version)?.data ?? {},
  };
}

function nodegroupOf(tags: StringMap | undefined): string {
  return tags?.['efa-node-group:id']?.split('/')[1] ?? '';
}

type TemplateData = ReturnType<typeof liveTemplate>['data'];

/** Somebody makes a version of our launch template, and rolls the node group to it. */
export function rollByHand(made: Living, change: (data: TemplateData) => object): void {
  const { world, request, model } = made;
  const { account } = world;
  const { template, data } = liveTemplate(world, model);
  if (!template) throw new Error('no template');
  const number = template.latestVersion + 1;
  const version = { number, description: 'by hand', createdAt: new Date(0), data: change(data) };
  const versions = [...template.versions, version];
  account.templates.put(template.id, { ...template, latestVersion: number, versions });
  const { nodegroupName } = request.identity;
  const live = world.nodegroup(CLUSTER, nodegroupName);
  const launchTemplate = { ...live.launchTemplate, version: String(number) };
  account.nodegroups.put(`${CLUSTER}/${nodegroupName}`, { ...live, launchTemplate });
}
