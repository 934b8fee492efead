/**
 * A model of AWS in this process, for the real SDK clients: every byte between them goes through the
 * wire formats, every answer comes after the commit, and time is virtual. What AWS does and documents
 * is modelled; what is not modelled throws and is kept in `notModelled`.
 */
import { EC2Client, type EC2ClientConfig, type Image, type Snapshot } from '@aws-sdk/client-ec2';
import { EKSClient } from '@aws-sdk/client-eks';
import { StandardRetryStrategy } from '@smithy/core/retry';
import {
  Account,
  type Assumptions,
  type PlacementGroup,
  type Quotas,
  type Timings,
} from './account';
import { scalingOfEks } from './auto-scaling';
import { addReservation, type NewReservation } from './capacity-reservations';
import type { Clock } from './clock';
import { addCluster, type NewCluster } from './clusters';
import { Endpoint, OWN_KEY, type RecordedCall } from './endpoint';
import type { Faults } from './faults';
import type { IamChange } from './iam-propagation';
import { addImage } from './images';
import { change, keepScaled, keyOf, sourceTemplateGone } from './nodegroup-health';
import { removeNodegroup } from './nodegroups';
import { addMainRouteTable } from './route-tables';
import { addSnapshot } from './snapshots';
import type { Tags } from './tags';
import type { Throttle } from './throttle';

export interface WorldOptions {
  readonly region?: string;
  readonly accountId?: string;
  readonly timings?: Partial<Timings>;
  readonly quotas?: Partial<Quotas>;
  readonly assumptions?: Partial<Assumptions>;
}

export interface Resource {
  readonly type:
    | 'placement-group'
    | 'security-group'
    | 'launch-template'
    | 'nodegroup'
    | 'instance'
    | 'network-interface';
  /** EC2's id; `cluster/nodegroup` for node groups. */
  readonly id: string;
  readonly name: string;
  readonly tags: Tags;
}

export interface HealthIssue {
  readonly code: string;
  readonly message: string;
  readonly resourceIds?: string[];
}

/** Back-off without sleeping; what is retried and how often stays the SDK's own. */
function retryStrategy(maxAttempts: number): StandardRetryStrategy {
  const backoff = { computeNextBackoffDelay: () => 0, setDelayBase: () => {} };
  return new StandardRetryStrategy({ maxAttempts, backoff });
}

export class World {
  readonly account: Account;
  readonly endpoint: Endpoint;
  readonly ec2: EC2Client;
  readonly eks: EKSClient;

  constructor(options: WorldOptions = {}) {
    const { region = 'us-east-1', accountId = '123456789012' } = options;
    this.account = new Account(region, accountId);
    Object.assign(this.account.timings, options.timings);
    Object.assign(this.account.quotas, options.quotas);
    Object.assign(this.account.assumptions, options.assumptions);
    this.endpoint = new Endpoint(this.account);
    this.ec2 = new EC2Client(this.clientConfig());
    this.eks = new EKSClient(this.clientConfig());
  }

  /** For clients of one's own. Everything is given, so that nothing reads files or variables. */
  clientConfig(accessKeyId: string = OWN_KEY, maxAttempts = 3) {
    return {
      region: this.account.region,
      credentials: { accessKeyId, secretAccessKey: 'secret', sessionToken: 'token' },
      requestHandler: this.endpoint as unknown as NonNullable<EC2ClientConfig['requestHandler']>,
      retryStrategy: retryStrategy(maxAttempts),
      maxAttempts,
      retryMode: 'standard',
      defaultsMode: 'standard' as const,
      useFipsEndpoint: false,
      useDualstackEndpoint: false,
      userAgentAppId: 'world',
      authSchemePreference: ['sigv4'],
    };
  }

  get clock(): Clock {
    return this.account.clock;
  }

  get calls(): readonly RecordedCall[] {
    return this.endpoint.calls;
  }

  get faults(): Faults {
    return this.endpoint.faults;
  }

  /** Limits of requests a second, by action. */
  get throttle(): Throttle {
    return this.endpoint.throttle;
  }

  /** Bugs of the test or of this model that some code may have swallowed. Should be empty. */
  get notModelled(): readonly Error[] {
    return this.endpoint.notModelled;
  }

