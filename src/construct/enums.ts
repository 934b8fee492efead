/** Generated from schema.json by `make generate`: change that, and run it again. */

/** A value of an enum: one of the static members, or what `of` makes of a later one. */
export abstract class EnumValue {
  protected constructor(
    /** As the template spells it. */
    readonly value: string,
  ) {}
  /** As the template spells it. */
  toString(): string {
    return this.value;
  }
}

/** Values of `UpdateConfig.updateStrategy`. */
export class UpdateStrategy extends EnumValue {
  /** `DEFAULT` */
  static readonly DEFAULT = new UpdateStrategy('DEFAULT');
  /** `MINIMAL` */
  static readonly MINIMAL = new UpdateStrategy('MINIMAL');
  /** A value that this release does not know, or a token. */
  static of(value: string): UpdateStrategy {
    return new UpdateStrategy(value);
  }
}

/** Values of `NodeRepairConfigOverride.repairAction`. */
export class RepairAction extends EnumValue {
  /** `Replace` */
  static readonly REPLACE = new RepairAction('Replace');
  /** `Reboot` */
  static readonly REBOOT = new RepairAction('Reboot');
  /** `NoAction` */
  static readonly NO_ACTION = new RepairAction('NoAction');
  /** A value that this release does not know, or a token. */
  static of(value: string): RepairAction {
    return new RepairAction(value);
  }
}

/** Values of `WarmPoolConfig.poolState`. */
export class PoolState extends EnumValue {
  /** `STOPPED` */
  static readonly STOPPED = new PoolState('STOPPED');
  /** `RUNNING` */
  static readonly RUNNING = new PoolState('RUNNING');
  /** `HIBERNATED` */
  static readonly HIBERNATED = new PoolState('HIBERNATED');
  /** A value that this release does not know, or a token. */
  static of(value: string): PoolState {
    return new PoolState(value);
  }
}

/** Values of `Taint.effect`. */
export class TaintEffect extends EnumValue {
  /** `NO_SCHEDULE` */
  static readonly NO_SCHEDULE = new TaintEffect('NO_SCHEDULE');
  /** `NO_EXECUTE` */
  static readonly NO_EXECUTE = new TaintEffect('NO_EXECUTE');
  /** `PREFER_NO_SCHEDULE` */
  static readonly PREFER_NO_SCHEDULE = new TaintEffect('PREFER_NO_SCHEDULE');
  /** A value that this release does not know, or a token. */
  static of(value: string): TaintEffect {
    return new TaintEffect(value);
  }
}

/** Values of `Volume.type`. */
export class VolumeType extends EnumValue {
  /** `gp3` */
  static readonly GP3 = new VolumeType('gp3');
  /** `gp2` */
  static readonly GP2 = new VolumeType('gp2');
  /** `io1` */
  static readonly IO1 = new VolumeType('io1');
  /** `io2` */
  static readonly IO2 = new VolumeType('io2');
  /** A value that this release does not know, or a token. */
  static of(value: string): VolumeType {
    return new VolumeType(value);
  }
}

/** Values of `MetadataOptions.httpTokens`. */
export class HttpTokens extends EnumValue {
  /** `required` */
  static readonly REQUIRED = new HttpTokens('required');
  /** `optional` */
  static readonly OPTIONAL = new HttpTokens('optional');
  /** A value that this release does not know, or a token. */
  static of(value: string): HttpTokens {
    return new HttpTokens(value);
  }
}

/** Values of `MetadataOptions.instanceMetadataTags`. */
export class InstanceMetadataTags extends EnumValue {
  /** `enabled` */
  static readonly ENABLED = new InstanceMetadataTags('enabled');
  /** `disabled` */
  static readonly DISABLED = new InstanceMetadataTags('disabled');
  /** A value that this release does not know, or a token. */
  static of(value: string): InstanceMetadataTags {
    return new InstanceMetadataTags(value);
  }
}

