/**
 * Success means EFA: what the Auto Scaling group launches nodes from, EKS's own copy of the launch template, has
 * every planned interface, and the reservation that would otherwise be paid for beside the nodes. See
 * decisions/success-means-efa.md.
 */

import { isEfa } from '../instance-type/interface-types';
import { failure, visibilitySeconds, waitFor } from '../loop/wait';
import type { Decision, Progress } from '../model/decision';
import type { Facts, TemplateContent, TemplateCopy, TemplateInterface } from '../model/facts';
import { withWarnings } from '../model/findings';

/**
 * The end of Create, and of an Update that rolled.
 * @param planned undefined where the version of our own launch template that the node group uses has it: what was
 * changed in it outside CloudFormation is as good as what the properties say
 */
export function verifyLaunchTemplate(
  planned: TemplateContent | undefined,
  {
    nodegroup,
    templateCopy: { observed: copy, observations },
    environment: { ownTemplate },
  }: Facts,
  progress: Progress,
  notes: readonly string[] = [],
): Decision {
  const expected = planned ?? ownTemplate;
  if (!copy || !expected) {
    return { kind: 'observe', targets: ['templateCopy', ...(planned ? [] : OWN_TEMPLATE)] };
  }
  const delay = visibilitySeconds(observations - 1);
  if (expected === 'absent') {
    // the node group names it: one observation that does not show it means nothing
    return delay === undefined
      ? succeed(notes, 'the launch template does not exist', progress)
      : waitFor('the launch template to become visible', 'not visible', delay);
  }
  const missing = copy.is === 'read' ? missingFrom(expected.interfaces, copy.interfaces) : [];
  const lost = copy.is === 'read' ? lostReservation(expected.reservation, copy) : [];
  const lacks = [...missing.map(place), ...lost];
  // an Auto Scaling group may show its launch template, and EC2 the copy, a while after EKS is done
  if (delay !== undefined && (copy.is === 'notVisible' || lacks.length > 0)) {
    return waitFor(
      "EKS's copy of the launch template to show all interfaces",
      describeCopy(copy, lacks),
      delay,
    );
  }
  if (lacks.length > 0) {
    return failure('NotStabilized', incomplete(copy, expected.interfaces, missing, lacks));
  }
  const isBlock = nodegroup.is === 'present' && nodegroup.value.capacityType === 'CAPACITY_BLOCK';
  const { desired = 0, inService = 0 } = isBlock && copy.is === 'read' ? copy : {};
  if (inService < desired && delay !== undefined) {
    const found = `${inService} of ${desired} instances are InService`;
    return waitFor('the instances of the Capacity Block', found, delay);
  }
  return succeed(
    [...notes, ...(desired > 0 ? [notJoined(inService, desired)] : [])],
    copy.is === 'read' ? undefined : copy.why,
    progress,
  );
}

const OWN_TEMPLATE = ['ownTemplate'] as const;

/** Such a node group is ACTIVE whether its nodes have joined or not (decisions/assumptions-about-aws.md). */
function notJoined(inService: number, desired: number): string {
  return `EKS does not wait for the nodes of a Capacity Block to join the cluster; ${inService} of ${desired} instances are InService. Check them with kubectl get nodes.`;
}

/** @param why undefined where the interfaces were verified */
function succeed(notes: readonly string[], why: string | undefined, progress: Progress): Decision {
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
