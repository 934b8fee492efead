/** A row of the table of bad inputs. Every other file of this folder exports arrays of them. */
import type { Properties } from '../../../src/core/model/properties';
import type { Scene } from '../../world/scene';
import type { World } from '../../world/world';

/** Members that replace those of a sound node group; undefined takes one out. Types need not fit. */
export type Change = Readonly<Partial<Record<keyof Properties, unknown>> & Record<string, unknown>>;

export interface BadInput {
  readonly name: string;
  /** What the template says; a function where ids of the scene are needed. */
  readonly properties: Change | ((scene: Scene) => Change);
  /** What the node group was created with, where the bad input comes by an update; default: it is a create. */
  readonly living?: Change | ((scene: Scene) => Change);
  /** What is in the account besides the scene: before the create, or before the update. */
  readonly world?: (world: World, scene: Scene) => void;
  /** The property of the one finding. */
  readonly path: string;
  /** What the message has to hold beside the path: the value that was found, and the fix. */
  readonly words: readonly (string | RegExp)[];
}
