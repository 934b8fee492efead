/** What Efa.NetworkInterfaces may list, whatever the instance type. */
import { isEfa } from '../instance-type/interface-types';
import type { Finding } from '../model/findings';
import type { NetworkInterface } from '../model/properties';

/** Source: EC2 user guide, efa-acc-inst-types (primary interface) and using-eni#network-cards (one EFA a card). */
export function listRules(list: readonly NetworkInterface[]): readonly Finding[] {
  return [...wholeListFindings(list), ...list.flatMap((_, at) => itemFindings(list, at))];
}

function wholeListFindings(list: readonly NetworkInterface[]): readonly Finding[] {
  const path = 'Efa.NetworkInterfaces';
  const findings: Finding[] = [];
  if (!list.some(isPrimary)) {
    findings.push({
      path,
      message:
        'The list has no primary interface. Add one with NetworkCardIndex 0, DeviceIndex 0 and InterfaceType interface or efa.',
    });
  }
  if (!list.some(isEfa)) {
    findings.push({
      path,
      message:
        'No interface of the list uses EFA. Set the InterfaceType of one to efa or efa-only.',
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
        message: `Efa.NetworkInterfaces[${samePlace}] already uses network card ${card}, device ${device}. Use another DeviceIndex.`,
      },
    ];
  }
  if (isPrimary(item) && type === 'efa-only') {
    return [
      {
        path: `${path}.InterfaceType`,
        message: `${type} is not supported for the primary interface, which carries the IP address of the node. Use interface or efa.`,
      },
    ];
  }
  const otherEfa = before.findIndex((each) => sameCard(each) && isEfa(each));
  if (!isEfa(item) || otherEfa < 0) return [];
  return [
    {
      path: `${path}.InterfaceType`,
      message: `Efa.NetworkInterfaces[${otherEfa}] already uses EFA on network card ${card}, which allows one. Use interface, or another card.`,
    },
  ];
}

function isPrimary({ NetworkCardIndex, DeviceIndex }: NetworkInterface): boolean {
  return NetworkCardIndex === 0 && DeviceIndex === 0;
}
