/** The plan document as text. */

import { describeFindings } from '../../core/model/findings';
import { picture } from '../picture/picture';
import { type Paint, plain } from '../terminal/paint';
import type { Cost } from './costs';
import { userDataText } from './mask';
import type { PlacedFinding } from './placed';
import type { PlanDocument, PlannedCall } from './plan-document';
import { addressLines, amiText, rollLines, stateLines } from './state-text';

const LABEL_WIDTH = 18;

/** A line of the answer; errors go to stderr. */
export interface Line {
  readonly text: string;
  readonly isError?: true;
}

export function planText(document: PlanDocument): string {
  return planLines(document, plain)
    .map(({ text }) => text)
    .join('\n');
}

export function planLines(document: PlanDocument, paint: Paint): readonly Line[] {
  const { findings, warnings, replacement } = document;
  const errors = block('errors', findings.map(findingText));
  const head = { text: heading(document, paint) };
  // what would not be done is not shown
  if (errors.length > 0) {
    return [head, ...errors.map((text) => ({ text: paint('red', text), isError: true as const }))];
  }
  const [first, ...others] = replacement ? planLines(replacement, paint) : [];
  return [
    head,
    ...[
      ...changeLines(document, paint),
      ...block('roll', rollLines(document)),
      ...(document.interfaces.length > 0 ? nodeLines(document) : []),
      ...block('calls', callLines(document.calls)),
      ...block('warnings', warnings.map(findingText)).map((text) => paint('yellow', text)),
    ].map((text) => ({ text })),
    ...(first ? [{ text: '' }, { ...first, text: `Replacement: ${first.text}` }, ...others] : []),
  ];
}

/** With where it stands, if the plan knows. */
function findingText(finding: PlacedFinding): string {
  const { position } = finding;
  const words = describeFindings([finding]);
  return position
    ? `${words} (${position.file}, line ${position.line}, column ${position.column})`
    : words;
}

function heading({ action, id, cost, findings }: PlanDocument, paint: Paint): string {
  if (action === 'CREATE') {
    return findings.length > 0
      ? paint('red', `${id} would not be created.`)
      : `${paint('bold', `${id} would be created.`)} The zeros stand for 12 digits assigned at creation.`;
  }
  return `${paint('bold', `${id}:`)} ${paintedCost(cost ?? 'REFUSED', paint)}`;
}

function paintedCost(cost: Cost, paint: Paint): string {
  if (cost === 'NOTHING' || cost === 'IN PLACE') return paint('green', cost);
  return paint(cost.startsWith('ROLLS') ? 'yellow' : 'red', cost);
}

function changeLines({ changes }: PlanDocument, paint: Paint): readonly string[] {
  const shown = (value: unknown) => (value === undefined ? '(not set)' : JSON.stringify(value));
  return block(
    'changes',
    changes.map(
      ({ property, from, to, cost }) =>
        `${paintedCost(cost, paint)}  ${property}: ${shown(from)} -> ${shown(to)}`,
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
