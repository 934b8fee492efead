/**
 * What EBS takes of a volume's size, IOPS and throughput: API_LaunchTemplateEbsBlockDeviceRequest for the ranges; EBS user
 * guide, general-purpose (gp3: 500 IOPS a GiB, 0.25 MiB/s an IOPS) and provisioned-iops (io1 50:1, io2 1,000:1) for the ratios.
 */
import { type Finding, findingsAt } from '../model/findings';
import type { Volume } from '../model/properties';
import { initializationRules } from './snapshots';

type VolumeType = NonNullable<Volume['Type']>;
type Range = readonly [from: number, to: number];

interface Limits {
  readonly sizes: Range;
  /** Undefined where it takes none. */
  readonly iops?: Range;
  readonly iopsPerGiB?: number;
}

const LIMITS: Readonly<Record<VolumeType, Limits>> = {
  gp2: { sizes: [1, 16_384] },
  gp3: { sizes: [1, 65_536], iops: [3_000, 80_000], iopsPerGiB: 500 },
  io1: { sizes: [4, 16_384], iops: [100, 64_000], iopsPerGiB: 50 },
  io2: { sizes: [4, 65_536], iops: [100, 256_000], iopsPerGiB: 1_000 },
};
/** What every gp3 volume has, whatever its size. */
const GP3_IOPS = 3_000;
const MIB_PER_IOPS = 0.25;

export function volumeFindings(
  path: string,
  { Type = 'gp3', SizeGiB, Iops, Throughput }: Volume,
  defaultSize: number,
): readonly Finding[] {
  const { sizes, iops, iopsPerGiB } = LIMITS[Type];
  const size = SizeGiB ?? defaultSize;
  const maximum = Math.max((iopsPerGiB ?? 0) * size, Type === 'gp3' ? GP3_IOPS : 0);
  const given = Iops ?? GP3_IOPS;
  return [
    ...findingsAt(`${path}.SizeGiB`, [outside(SizeGiB, sizes, `GiB of a volume of type ${Type}`)]),
    ...findingsAt(`${path}.Iops`, [
      iops && outside(Iops, iops, `IOPS of a volume of type ${Type}`),
      iops && Iops !== undefined && isIn(Iops, iops) && Iops > maximum
        ? `${Iops} IOPS are too many for ${size} GiB: a volume of type ${Type} has at most ${iopsPerGiB} IOPS a GiB, ${maximum} here. Lower Iops, or set SizeGiB to at least ${Math.ceil(Iops / (iopsPerGiB ?? 1))}.`
        : undefined,
    ]),
    ...findingsAt(`${path}.Throughput`, [
      Type === 'gp3' && Throughput !== undefined && Throughput > given * MIB_PER_IOPS
        ? `${Throughput} MiB/s are too many for ${given} IOPS: a volume has at most ${MIB_PER_IOPS} MiB/s for each, ${given * MIB_PER_IOPS} here. Lower Throughput, or set Iops to at least ${Throughput / MIB_PER_IOPS}.`
        : undefined,
    ]),
  ];
}

/** What the types do not take together, whatever the numbers. */
export function volumeRules(path: string, given: Volume): readonly Finding[] {
  const { Type = 'gp3', Iops, Throughput, KmsKeyId, Encrypted } = given;
  return [
    ...findingsAt(`${path}.Iops`, [
      (Type === 'io1' || Type === 'io2') && Iops === undefined
        ? `Volumes of type ${Type} require Iops. Add it.`
        : undefined,
      Type === 'gp2' && Iops !== undefined
        ? 'Volumes of type gp2 do not support Iops. Use gp3, io1 or io2, or remove Iops.'
        : undefined,
    ]),
    ...findingsAt(`${path}.Throughput`, [
      Type !== 'gp3' && Throughput !== undefined
        ? `Volumes of type ${Type} do not support Throughput. Use gp3, or remove Throughput.`
        : undefined,
    ]),
    ...findingsAt(`${path}.KmsKeyId`, [
      KmsKeyId !== undefined && Encrypted === false
        ? `${KmsKeyId} is set, but ${path}.Encrypted is false. Remove Encrypted or KmsKeyId.`
        : undefined,
    ]),
    ...initializationRules(path, given),
  ];
}

function outside(value: number | undefined, range: Range, what: string): string | undefined {
  if (value === undefined || isIn(value, range)) return undefined;
  return `${value} is outside the range for ${what}, ${range[0]} to ${range[1]}. Change it, or the type.`;
}

function isIn(value: number, [from, to]: Range): boolean {
  return value >= from && value <= to;
}
