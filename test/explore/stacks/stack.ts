/** A stack of one resource, whichever entry point is behind it, and the journal of its requests. */
import type { Properties } from '../../../src/core/model/properties';
import { canonicalJson } from '../../../src/core/util/hash';
import { comparable } from '../../reconcile/comparable';
import type { Setting } from '../../reconcile/driver';
import type { World } from '../../world/world';

export type RequestKind = 'CREATE' | 'UPDATE' | 'ROLLBACK' | 'DELETE' | 'READ' | 'LIST' | 'LATE';

export interface End {
  /** NOTHING: CloudFormation gave it up before it was answered. */
  readonly status: 'SUCCESS' | 'FAILED' | 'NOTHING';
  readonly code?: string | undefined;
  readonly message: string;
  /** What the answer shows of the resource. */
  readonly data?: unknown;
}

export interface RequestRecord extends End {
  readonly kind: RequestKind;
  /** Places in world.calls: from the first to before the last. */
  readonly calls: readonly [number, number];
  /** What lived before and after it. */
  readonly states: readonly [string, string];
  /** Rolls that EKS began while it ran. */
  readonly rolls: number;
  /** Whether another one was under way at some time. */
  readonly isOverlapped: boolean;
}

/** What arrives while a request is under way. */
export type Interference = 'give-up' | 'same' | 'same-name';

export interface Stack {
  readonly made: Setting;
  /** What CloudFormation holds as the resource's id. */
  readonly id: string | undefined;
  readonly journal: Journal;
  /** Virtual seconds of the longest invocation. */
  readonly longest: number;
  adopt(id: string, properties: Properties): void;
  /** Does what CloudFormation does, to the end of everything that is under way. */
  run(does: () => Promise<void>): Promise<void>;
  /** With the Delete that follows a failure. */
  create(properties: Properties): Promise<void>;
  /** With what follows: the replaced one's Delete, or the rollback. */
  update(properties: Properties): Promise<void>;
  delete(): Promise<void>;
  /** Read and List, where the entry point has them. */
  inspect(): Promise<void>;
  /** @returns when the call that is under way gets its answer. */
  interfere(what: Interference): Promise<void>;
  /** Everything that CloudFormation was sent, to look for secrets. */
  sent(): string;
}

/** How long a call takes while another request arrives. */
export const SLOW_CALL_SECONDS = 30;

export class Journal {
  readonly requests: RequestRecord[] = [];
  /** Kinds of what is under way. */
  private readonly current: RequestKind[] = [];
  private begun = 0;

  constructor(private readonly made: Setting) {}

  isUnderWay(kind: RequestKind): boolean {
    return this.current.includes(kind);
  }

  async record(kind: RequestKind, does: () => Promise<End>): Promise<End> {
    const { world } = this.made;
    const [first, before, rolls] = [world.calls.length, stateOf(this.made), rollsOf(world)];
    this.begun += 1;
    const { begun } = this;
    const isSecond = this.current.length > 0;
    this.current.push(kind);
    const end = await does();
    this.current.splice(this.current.indexOf(kind), 1);
    this.requests.push({
      ...end,
      kind,
      calls: [first, world.calls.length],
      states: [before, stateOf(this.made)],
      rolls: rollsOf(world) - rolls,
      isOverlapped: isSecond || begun !== this.begun,
    });
    return end;
  }
}

/** What lives, without what differs between two runs that did the same: numbers that count up, hashes of times. */
export function stateOf(made: Setting): string {
  return withoutIds(canonicalJson(comparable(made)));
}

export function withoutIds(text: string): string {
  return text
    .replace(/00000000-0000-4000-8000-[0-9a-f]{12}/g, 'UUID')
    .replace(/\b(pg|sg|lt)-0[0-9a-f]{16}\b/g, '$1-ID')
    .replace(/\b[0-9a-f]{12}\b/g, 'GENERATION')
    .replace(/ (op|at)=[0-9a-z/]+/g, '');
}

function rollsOf({ account }: World): number {
  return account.updates.all().filter(({ update }) => update.type === 'VersionUpdate').length;
}
