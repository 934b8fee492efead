/** What differs between families of AMIs: one implementation each; no other module branches on the family. */
import type { DiskStrategy } from '../model/property-types';

/** What the user data of a node sets. */
export interface NodeSettings {
  readonly localStorage: DiskStrategy;
  readonly maxPods: number | undefined;
  /** The user's own text. */
  readonly given: string | undefined;
}

export interface AmiFamily {
  /** Whether EKS chooses the image: only then AMI type, Version and ReleaseVersion are sent and shown. */
  readonly isManaged: boolean;
  /** Device of the volume that Volume is about; that of an image goes before it. */
  readonly volumeDevice: string;
  /** Devices that its images map, the root first; [] where the image says so. */
  readonly devices: readonly string[];
  /** GiB of the snapshot that this volume of AWS's image is made from, which it may not be smaller than; 0 where unknown. */
  readonly snapshotSize: number;
  /** The ways to set up instance-store disks, beside NONE. [] where AUTO leaves them alone. */
  readonly diskStrategies: readonly DiskStrategy[];
  /** Whether the user data can bring a driver that the image lacks. */
  readonly takesDrivers: boolean;
  readonly canHibernate: boolean;
  readonly canReuseOnScaleIn: boolean;
  /** Whether a setting of the user's replaces one of ours, which comes back when the user's is removed. */
  readonly settingsYield: boolean;
  /** Whether EKS may put its own number of pods behind ours. */
  readonly mayOverrideMaxPods: boolean;
  /** Whether an instance that was stopped may come back without the array of its instance store volumes. */
  mayLoseArray(releaseVersion: string | undefined): boolean;
  /** Whether a release begins with the Kubernetes version and ends in a date, as 1.33.5-20260505; else it ends in a hash. */
  readonly releasesKubernetes: boolean;
  /** Why the release has no EFA; undefined where it has, or nothing is known. */
  unsupportedRelease(releaseVersion: string): string | undefined;
  /** Why the user's own text cannot be taken; undefined where it can. Never shows the text. */
  unsupportedUserData(given: string): string | undefined;
  /** Why nodes that get it never join, which 0.1 did not see; undefined where they may. Never shows the text. */
  unreadableUserData(given: string): string | undefined;
  /** Whether the user's own text makes file systems or arrays on instance-store disks. @param volumes devices of other volumes */
  setsUpDisks(given: string, volumes: readonly string[]): boolean;
  /** The user data as text; undefined where there is none. */
  expand(settings: NodeSettings): string | undefined;
  /** The live text with the settings that changed; the live text itself where it has them already. */
  update(
    live: string,
    desired: NodeSettings,
    changed: readonly (keyof NodeSettings)[],
  ): string | undefined;
}
