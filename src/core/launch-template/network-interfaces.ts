/** The network interfaces of the launch template: which there are, and the security groups of each. */

import type { RequestLaunchTemplateData, ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Replaced } from '../feature/template-part';
import { efaInterfaceCount } from '../instance-type/interface-types';
import { desiredInterfaces } from '../instance-type/layout';
import { areInterfacesChanged } from '../interfaces/demand';
import type { SecurityGroupChoice } from '../model/choices';
import type { Environment } from '../model/facts';
import type { NetworkInterface } from '../model/properties';
import type { Change } from '../model/request';
import {
  clusterGroupOf,
  efaGroupIdOf,
  givenGroups,
  groupsOf,
  type InterfaceGroups,
  isSecurityGroupChanged,
  type LiveGroups,
} from '../security-group/choice';
import { sameJson, sameSet } from '../util/compare';

type TemplateInterfaces = NonNullable<RequestLaunchTemplateData['NetworkInterfaces']>;

export function expandInterfaces(
  interfaces: readonly NetworkInterface[],
  groups: InterfaceGroups,
): TemplateInterfaces {
  return interfaces.map((card) => ({
    ...card,
    Groups: groupsOf(card, groups),
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
    givenGroupIds: givenGroups(change, live, known),
    efaGroupId: efaGroupIdOf(choice, ownGroupId),
  };
  const NetworkInterfaces =
    others && type
      ? expandInterfaces(desiredInterfaces(type, change.desired.Efa), groups)
      : live.map((each) => ({ ...each, Groups: groupsOf(each, groups) }));
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
function isCreatedAnew(
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

function areGroupsChanged(change: Change): boolean {
  const { previous, desired } = change;
  return (
    !sameSet(desired.SecurityGroupIds ?? [], previous.SecurityGroupIds ?? []) ||
    isSecurityGroupChanged(change)
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
