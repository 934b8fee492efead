/**
 * Success means EFA: what the Auto Scaling group launches nodes from, EKS's own copy of the launch template, has
 * every planned interface, and the reservation that nodes would else be paid beside. See decisions/success-means-efa.md.
 */
import { reservationOf } from '../capacity/reservation';
import { isEfa } from '../interfaces/layout';
import { failure, visibilitySeconds, waitFor } from '../loop/wait';
import type { Properties } from '../model/properties';
import type { Facts, Decision, Progress, TemplateInterface, TemplateCopy } from '../model/types';
import { withWarnings } from './warnings';

/**
 * The end of Create, and of an Update that rolled.
 * @param planned undefined where nobody knows them any more: then our own template says it
 */
export function verifyLaunchTemplate(
  { CapacityReservation }: Pick<Properties, 'CapacityReservation'>,
  { templateCopy: { observed, observations }, environment }: Facts,
  planned: readonly TemplateInterface[] | undefined,
  progress: Progress,
  notes: readonly string[] = [],
): Decision {
  if (!observed) {
    const own = planned || environment.ownInterfaces ? [] : (['ownInterfaces'] as const);
    return { kind: 'observe', targets: ['templateCopy', ...own] };
  }
  const wanted = planned ?? environment.ownInterfaces ?? [];
  const missing = observed.is === 'read' ? missingFrom(wanted, observed.interfaces) : [];
  const lost = observed.is === 'read' ? lostReservation(reservationOf(CapacityReservation), observed) : [];
  const lacks = [...missing.map(place), ...lost];
  const delay = visibilitySeconds(observations - 1);
  // an Auto Scaling group may show its template, and EC2 the copy, a while after EKS is done
  if (delay !== undefined && (observed.is === 'unseen' || lacks.length > 0)) {
    return waitFor('the template of the nodes to show', describeCopy(observed, lacks), delay);
  }
  if (lacks.length > 0) return failure('NotStabilized', short(observed, wanted, missing, lacks));
  const why = wanted.length === 0 ? 'the launch template is gone' : observed.is !== 'read' && observed.why;
  const unread = why ? [`The nodes' interfaces were not checked: ${why}.`] : [];
  return { kind: 'succeed', notes: withWarnings([...notes, ...unread], progress) };
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
  { reservation }: Extract<TemplateCopy, { readonly is: 'read' }>,
): readonly string[] {
  return wanted === undefined || wanted === reservation ? [] : [`capacity reservation ${wanted}`];
}

function describeCopy(observed: TemplateCopy, lacks: readonly string[]): string {
  return observed.is === 'read' ? `${observed.template} lacks ${lacks.join(', ')}` : observed.why;
}

function short(
  observed: TemplateCopy,
  planned: readonly TemplateInterface[],
  missing: readonly TemplateInterface[],
  lacks: readonly string[],
): string {
  const efa = planned.filter(isEfa).length;
  const left = efa - missing.filter(isEfa).length;
  return `nodes have ${left} of ${efa} EFA interfaces: the template that EKS launches them from, ${describeCopy(observed, lacks)}. Create the node group again; if it stays so, ask AWS Support about this template.`;
}
