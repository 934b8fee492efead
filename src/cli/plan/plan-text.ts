/** The plan document as text. */

import type { Finding } from '../../core/model/findings';
import { describeFindings } from '../../core/model/findings';
import { userDataText } from './mask';
import { picture } from './picture';
import type { PlanDocument, PlannedCall } from './plan-document';
import { addressLines, amiText, rollLines, stateLines } from './state-text';

const LABEL_WIDTH = 18;

export function planText(document: PlanDocument): string {
  const { findings, warnings, replacement } = document;
  const errors = block('errors', findings.map(findingText));
  // what would not be done is not shown
  if (errors.length > 0) return [heading(document), ...errors].join('\n');
  return [
    heading(document),
    ...changeLines(document),
    ...block('roll', rollLines(document)),
    ...(document.interfaces.length > 0 ? nodeLines(document) : []),
    ...block('calls', callLines(document.calls)),
    ...block('warnings', warnings.map(findingText)),
    ...(replacement ? ['', `Replacement: ${planText(replacement)}`] : []),
  ].join('\n');
}

function findingText(finding: Finding): string {
  return describeFindings([finding]);
}

function heading({ action, id, cost, findings }: PlanDocument): string {
  if (action === 'CREATE') {
    return findings.length > 0
      ? `${id} would not be created.`
      : `${id} would be created. The zeros stand for 12 digits assigned at creation.`;
  }
  return `${id}: ${cost ?? 'REFUSED'}`;
}

function changeLines({ changes }: PlanDocument): readonly string[] {
  const shown = (value: unknown) => (value === undefined ? '(not set)' : JSON.stringify(value));
  return block(
    'changes',
    changes.map(
      ({ property, from, to, cost }) => `${cost}  ${property}: ${shown(from)} -> ${shown(to)}`,
    ),
  );
}

function nodeLines(document: PlanDocument): readonly string[] {
  const { zone, zoneId, zoneReason, subnets, freeAddresses, placementGroup, userData } = document;
  const free = (id: string) =>
    freeAddresses[id] === undefined ? id : `${id} (${freeAddresses[id]} free addresses)`;
  const capacity = Object.entries(document.capacity).map(([name, value]) => `${name} ${value}`);
  return [
    ...block('instance types', [document.instanceTypes.join(', ')]),
    ...stateLines(document).flatMap(([label, lines]) => block(label, lines)),
    ...block('AMI', [amiText(document)]),
    ...block('zone', [`${zone} (${zoneId}): ${zoneReason}`]),
    ...block('subnets', subnets.map(free)),
    ...block('addresses', addressLines(document)),
    ...block('interfaces', interfaceLines(document)),
    ...block('placement group', [
      placementGroup
        ? `${placementGroup.name}${placementGroup.created ? ' (created)' : ''}`
        : 'none',
    ]),
    ...block('security groups', groupLines(document)),
    ...block('capacity', capacity),
    ...block('user data', [userData ? userDataText(userData) : 'none']),
  ];
}

function interfaceLines(document: PlanDocument): readonly string[] {
  const { efaInterfaceCount, interfaces, addressesPerNode, cards } = document;
  return [
    `${efaInterfaceCount} EFA, ${interfaces.length} in total; IP addresses per node: ${addressesPerNode}`,
    ...picture(cards, interfaces),
  ];
}

/** The groups of the primary interface, and of the others where they differ. */
function groupLines({ interfaces }: PlanDocument): readonly string[] {
  const all = interfaces.map(({ Groups }) => Groups.join(', '));
  return [...new Set(all)].map((groups, at) =>
    at === 0 ? `primary interface: ${groups}` : `other interfaces: ${groups}`,
  );
}

/** Calls of one round are sent together; only the first of them has a number. */
function callLines(calls: readonly PlannedCall[]): readonly string[] {
  const width = Math.max(0, ...calls.map(({ call }) => call.length));
  return calls.map(({ round, call, resource }, at) => {
    const number = calls[at - 1]?.round === round ? '  ' : `${round}.`;
    return `${number.padStart(3)} ${call.padEnd(width)}  ${resource}`;
  });
}

/** A label and its lines; [] without lines. */
function block(label: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, at) => `  ${(at === 0 ? label : '').padEnd(LABEL_WIDTH)}${line}`);
}
