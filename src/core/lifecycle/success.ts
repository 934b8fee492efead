/**
 * Success means EFA: what the Auto Scaling group launches nodes from, EKS's own copy of the launch template, has
 * every planned interface, and the reservation that nodes would else be paid beside. See decisions/success-means-efa.md.
 */
import { reservationOf } from '../capacity/reservation';
import { isEfa } from '../interfaces/layout';
import { fail, visibilitySeconds, waitFor } from '../loop/wait';
import type { Properties } from '../model/properties';
import type { Facts, Move, Progress, TemplateInterface, UsedTemplate } from '../model/types';
import { withWarnings } from './warnings';

/**
 * The end of Create, and of an Update that rolled.
 * @param planned undefined where nobody knows them any more: then our own template says it
 */
export function verifiedMove(
  { CapacityReservation }: Pick<Properties, 'CapacityReservation'>,
  { usedTemplate: { told, looks }, lookups }: Facts,
  planned: readonly TemplateInterface[] | undefined,
  progress: Progress,
  notes: readonly string[] = [],
): Move {
  if (!told) {
    const own = planned || lookups.ownInterfaces ? [] : (['ownInterfaces'] as const);
    return { kind: 'look', at: ['usedTemplate', ...own] };
  }
  const wanted = planned ?? lookups.ownInterfaces ?? [];
  const missing = told.is === 'read' ? missingFrom(wanted, told.interfaces) : [];
  const lost = told.is === 'read' ? lostReservation(reservationOf(CapacityReservation), told) : [];
  const lacks = [...missing.map(place), ...lost];
  const delay = visibilitySeconds(looks - 1);
  // an Auto Scaling group may show its template, and EC2 the copy, a while after EKS is done
  if (delay !== undefined && (told.is === 'unseen' || lacks.length > 0)) {
    return waitFor('the template of the nodes to show', describeTold(told, lacks), delay);
  }
  if (lacks.length > 0) return fail('NotStabilized', short(told, wanted, missing, lacks));
  const why = wanted.length === 0 ? 'the launch template is gone' : told.is !== 'read' && told.why;
  const unread = why ? [`The nodes' interfaces were not checked: ${why}.`] : [];
  return { kind: 'done', notes: withWarnings([...notes, ...unread], progress) };
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

/** As text; nothing where the template names what it should, or nothing should be named. */
function lostReservation(
  wanted: string | undefined,
  { reservation }: Extract<UsedTemplate, { readonly is: 'read' }>,
): readonly string[] {
  return wanted === undefined || wanted === reservation ? [] : [`capacity reservation ${wanted}`];
}

function describeTold(told: UsedTemplate, lacks: readonly string[]): string {
  return told.is === 'read' ? `${told.template} lacks ${lacks.join(', ')}` : told.why;
}

function short(
  told: UsedTemplate,
  planned: readonly TemplateInterface[],
  missing: readonly TemplateInterface[],
  lacks: readonly string[],
): string {
  const efa = planned.filter(isEfa).length;
  const left = efa - missing.filter(isEfa).length;
  return `nodes have ${left} of ${efa} EFA interfaces: the template that EKS launches them from, ${describeTold(told, lacks)}. Create the node group again; if it stays so, ask AWS Support about this template.`;
}
