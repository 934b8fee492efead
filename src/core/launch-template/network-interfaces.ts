/** The network interfaces of the launch template: which there are, and the security groups of each. */

import type { RequestLaunchTemplateData, ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Replaced } from '../feature/template-part';
import { carriesIp, efaInterfaceCount } from '../instance-type/interface-types';
import { desiredInterfaces } from '../instance-type/layout';
import { areInterfacesChanged } from '../interfaces/demand';
import type { SecurityGroupChoice } from '../model/choices';
import type { Environment } from '../model/facts';
import type { NetworkInterface } from '../model/properties';
import type { Change } from '../model/request';
import { isIpv6 } from '../nodegroup/cluster';
import {
  areGroupsChanged,
  clusterGroupOf,
  efaGroupIdOf,
  groupsByHand,
  groupsOf,
  type InterfaceGroups,
  interfaceBefore,
  type LiveGroups,
} from '../security-group/choice';
import { sameJson } from '../util/compare';

type TemplateInterfaces = NonNullable<RequestLaunchTemplateData['NetworkInterfaces']>;

/**
 * What nodes of an IPv6 cluster need of each interface that carries IP: an address, and that it does not change, so
 * that IPv6 target groups find the node. As Karpenter sets them (generateNetworkInterfaces); EKS's copy lost
 * PrimaryIpv6 once (containers-roadmap#1653), and the node joins without it.
 */
const IPV6 = { Ipv6AddressCount: 1, PrimaryIpv6: true } as const;

/** @param ipv6 whether the cluster is one of IPv6 */
export function expandInterfaces(
  interfaces: readonly NetworkInterface[],
  groups: InterfaceGroups,
  ipv6: boolean,
  byHand?: (card: NetworkInterface) => readonly string[],
): TemplateInterfaces {
  return interfaces.map((card) => ({
    ...card,
    ...(ipv6 && carriesIp(card) && IPV6),
    Groups: groupsOf(card, groups, byHand?.(card)),
    DeleteOnTermination: true,
  }));
}

/** The live interfaces with other groups, or other interfaces; groups that were added by hand stay. */
export function replacedInterfaces(
  change: Change,
  { NetworkInterfaces: live = [] }: ResponseLaunchTemplateData,
  known: LiveGroups,
  choice: SecurityGroupChoice,
): Replaced {
  const { environment, ownGroupId } = known;
  const clusterGroupId = clusterGroupOf(environment);
  const [type] = environment.instanceTypes ?? [];
  const others = areInterfacesChanged(change);
  const demanded = others || areGroupsChanged(change) || isCreatedAnew(live, known, choice);
  if (!demanded || !clusterGroupId) return {};
  const groups = {
    clusterGroupId,
    givenGroupIds: change.desired.SecurityGroupIds ?? [],
    efaGroupId: efaGroupIdOf(choice, ownGroupId),
  };
  const byHand = (card: Parameters<typeof interfaceBefore>[0]) =>
    groupsByHand(change, interfaceBefore(card, live), known);
  const NetworkInterfaces =
    others && type
      ? expandInterfaces(
          desiredInterfaces(type, change.desired.Efa),
          groups,
          isIpv6(environment.cluster),
          byHand,
        )
      : live.map((each) => ({ ...each, Groups: groupsOf(each, groups, byHand(each)) }));
  return sameJson(comparableInterfaces(live), comparableInterfaces(NetworkInterfaces))
    ? {}
    : { NetworkInterfaces };
}

/** The number of EFAs where the interfaces change; that of the living nodes may be of another release's layouts. */
export function changedEfaCount(
  change: Change,
  { instanceTypes: [type] = [] }: Environment,
): number | undefined {
  if (!type || !areInterfacesChanged(change)) return undefined;
  return efaInterfaceCount(desiredInterfaces(type, change.desired.Efa));
}

/** Whether our own group takes the place of one that the live version names and that was deleted by hand. */
export function isCreatedAnew(
  live: TemplateInterfaces | NonNullable<ResponseLaunchTemplateData['NetworkInterfaces']>,
  { environment: { goneGroupIds = [] }, ownGroupId }: LiveGroups,
  { kind }: SecurityGroupChoice,
): boolean {
  const named = live.flatMap(({ Groups = [] }) => Groups);
  return (
    kind === 'created' &&
    ownGroupId !== undefined &&
    !named.includes(ownGroupId) &&
    named.some((id) => goneGroupIds.includes(id))
  );
}

function comparableInterfaces(interfaces: RequestLaunchTemplateData['NetworkInterfaces'] = []) {
  return interfaces.map(({ NetworkCardIndex, DeviceIndex, InterfaceType, Groups = [] }) => ({
    card: NetworkCardIndex ?? 0,
    device: DeviceIndex,
    type: InterfaceType ?? 'interface',
    groups: [...Groups].sort(),
  }));
}