/** Values of `NetworkInterface.interfaceType`. */
export class InterfaceType extends EnumValue {
  /** `interface` */
  static readonly INTERFACE = new InterfaceType('interface');
  /** `efa` */
  static readonly EFA = new InterfaceType('efa');
  /** `efa-only` */
  static readonly EFA_ONLY = new InterfaceType('efa-only');
  /** A value that this release does not know, or a token. */
  static of(value: string): InterfaceType {
    return new InterfaceType(value);
  }
}

/** Values of `Efa.interfaceLayout`. */
export class InterfaceLayout extends EnumValue {
  /** `EFA_PRIMARY` */
  static readonly EFA_PRIMARY = new InterfaceLayout('EFA_PRIMARY');
  /** `EFA_ALL` */
  static readonly EFA_ALL = new InterfaceLayout('EFA_ALL');
  /** `ENA_PRIMARY` */
  static readonly ENA_PRIMARY = new InterfaceLayout('ENA_PRIMARY');
  /** A value that this release does not know, or a token. */
  static of(value: string): InterfaceLayout {
    return new InterfaceLayout(value);
  }
}

/** Values of `Efa.securityGroup`. */
export class EfaSecurityGroup extends EnumValue {
  /** `AUTO` */
  static readonly AUTO = new EfaSecurityGroup('AUTO');
  /** `CREATE` */
  static readonly CREATE = new EfaSecurityGroup('CREATE');
  /** `NONE` */
  static readonly NONE = new EfaSecurityGroup('NONE');
  /** A value that this release does not know, or a token. */
  static of(value: string): EfaSecurityGroup {
    return new EfaSecurityGroup(value);
  }
}

/** Values of `Placement.group`. */
export class PlacementGroup extends EnumValue {
  /** `AUTO` */
  static readonly AUTO = new PlacementGroup('AUTO');
  /** `CREATE` */
  static readonly CREATE = new PlacementGroup('CREATE');
  /** `NONE` */
  static readonly NONE = new PlacementGroup('NONE');
  /** A value that this release does not know, or a token. */
  static of(value: string): PlacementGroup {
    return new PlacementGroup(value);
  }
}

/** Values of `CapacityReservation.preference`. */
export class CapacityReservationPreference extends EnumValue {
  /** `capacity-reservations-only` */
  static readonly CAPACITY_RESERVATIONS_ONLY = new CapacityReservationPreference(
    'capacity-reservations-only',
  );
  /** `open` */
  static readonly OPEN = new CapacityReservationPreference('open');
  /** `none` */
  static readonly NONE = new CapacityReservationPreference('none');
  /** A value that this release does not know, or a token. */
  static of(value: string): CapacityReservationPreference {
    return new CapacityReservationPreference(value);
  }
}

/** Values of `capacityType`. */
export class CapacityType extends EnumValue {
  /** `ON_DEMAND` */
  static readonly ON_DEMAND = new CapacityType('ON_DEMAND');
  /** `SPOT` */
  static readonly SPOT = new CapacityType('SPOT');
  /** `CAPACITY_BLOCK` */
  static readonly CAPACITY_BLOCK = new CapacityType('CAPACITY_BLOCK');
  /** A value that this release does not know, or a token. */
  static of(value: string): CapacityType {
    return new CapacityType(value);
  }
}

/** Values of `localStorage`. */
export class LocalStorage extends EnumValue {
  /** `AUTO` */
  static readonly AUTO = new LocalStorage('AUTO');
  /** `RAID0` */
  static readonly RAID0 = new LocalStorage('RAID0');
  /** `RAID10` */
  static readonly RAID10 = new LocalStorage('RAID10');
  /** `Mount` */
  static readonly MOUNT = new LocalStorage('Mount');
  /** `NONE` */
  static readonly NONE = new LocalStorage('NONE');
  /** A value that this release does not know, or a token. */
  static of(value: string): LocalStorage {
    return new LocalStorage(value);
  }
}