  /** The next `times` calls of `action` miss what is created (`any`: written) from now on. */
  stale(plan: { action: string; times: number; of?: 'create' | 'any' }): void {
    this.account.stale.add(plan);
  }

  /** After `skip` more calls of `action`, the next `times` show everything as it is now. */
  stalePast(plan: { action: string; skip?: number; times?: number }): void {
    this.account.stale.addPast(plan);
  }

  // What is there before we come.

  addVpc({ hasIpv6 = false } = {}): string {
    const id = this.account.newId('vpc');
    this.account.vpcs.put(id, { id, hasIpv6 });
    addMainRouteTable(this.account, id);
    return id;
  }

  addSubnet(subnet: {
    vpcId: string;
    zone: string;
    zoneId: string;
    availableIpAddressCount?: number;
    mapPublicIpOnLaunch?: boolean;
    assignsIpv6?: boolean;
    outpostArn?: string;
    tags?: Tags;
  }): string {
    const id = this.account.newId('subnet');
    const assignsIpv6 = this.account.vpcs.get(subnet.vpcId)?.hasIpv6 ?? false;
    this.account.subnets.put(id, {
      availableIpAddressCount: 4091,
      mapPublicIpOnLaunch: false,
      tags: {},
      assignsIpv6,
      ...subnet,
      id,
    });
    return id;
  }

  /** @returns the id of its cluster security group. */
  addCluster(cluster: NewCluster): string {
    return addCluster(this.account, cluster);
  }

  /** Somebody's own, available at once. @returns its name. */
  addPlacementGroup(
    name: string,
    { strategy = 'cluster', state = 'available' as PlacementGroup['state'] } = {},
  ): string {
    const id = this.account.newId('pg');
    this.account.placementGroups.put(id, { id, name, strategy, state, tags: { owner: 'else' } });
    return name;
  }

  /** The same for another account's, which it shares. @returns its id */
  addSharedGroup(
    name: string,
    { id = this.account.newId('pg'), strategy = 'cluster' } = {},
  ): string {
    const group = { id, name, strategy, state: 'available' as const, tags: {} };
    this.account.placementGroups.put(id, { ...group, owner: '999999999999' });
    return id;
  }

  addReservation(reservation: NewReservation): string {
    return addReservation(this.account, reservation);
  }

  /** A day comes, or somebody changes it. */
  changeReservation(id: string, change: Partial<NewReservation>): void {
    const live = this.account.capacityReservations.get(id);
    if (!live) throw new Error(`no capacity reservation ${id}`);
    this.account.capacityReservations.put(id, { ...live, ...change });
  }

  /** @returns its ARN. */
  addResourceGroup(name: string, reservationIds: readonly string[]): string {
    const arn = this.account.arn('resource-groups', `group/${name}`);
    this.account.resourceGroups.set(arn, reservationIds);
    return arn;
  }

  placementGroupArn(name: string): string {
    return this.account.arn('ec2', `placement-group/${name}`);
  }

  /** @returns its id; x86_64 with 20 GiB on /dev/xvda, where `image` says nothing else. */
  addImage(image: Image = {}): string {
    return addImage(this.account, image);
  }

  addKeyPair(KeyName: string): void {
    this.account.keyPairs.set(KeyName, { KeyName, KeyPairId: this.account.newId('key') });
  }

  /** @returns its id */
  addSnapshot(snapshot: Snapshot = {}): string {
    return addSnapshot(this.account, snapshot);
  }

  offer(instanceType: string, zoneIds: readonly string[]): void {
    for (const zoneId of zoneIds) this.account.offerings.add(`${instanceType}/${zoneId}`);
  }

  // What happens beside us.

  /** What EC2 still has; undefined: as much as asked for. */
  setCapacity(instanceType: string, zoneId: string, instances: number | undefined): void {
    const key = `${instanceType}/${zoneId}`;
    if (instances === undefined) this.account.capacity.delete(key);
    else this.account.capacity.set(key, instances);
  }

  setHealth(cluster: string, name: string, issues: HealthIssue[], status = 'DEGRADED'): void {
    change(this.account, this.nodegroup(cluster, name), status, issues.map(withResources));
  }

