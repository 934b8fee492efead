/**
 * Instance types that are not in the recorded catalogue, in the form of EC2's answers. Nobody recorded these:
 * each says what it is made from.
 */
import type { InstanceTypeInfo, NetworkCardInfo } from '@aws-sdk/client-ec2';

type Cards = NonNullable<InstanceTypeInfo['NetworkInfo']>['NetworkCards'];

function graceBlackwell(InstanceType: string, NetworkCards: Cards): InstanceTypeInfo {
  return {
    InstanceType: InstanceType as 'p6e-gb200.36xlarge',
    ProcessorInfo: { SupportedArchitectures: ['arm64'] },
    GpuInfo: { Gpus: [{ Manufacturer: 'NVIDIA', Count: 4 }] },
    InstanceStorageInfo: { Disks: [{ Count: 3, SizeInGB: 7500 }] },
    NetworkInfo: {
      EfaSupported: true,
      // AWS publishes no number: every card but the first takes EFA
      EfaInfo: { MaximumEfaInterfaces: 16 },
      MaximumNetworkCards: NetworkCards?.length ?? 0,
      ...(NetworkCards && { NetworkCards }),
    },
  };
}

/**
 * 17 cards; card 0 ENA alone, odd ones EFA alone, even ones both (EC2 user guide, efa-acc-inst-types,
 * "EFA configuration for a P6e-GB200 instances"); two interfaces on even cards, one on odd ones
 * (aws-parallelcluster#6930).
 */
function documentedCards(withInterfaceTypes: boolean): NetworkCardInfo[] {
  return Array.from({ length: 17 }, (_, NetworkCardIndex) => ({
    NetworkCardIndex,
    MaximumNetworkInterfaces: NetworkCardIndex % 2 === 1 ? 1 : 2,
    ...(withInterfaceTypes && { InterfaceTypes: documentedTypes(NetworkCardIndex) }),
  }));
}

function documentedTypes(card: number): ('interface' | 'efa' | 'efa-only')[] {
  if (card === 0) return ['interface'];
  return card % 2 === 1 ? ['efa-only'] : ['interface', 'efa', 'efa-only'];
}

export const P6E_GB200 = graceBlackwell('p6e-gb200.36xlarge', documentedCards(true));
/** As EC2 answers where it does not send InterfaceTypes. */
export const P6E_WITHOUT_INTERFACE_TYPES = ['p6e-gb200.36xlarge', 'p6e-gb300.36xlarge'].map(
  (name) => graceBlackwell(name, documentedCards(false)),
);

/** Nine cards, of which 1 to 8 hold no interface: as users of p6e-gb300r.36xlarge report (NVIDIA's AICR examples). */
export const P6E_GB300R: InstanceTypeInfo = graceBlackwell(
  'p6e-gb300r.36xlarge',
  Array.from({ length: 9 }, (_, NetworkCardIndex) => ({
    NetworkCardIndex,
    MaximumNetworkInterfaces: NetworkCardIndex === 0 ? 15 : 0,
    InterfaceTypes: ['interface', 'efa', 'efa-only'],
  })),
);
