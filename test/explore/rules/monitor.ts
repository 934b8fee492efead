/** What has to hold after every call (reliability.md 5.3), whatever happens. */
import { ID_TAG } from '../../../src/core/ownership/tag-keys';
import type { RecordedCall } from '../../world/endpoint';
import type { Journey } from '../journeys';
import type { Stage } from '../stacks/stage';

/** The live version, and the one that a roll goes to. */
const MAXIMUM_VERSIONS = 2;

export class Monitor {
  /** What was broken: invariant and detail. */
  readonly broken = new Map<string, string>();
  private readonly floors = new Map<string, number>();
  private readonly firstFloors = new Map<string, number>();
  isForgiving = false;
  /** Place of the call at which somebody last changed the size. */
  private scaledAt = -1;
  /** Whether nodes went that nobody could see: no read of the size came between the move and what was sent. */
  isExcused = false;
  private firstCall = 0;

  constructor(
    private readonly stage: Stage,
    private readonly journey: Journey,
  ) {}

  begin(): void {
    this.firstCall = this.stage.made.world.calls.length;
    for (const { nodegroupName, scalingConfig } of this.nodegroups()) {
      const { lowersTo = scalingConfig.desiredSize } = this.journey;
      this.floors.set(nodegroupName, Math.min(lowersTo, scalingConfig.desiredSize));
      this.firstFloors.set(nodegroupName, Math.min(lowersTo, scalingConfig.desiredSize));
    }
  }

  /** Somebody took something away: what was deleted is not lost by us. */
  forgive(): void {
    this.isForgiving = true;
  }

  raiseFloor(nodegroupName: string, size: number): void {
    this.floors.set(nodegroupName, Math.max(size, this.floors.get(nodegroupName) ?? 0));
    this.scaledAt = this.stage.made.world.calls.length - 1;
  }

  breaks(invariant: string, detail: unknown): void {
    if (this.broken.has(invariant)) return;
    const text = typeof detail === 'string' ? detail : JSON.stringify(detail);
    this.broken.set(invariant, text.slice(0, 1500));
  }

  check(call: RecordedCall): void {
    this.checkNodes(call);
    this.checkOneOfEach(call);
    this.checkRules();
    this.checkTemplateInUse(call);
    this.checkAccepted(call);
  }

  private nodegroups() {
    const { made } = this.stage;
    const known = new Set(made.before.map(({ id }) => id));
    return made.world.account.nodegroups
      .all()
      .filter(({ clusterName, nodegroupName }) => !known.has(`${clusterName}/${nodegroupName}`));
  }

  /** Running nodes never fall below what was live, unless the template's own DesiredSize went down. */
  private checkNodes({ action, index }: RecordedCall): void {
    const { journal } = this.stage.stack;
    if (journal.isUnderWay('DELETE') || this.isForgiving) return;
    const live = new Map(this.nodegroups().map((each) => [each.nodegroupName, each]));
    for (const [name, floor] of this.floors) {
      const nodegroup = live.get(name);
      const size = nodegroup?.scalingConfig.desiredSize ?? 0;
      const isGoing = nodegroup?.status === 'DELETING' || nodegroup === undefined;
      const wasDeleted = journal.requests.some(({ kind }) => kind === 'DELETE');
      if (isGoing && wasDeleted) continue;
      if (!isGoing && size < floor && this.wasAskedFor(size)) {
        this.floors.set(name, size);
      } else if (!isGoing && size < floor && this.wasUnseen()) {
        this.isExcused = true;
        this.floors.set(name, Math.min(size, this.firstFloors.get(name) ?? 0));
      } else if (isGoing || size < floor) {
        this.breaks('nodes', `${name} has ${size} of ${floor} nodes after ${action} (${index})`);
      }
    }
  }

  private lastSizes(): RecordedCall | undefined {
    return this.stage.made.world.calls
      .filter(
        ({ action, input }) =>
          action === 'UpdateNodegroupConfig' && input.scalingConfig !== undefined,
      )
      .at(-1);
  }

  /** The template's own DesiredSize went down, and was sent after somebody moved the size. */
  private wasAskedFor(size: number): boolean {
    const { index = -1, input } = this.lastSizes() ?? {};
    const { desiredSize } = (input?.scalingConfig ?? {}) as { desiredSize?: number };
    const isOwn = size === this.journey.lowersTo && desiredSize === size;
    return isOwn && index > this.scaledAt;
  }

  /** AWS has no conditional update: a size that moves after it was read cannot be known. */
  private wasUnseen(): boolean {
    if (this.scaledAt < 0) return false;
    const { calls } = this.stage.made.world;
    const sent = this.lastSizes()?.index ?? 0;
    const between = calls.slice(this.scaledAt + 1, sent);
    return !between.some(
      ({ action, errorCode }) => action === 'DescribeAutoScalingGroups' && !errorCode,
    );
  }

  /** I2: one of each kind, two versions of a launch template. */
  private checkOneOfEach({ action, index }: RecordedCall): void {
    const { account } = this.stage.made.world;
    const seen = new Set<string>();
    for (const kind of ['placementGroups', 'securityGroups', 'templates', 'nodegroups'] as const) {
      const all: readonly { tags: Record<string, string> }[] = account[kind].all();
      for (const { tags } of all) {
        const key = `${kind} of ${tags[ID_TAG]}`;
        if (tags[ID_TAG] && seen.has(key))
          this.breaks('I2', `two ${key} after ${action} (${index})`);
        seen.add(key);
      }
    }
    for (const { name, tags, versions } of account.templates.all()) {
      if (!this.isForgiving && tags[ID_TAG] && versions.length > MAXIMUM_VERSIONS) {
        this.breaks('I2', `${versions.length} versions of ${name} after ${action} (${index})`);
      }
    }
  }

  /** I13: nothing from outside may reach our security group, even in between. */
  private checkRules(): void {
    for (const { name, tags, rules } of this.stage.made.world.account.securityGroups.all()) {
      const open =
        tags[ID_TAG] && rules.find(({ egress, peer }) => !egress && !('groupId' in peer));
      if (open) this.breaks('I13', `${name} admits ${JSON.stringify(open.peer)}`);
    }
  }

  /** The launch template of a node group that lives is not deleted. */
  private checkTemplateInUse({ action, index }: RecordedCall): void {
    if (this.isForgiving) return;
    const { templates } = this.stage.made.world.account;
    for (const { nodegroupName, launchTemplate } of this.nodegroups()) {
      const template = templates.get(launchTemplate?.id ?? '');
      const version = template?.versions.find(
        ({ number }) => `${number}` === launchTemplate?.version,
      );
      if (!version) {
        const gone = template
          ? `version ${launchTemplate?.version} of its template`
          : 'the template';
        this.breaks('template', `${gone} of ${nodegroupName} is gone after ${action} (${index})`);
      }
    }
  }

  /** I8: no changing call before the first event that carries the Id. */
  private checkAccepted({ write, action, index, accessKeyId }: RecordedCall): void {
    if (!write || this.journey.lives) return;
    const first = this.stage.made.world.calls[this.firstCall];
    if (first?.accessKeyId === accessKeyId && accessKeyId.startsWith('AKIDINVOCATION')) {
      this.breaks('I8', `${action} (${index}) in the first invocation`);
    }
  }
}
