/** Names for value types of the properties, which schema.json defines. */
import type { Efa, NetworkInterface, Properties } from './properties';

export type InterfaceType = NetworkInterface['InterfaceType'];
export type InterfaceLayout = NonNullable<Efa['InterfaceLayout']>;
export type AutoCreateNone = NonNullable<Efa['SecurityGroup']>;
export type CapacityType = NonNullable<Properties['CapacityType']>;
export type LocalStorage = NonNullable<Properties['LocalStorage']>;
/** What LocalStorage comes to once AUTO is decided. */
export type DiskStrategy = Exclude<LocalStorage, 'AUTO'>;
