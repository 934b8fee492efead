/** Names for value types of the properties; schema.json says what they are. */
import type { Efa, NetworkInterface, Properties } from './properties';

export type InterfaceType = NetworkInterface['InterfaceType'];
export type InterfaceLayout = NonNullable<Efa['InterfaceLayout']>;
export type AutoCreateNone = NonNullable<Efa['SecurityGroup']>;
export type CapacityType = NonNullable<Properties['CapacityType']>;
export type LocalStorage = NonNullable<Properties['LocalStorage']>;
