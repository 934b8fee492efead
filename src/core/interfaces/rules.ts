/** What Efa may say, whatever the instance type. */

import type { Efa, NetworkInterface, Properties } from '../model/properties';
import type { Finding } from '../model/types';
import { isEfa } from './layout';

export function efaFindings({ Efa }: Properties): readonly Finding[] {
  return Efa ? [...togetherFindings(Efa), ...listFindings(Efa.NetworkInterfaces)] : [];
}

/** Of two properties that say the same, one has to go. */
function togetherFindings(efa: Efa): readonly Finding[] {
  const { InterfaceLayout, NetworkInterfaces, SecurityGroup, SecurityGroupId } = efa;
  const findings: Finding[] = [];
  if (InterfaceLayout !== undefined && NetworkInterfaces !== undefined) {
    findings.push({
      path: 'Efa.NetworkInterfaces',
      message: `a list of ${NetworkInterfaces.length} is given beside InterfaceLayout ${InterfaceLayout}. Remove one of the two.`,
    });
  }
  if (SecurityGroupId !== undefined && (SecurityGroup === 'CREATE' || SecurityGroup === 'NONE')) {
    findings.push({
      path: 'Efa.SecurityGroupId',
      message: `${SecurityGroupId} is given beside SecurityGroup ${SecurityGroup}. Remove one of the two.`,
    });
  }
  return findings;
}

/** Source: EC2 user guide, efa-acc-inst-types (primary interface) and using-eni#network-cards (one EFA a card). */
function listFindings(list: readonly NetworkInterface[] | undefined): readonly Finding[] {
  if (!list) return [];
  return [...wholeListFindings(list), ...list.flatMap((_, at) => itemFindings(list, at))];
}

function wholeListFindings(list: readonly NetworkInterface[]): readonly Finding[] {
  const path = 'Efa.NetworkInterfaces';
  const findings: Finding[] = [];
  if (!list.some(isPrimary)) {
    findings.push({
      path,
      message: `none of the ${list.length} is the primary interface. Add one with NetworkCardIndex 0, DeviceIndex 0 and InterfaceType interface or efa.`,
    });
  }
  if (!list.some(isEfa)) {
    findings.push({
      path,
      message: `none of the ${list.length} carries EFA. Make one efa or efa-only.`,
    });
  }
  return findings;
}

function itemFindings(list: readonly NetworkInterface[], at: number): readonly Finding[] {
  const item = list[at] as NetworkInterface;
  const path = `Efa.NetworkInterfaces[${at}]`;
  const before = list.slice(0, at);
  const { NetworkCardIndex: card, DeviceIndex: device, InterfaceType: type } = item;
  const sameCard = (each: NetworkInterface) => each.NetworkCardIndex === card;
  const samePlace = before.findIndex((each) => sameCard(each) && each.DeviceIndex === device);
  if (samePlace >= 0) {
    return [
      {
        path: `${path}.DeviceIndex`,
        message: `${device}: item ${samePlace} is on card ${card}, device ${device} already. Use another DeviceIndex.`,
      },
    ];
  }
  if (isPrimary(item) && type === 'efa-only') {
    return [
      {
        path: `${path}.InterfaceType`,
        message: `${type}: the primary interface carries the address of the node. Use interface or efa.`,
      },
    ];
  }
  const otherEfa = before.findIndex((each) => sameCard(each) && isEfa(each));
  if (!isEfa(item) || otherEfa < 0) return [];
  return [
    {
      path: `${path}.InterfaceType`,
      message: `${type}: item ${otherEfa} is an EFA on card ${card} already, and a card takes one. Use interface, or another card.`,
    },
  ];
}

function isPrimary({ NetworkCardIndex, DeviceIndex }: NetworkInterface): boolean {
  return NetworkCardIndex === 0 && DeviceIndex === 0;
}
