/**
 * Every EFA type of the recorded catalogue in every layout, through the function behind `plan --json`, against
 * rules that read EC2's own answer and nothing of the planner.
 */
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { type PlanDocument, planDocument } from '../../../src/cli/plan/plan-document';
import { P6E_GB300R } from '../documented-types';
import { create, EFA_TYPES, environment } from '../given';
import { checkRows } from '../rows';
import { brokenRules, cardsOf, mostEfas, takes } from './ec2-interface-rules';

const LAYOUTS = ['EFA_PRIMARY', 'EFA_ALL', 'ENA_PRIMARY'] as const;
type Layout = (typeof LAYOUTS)[number];

const TYPES = [...EFA_TYPES, P6E_GB300R];
const planned = new Map<Layout, number>();

function documentOf(type: InstanceTypeInfo, InterfaceLayout: Layout): PlanDocument {
  const request = create({ InstanceTypes: [type.InstanceType ?? ''], Efa: { InterfaceLayout } });
  return planDocument(request, { environment: environment({ instanceTypes: [type] }) });
}

/** What a layout promises of the addresses, in the words of the schema's description. */
function brokenPromises(type: InstanceTypeInfo, layout: Layout, document: PlanDocument) {
  const { interfaces, addressesPerNode } = document;
  const carrying = interfaces.filter(({ InterfaceType }) => InterfaceType !== 'efa-only').length;
  const [first] = cardsOf(type);
  const besideIt = (first?.MaximumNetworkInterfaces ?? 0) >= 2;
  const primaryTakesEfa = first !== undefined && takes(first, 'efa');
  const primary = interfaces[0]?.InterfaceType;
  const expected = primaryTakesEfa && (layout !== 'ENA_PRIMARY' || !besideIt) ? 'efa' : 'interface';
  const addresses = layout === 'EFA_ALL' ? interfaces.length : 1;
  return [
    ...(carrying === addresses ? [] : [`${carrying} interfaces carry IP, not ${addresses}`]),
    ...(addressesPerNode === carrying ? [] : [`${addressesPerNode} addresses are planned`]),
    ...(primary === expected ? [] : [`the primary interface is ${primary}, not ${expected}`]),
  ];
}

/** What else has to fit the type: the count that pods request, groups, the placement group, the AMI. */
function brokenSurroundings(type: InstanceTypeInfo, document: PlanDocument): readonly string[] {
  const { efaInterfaceCount, interfaces, calls, placementGroup, ami } = document;
  const nodegroup = calls.find(({ call }) => call === 'eks:CreateNodegroup')?.input as
    | { labels: Record<string, string>; tags: Record<string, string> }
    | undefined;
  const count = String(mostEfas(type));
  const counts = [
    String(efaInterfaceCount),
    nodegroup?.labels['efa-node-group/efa-count'],
    nodegroup?.tags['k8s.io/cluster-autoscaler/node-template/resources/vpc.amazonaws.com/efa'],
  ];
  const groups = interfaces.map(({ Groups }) => Groups.length);
  const strategies = type.PlacementGroupInfo?.SupportedStrategies ?? ['cluster'];
  const arm = type.ProcessorInfo?.SupportedArchitectures?.includes('arm64') ?? false;
  return [
    ...(counts.every((each) => each === count)
      ? []
      : [`EFA count ${counts.join(', ')}, not ${count}`]),
    ...(Math.min(...groups) >= 1 && Math.max(...groups) <= 5 ? [] : [`groups ${groups.join()}`]),
    ...((placementGroup !== null) === strategies.includes('cluster') ? [] : ['placement group']),
    ...(/_ARM_64_/.test(ami ?? '') === arm ? [] : [`${ami} on ${arm ? 'arm64' : 'x86_64'}`]),
  ];
}

const ROWS = TYPES.flatMap((type) => LAYOUTS.map((layout) => ({ type, layout })));

it('every type keeps every rule in every layout', () => {
  checkRows(
    ROWS,
    ({ type, layout }) => `${type.InstanceType} ${layout}`,
    ({ type, layout }) => {
      const document = documentOf(type, layout);
      planned.set(layout, (planned.get(layout) ?? 0) + 1);
      return [
        ...document.findings.map(({ path, message }) => `${path}: ${message}`),
        ...brokenRules(type, document.interfaces),
        ...brokenPromises(type, layout, document),
        ...brokenSurroundings(type, document),
      ];
    },
  );
});

describe('the recorded catalogue', () => {
  it('has the 303 EFA types of moto 5.2.5, each card with its interface types', () => {
    expect(EFA_TYPES).toHaveLength(303);
    expect(EFA_TYPES.flatMap(cardsOf).every(({ InterfaceTypes }) => InterfaceTypes)).toBe(true);
    expect(EFA_TYPES.filter((type) => cardsOf(type).length > 1)).toHaveLength(71);
  });

  it('was planned in every layout', () => {
    process.stdout.write(
      `instance types: ${TYPES.length} (${EFA_TYPES.length} recorded) x ${planned.size} layouts = ${[...planned.values()].reduce((a, b) => a + b, 0)} plans are checked against EC2's rules\n`,
    );
    expect([...planned]).toEqual(LAYOUTS.map((layout) => [layout, 304]));
  });
});
