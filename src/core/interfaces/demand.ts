/** The interfaces that the template demands. */
import { DEFAULT_LAYOUT, inOrder } from '../instance-type/layout';
import type { Properties } from '../model/properties';
import type { Change } from '../model/request';
import { sameJson } from '../util/compare';

/** Whether the template demands other interfaces. A default that is written down is no change, nor another order. */
export function areInterfacesChanged({ previous, desired }: Change): boolean {
  return !sameJson(demanded(previous), demanded(desired));
}

function demanded({ Efa }: Properties): unknown {
  const list = Efa?.NetworkInterfaces;
  return list ? inOrder(list) : (Efa?.InterfaceLayout ?? DEFAULT_LAYOUT);
}
