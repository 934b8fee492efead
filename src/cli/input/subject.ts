/** One node group of a plan, and where its properties come from. */
import type { LiveState } from '../../core/lifecycle/flatten';
import type { Finding } from '../../core/model/findings';
import type { Positions } from './positions';
import type { Origin } from './request';
import type { Attributes } from './template';

export interface Subject {
  /** Undefined for a file of properties without --resource. */
  readonly logicalId: string | undefined;
  /** Of the living node group; undefined where one is created. */
  readonly id: string | undefined;
  readonly origin: Origin;
  /** How long CloudFormation waits for a custom resource; undefined for the registry type. */
  readonly customResourceSeconds: number | undefined;
  readonly positions: Positions;
  /**
   * Reads nothing of AWS but what the template's values need.
   * @param attributes of the template's other node groups
   * @param live of the node group that `id` names
   */
  properties(attributes: Attributes, live: LiveState | undefined): Promise<SubjectProperties>;
}
export interface SubjectProperties {
  /** Unchecked; numbers and booleans may be texts. */
  readonly desired: object;
  /** As deployed; undefined where the live state is what an update compares with. */
  readonly previous: object | undefined;
  /** What could not be resolved, one sentence each. */
  readonly problems: readonly string[];
  readonly notes: readonly Finding[];
}
/** A node group that the stack no longer has. */
export interface Removal {
  readonly logicalId: string;
  readonly id: string;
  /** Whether the deployed template's DeletionPolicy keeps it. */
  readonly retained: boolean;
  /** The logical id of a new node group with the same properties: it was renamed. */
  readonly renamedTo: string | undefined;
}
export interface Subjects {
  readonly subjects: readonly Subject[];
  readonly removals: readonly Removal[];
  /** What CloudFormation refuses about the template as a whole, one sentence each. */
  readonly problems: readonly string[];
  readonly stackName: string | undefined;
  /** Whether properties may be taken from the living node group. */
  readonly usesLive: boolean;
}
