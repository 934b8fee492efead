/** `plan layout`: the interfaces of each layout on an instance type, and what they cost. Makes no calls. */

import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import type { Card } from '../../core/instance-type/cards';
import { cardsOf } from '../../core/instance-type/cards';
import { carriesIp, efaInterfaceCount } from '../../core/instance-type/interface-types';
import { cardInterfaces } from '../../core/instance-type/layout';
import type { NetworkInterface } from '../../core/model/properties';
import type { InterfaceLayout } from '../../core/model/property-types';
import { picture } from './picture';

const LAYOUTS: readonly InterfaceLayout[] = ['EFA_PRIMARY', 'EFA_ALL', 'ENA_PRIMARY'];
const GAP = '    ';

export interface LayoutDocument {
  readonly instanceType: string;
  readonly cards: readonly Card[];
  readonly layouts: readonly Layout[];
}
export interface Layout {
  readonly layout: InterfaceLayout;
  readonly interfaces: readonly NetworkInterface[];
  readonly efaInterfaceCount: number;
  readonly networkInterfaceCount: number;
  /** IP addresses that the interfaces of one node take at launch. */
  readonly addressesPerNode: number;
  /** Null where EC2 does not report the limits. */
  readonly pods: PodDensity | null;
}
/** Both without prefix delegation, and with the two pods that use the host's own network. */
export interface PodDensity {
  /** The kubelet's limit: the AMI computes it from the type alone, and EKS limits it. */
  readonly advertised: number;
  /** What the VPC CNI has addresses for, up to that limit. */
  readonly usable: number;
}

export function layoutDocument(type: InstanceTypeInfo): LayoutDocument {
  return {
    instanceType: type.InstanceType ?? '',
    cards: cardsOf(type),
    layouts: LAYOUTS.map((layout) => {
      const interfaces = cardInterfaces(type, layout);
      return {
        layout,
        interfaces,
        efaInterfaceCount: efaInterfaceCount(interfaces),
        networkInterfaceCount: interfaces.length,
        addressesPerNode: interfaces.filter(carriesIp).length,
        pods: podDensity(type, interfaces),
      };
    }),
  };
}

/**
 * Interfaces of the default card, times their addresses but the first: nodeadm counts them all, the VPC CNI without
 * the `efa-only` ones. Sources: amazon-eks-ami, nodeadm/internal/kubelet/eni_max_pods.go; amazon-vpc-cni-k8s,
 * pkg/ipamd/ipamd.go (unmanaged interfaces of card 0).
 */
function podDensity(
  type: InstanceTypeInfo,
  interfaces: readonly NetworkInterface[],
): PodDensity | null {
  const { NetworkInfo } = type;
  const defaultCard = NetworkInfo?.DefaultNetworkCardIndex ?? 0;
  const card = NetworkInfo?.NetworkCards?.find(
    ({ NetworkCardIndex = 0 }) => NetworkCardIndex === defaultCard,
  );
  const addresses = NetworkInfo?.Ipv4AddressesPerInterface;
  const most = card?.MaximumNetworkInterfaces;
  if (addresses === undefined || most === undefined) return null;
  const withoutIp = interfaces.filter(
    (each) => each.NetworkCardIndex === defaultCard && !carriesIp(each),
  ).length;
  const limit = enforcedPods(type);
  const pods = (count: number) => Math.min(count * (addresses - 1) + 2, limit);
  return { advertised: pods(most), usable: pods(most - withoutIp) };
}

/**
 * EKS's own limit, "When you use a managed node group without a custom AMI": "For instances with less than 30 vCPUs, the
 * cap is 110. For instances with greater than 30 vCPUs, the cap is 250." Source: EKS user guide, choosing-instance-type,
 * "How maxPods is determined".
 */
function enforcedPods({ VCpuInfo }: InstanceTypeInfo): number {
  const vCpus = VCpuInfo?.DefaultVCpus;
  if (vCpus === undefined) return Number.POSITIVE_INFINITY;
  return vCpus > 30 ? 250 : 110;
}

/** The layouts of a type side by side. */
export function layoutText({ instanceType, cards, layouts }: LayoutDocument): string {
  const columns = layouts.map((layout) => [
    layout.layout,
    ...picture(cards, layout.interfaces),
    `interfaces: ${layout.networkInterfaceCount}, EFA: ${layout.efaInterfaceCount}`,
    `IP addresses per node: ${layout.addressesPerNode}`,
    `pods: ${podText(layout.pods)}`,
  ]);
  // pictures differ in height; the figures are aligned at the bottom
  const height = Math.max(...columns.map(({ length }) => length));
  const level = columns.map((column) => [
    ...column.slice(0, -3),
    ...Array<string>(height - column.length).fill(''),
    ...column.slice(-3),
  ]);
  const widths = level.map((column) => Math.max(...column.map(({ length }) => length)));
  const lines = Array.from({ length: height }, (_, at) =>
    level.map((column, of) => (column[at] ?? '').padEnd(widths[of] ?? 0)).join(GAP),
  );
  return [instanceType, ...lines.map((line) => `  ${line}`.trimEnd())].join('\n');
}

function podText(pods: PodDensity | null): string {
  if (!pods) return 'unknown';
  return pods.usable === pods.advertised
    ? `${pods.usable}`
    : `${pods.usable} of the ${pods.advertised} that the kubelet advertises`;
}
