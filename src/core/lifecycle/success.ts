/**
 * Success means EFA: what the Auto Scaling group launches nodes from, EKS's own copy of the launch template, has
 * every planned interface, and the reservation that would otherwise be paid for beside the nodes. See
 * decisions/success-means-efa.md.
 */

import { isEfa } from '../instance-type/interface-types';
import { failure, visibilitySeconds, waitFor } from '../loop/wait';
import type { Decision, Progress } from '../model/decision';
import type { Facts, TemplateCopy, TemplateInterface } from '../model/facts';
import { withWarnings } from '../model/findings';
import type { Properties } from '../model/properties';
import { reservationOf } from '../model/reservation';

/**
 * The end of Create, and of an Update that rolled.
 * @param planned undefined where they are not known any more: then our own launch template has them
 */
export function verifyLaunchTemplate(
  { CapacityReservation }: Pick<Properties, 'CapacityReservation'>,
  { templateCopy: { observed: copy, observations }, environment }: Facts,
  planned: readonly TemplateInterface[] | undefined,
  progress: Progress,
  notes: readonly string[] = [],
): Decision {
  if (!copy) {
    const own = planned || environment.ownInterfaces ? [] : (['ownInterfaces'] as const);
    return { kind: 'observe', targets: ['templateCopy', ...own] };
  }
  const expected = planned ?? environment.ownInterfaces ?? [];
  const missing = copy.is === 'read' ? missingFrom(expected, copy.interfaces) : [];
  const lost = copy.is === 'read' ? lostReservation(reservationOf(CapacityReservation), copy) : [];
  const lacks = [...missing.map(place), ...lost];
  const delay = visibilitySeconds(observations - 1);
  // an Auto Scaling group may show its launch template, and EC2 the copy, a while after EKS is done
  if (delay !== undefined && (copy.is === 'notVisible' || lacks.length > 0)) {
    return waitFor(
      "EKS's copy of the launch template to show all interfaces",
      describeCopy(copy, lacks),
      delay,
    );
  }
  if (lacks.length > 0) {
    return failure('NotStabilized', incomplete(copy, expected, missing, lacks));
  }
  const why =
    expected.length === 0 ? 'the launch template does not exist' : copy.is !== 'read' && copy.why;
  const unchecked = why
    ? [
        `The interfaces of the nodes were not verified: ${why.replace(/\.+$/, '')}. Check the EFA interfaces on a node.`,
      ]
    : [];
  return { kind: 'succeed', notes: withWarnings([...notes, ...unchecked], progress) };
}

/** Those that no used one equals in card, device and type; more than planned does no harm. */
function missingFrom(
  planned: readonly TemplateInterface[],
  used: readonly TemplateInterface[],
): readonly TemplateInterface[] {
  const there = new Set(used.map(place));
  return planned.filter((each) => !there.has(place(each)));
}

/** EC2's defaults: card 0 and an interface without EFA (API_LaunchTemplateInstanceNetworkInterfaceSpecification). */
function place({ NetworkCardIndex, DeviceIndex, InterfaceType }: TemplateInterface): string {
  return `card ${NetworkCardIndex ?? 0} device ${DeviceIndex ?? 0} ${InterfaceType ?? 'interface'}`;
}

/** As text; nothing where the launch template names what it should, or nothing should be named. */
function lostReservation(
  expected: string | undefined,
  { reservation }: Extract<TemplateCopy, { readonly is: 'read' }>,
): readonly string[] {
  return expected === undefined || expected === reservation
    ? []
    : [`Capacity Reservation ${expected}`];
}

function describeCopy(copy: TemplateCopy, lacks: readonly string[]): string {
  return copy.is === 'read' ? `${copy.template} lacks ${lacks.join(', ')}` : copy.why;
}

function incomplete(
  copy: TemplateCopy,
  planned: readonly TemplateInterface[],
  missing: readonly TemplateInterface[],
  lacks: readonly string[],
): string {
  const efa = planned.filter(isEfa).length;
  const left = efa - missing.filter(isEfa).length;
  return `Launch template ${describeCopy(copy, lacks)}; ${left} of ${efa} EFA interfaces are present. EKS launches the nodes from it. Create the node group again. If the result is the same, contact AWS Support about this launch template.`;
}
