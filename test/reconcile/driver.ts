/**
 * Drives `reconcile` as CloudFormation does: the progress goes through JSON, every invocation gets clients
 * of its own, the clock moves by the delays that were asked for.
 */
import { makeAws } from '../../src/aws/aws';
import type { ClientConfig } from '../../src/aws/clients';
import { newIdentity, operationKey } from '../../src/core/identity';
import type { Model, Properties } from '../../src/core/properties';
import type {
  CreateRequest,
  DeleteRequest,
  Identity,
  Progress,
  Request,
  StringMap,
  UpdateRequest,
} from '../../src/core/types';
import { TIMEOUT_SECONDS } from '../../src/core/wait';
import { type Outcome, read, reconcile } from '../../src/reconcile';
import type { RecordedCall } from '../world/endpoint';
import { CLUSTER, NODE_ROLE, type Scene } from '../world/scene';
import type { World } from '../world/world';

/** A fault plan that never converges is a bug, not an endless test. */
const MAXIMUM_INVOCATIONS = 2_000;

export interface Run {
  readonly outcome: Outcome;
  readonly messages: readonly string[];
  /** Calls of this run alone. */
  readonly calls: readonly RecordedCall[];
}

export interface RunOptions {
  /** What happens in the world before the invocation of this number, from 1. */
  readonly before?: (invocation: number) => void;
  readonly from?: Progress;
  readonly maxAttempts?: number;
  readonly log?: (line: Readonly<Record<string, unknown>>) => void;
  /** Milliseconds that each invocation has left. */
  readonly remainingMilliseconds?: () => number;
}

export async function run(world: World, request: Request, options: RunOptions = {}): Promise<Run> {
  const first = world.calls.length;
  const messages: string[] = [];
  let progress = options.from;
  for (let invocation = 1; invocation <= MAXIMUM_INVOCATIONS; invocation += 1) {
    options.before?.(invocation);
    const outcome = await invoke(world, request, progress, options);
    if (outcome.kind !== 'inProgress') {
      expect(world.notModelled).toEqual([]);
      return { outcome, messages, calls: world.calls.slice(first) };
    }
    messages.push(outcome.message);
    progress = JSON.parse(JSON.stringify(outcome.progress)) as Progress;
    world.clock.advance(outcome.delaySeconds);
  }
  throw new Error(`not settled after ${MAXIMUM_INVOCATIONS} invocations: ${messages.at(-1)}`);
}

export function invoke(
  world: World,
  request: Request,
  progress: Progress | undefined,
  options: RunOptions = {},
): Promise<Outcome> {
  const config = world.clientConfig(undefined, options.maxAttempts) as unknown as ClientConfig;
  return reconcile(request, progress, TIMEOUT_SECONDS[request.action], {
    aws: makeAws(config),
    clock: {
      nowEpochSeconds: () => world.clock.epochSeconds(),
      remainingMilliseconds: options.remainingMilliseconds ?? (() => 60_000),
    },
    log: options.log ?? (() => {}),
  });
}

export function readModel(world: World, identity: Identity): Promise<Model | undefined> {
  return read(identity, makeAws(world.clientConfig() as unknown as ClientConfig));
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

export function writes(calls: readonly RecordedCall[]): readonly string[] {
  return actions(calls.filter(({ write }) => write));
}

export function failureOf(outcome: Outcome) {
  return outcome.kind === 'failed' ? outcome.failure : undefined;
}