  setClusterStatus(name: string, status: string): void {
    const cluster = this.account.clusters.get(name);
    if (!cluster) throw new Error(`no cluster ${name}`);
    this.account.clusters.put(name, { ...cluster, status: status as never });
  }

  /** Somebody changes IAM now, and EKS sees it so many seconds later. */
  changeIam(change: IamChange, visibleAfterSeconds: number): void {
    this.account.iamChanges.set(change, this.clock.epochSeconds() + visibleAfterSeconds);
  }

  failNextCreate(issues: HealthIssue[], status: 'CREATE_FAILED' | 'DEGRADED' = 'CREATE_FAILED') {
    this.account.outcomes.create.push({ status, issues: issues.map(withResources) });
  }

  failNextUpdate(errors: HealthIssue[]): void {
    this.account.outcomes.update.push({ status: 'Failed', issues: errors.map(withResources) });
  }

  failNextDelete(issues: HealthIssue[]): void {
    this.account.outcomes.delete.push({
      status: 'DELETE_FAILED',
      issues: issues.map(withResources),
    });
  }

  /** @param isKnownToEks false: DescribeNodegroup goes on to answer the size before. */
  autoscale(
    cluster: string,
    name: string,
    desiredSize: number,
    { isKnownToEks = true }: { readonly isKnownToEks?: boolean } = {},
  ): void {
    const live = this.nodegroup(cluster, name);
    const scaled = {
      ...live,
      scalingConfig: { ...live.scalingConfig, desiredSize },
      desiredSizeOfEks: isKnownToEks ? undefined : scalingOfEks(live).desiredSize,
    };
    this.account.nodegroups.put(keyOf(cluster, name), scaled);
    keepScaled(this.account, scaled);
  }

  /** An interface that the VPC CNI made and forgot: it holds its groups until `remove`. */
  leakInterface(subnetId: string, groupIds: string[]): string {
    const id = this.account.newId('eni');
    this.account.interfaces.put(id, {
      id,
      subnetId,
      groupIds,
      instanceId: undefined,
      interfaceType: 'interface',
      networkCardIndex: 0,
      deviceIndex: 1,
      description: 'aws-K8S-i-gone',
      tags: { 'node.k8s.amazonaws.com/instance_id': 'i-gone' },
    });
    return id;
  }

  /** Somebody deletes it by hand: an id, `cluster/nodegroup` or a cluster's name. No questions asked. */
  remove(id: string): void {
    const { account } = this;
    const nodegroup = account.nodegroups.get(id);
    if (nodegroup) removeNodegroup(account, nodegroup);
    const stores = [account.placementGroups, account.securityGroups, account.templates] as const;
    const others = [
      account.instances,
      account.interfaces,
      account.clusters,
      account.subnets,
    ] as const;
    for (const store of [...stores, ...others]) if (store.get(id)) store.remove(id);
    if (id.startsWith('lt-')) sourceTemplateGone(account, id);
  }

  nodegroup(cluster: string, name: string) {
    const live = this.account.nodegroups.get(keyOf(cluster, name));
    if (!live) throw new Error(`no node group ${cluster}/${name}`);
    return live;
  }

  /** Everything that somebody made, ours and others'. */
  resources(): Resource[] {
    const { account } = this;
    return [
      ...account.placementGroups.all().map((item) => resource('placement-group', item)),
      ...account.securityGroups.all().map((item) => resource('security-group', item)),
      ...account.templates.all().map((item) => resource('launch-template', item)),
      ...account.nodegroups
        .all()
        .map(({ clusterName, nodegroupName: name, tags }) =>
          resource('nodegroup', { id: keyOf(clusterName, name), name, tags }),
        ),
      ...account.instances.all().map((item) => resource('instance', { ...item, name: item.id })),
      ...account.interfaces
        .all()
        .map((item) => resource('network-interface', { ...item, name: item.id })),
    ];
  }
}

function resource(type: Resource['type'], { id, name, tags }: Omit<Resource, 'type'>): Resource {
  return { type, id, name, tags };
}

function withResources({ code, message, resourceIds = [] }: HealthIssue) {
  return { code, message, resourceIds };
}
