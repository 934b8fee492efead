/** The network interfaces of a node: a layout, or a list of them. */

import type { Feature, ReadContext, UpdateContext } from '../feature/feature';
import { publicSubnetFindings } from '../feature/public-subnets';
import { efaInterfaceCount } from '../instance-type/interface-types';
import { DEFAULT_LAYOUT, desiredInterfaces, inOrder } from '../instance-type/layout';
import { type Finding, findingsAt } from '../model/findings';
import type { Efa, NetworkInterface } from '../model/properties';
import { cardFindings } from './card-checks';
import { areInterfacesChanged } from './demand';
import { listRules } from './list-rules';

export const interfaces: Feature = {
  properties: ['Efa.InterfaceLayout', 'Efa.NetworkInterfaces'],
  change: 'roll',
  canonical: ({ Efa }) => ({
    InterfaceLayout: Efa?.InterfaceLayout ?? DEFAULT_LAYOUT,
    NetworkInterfaces: Efa?.NetworkInterfaces && inOrder(Efa.NetworkInterfaces),
  }),
  part: { kind: 'networkInterfaces' },
  observesForUpdate: (change) => [
    'cluster',
    'securityGroups',
    'instanceTypes',
    ...(areInterfacesChanged(change) ? (['nodeSubnets'] as const) : []),
  ],
  rules: ({ Efa }) => (Efa ? [...exclusionRules(Efa), ...listRulesOf(Efa)] : []),
  checkCreate: ({ desired, types }) => cardFindings(desired, types),
  checkUpdate: (context) =>
    areInterfacesChanged(context) ? changedInterfaceFindings(context) : [],
  flatten: flattenInterfaces,
};

function exclusionRules({ InterfaceLayout, NetworkInterfaces }: Efa): readonly Finding[] {
  return findingsAt('Efa.NetworkInterfaces', [
    InterfaceLayout !== undefined && NetworkInterfaces !== undefined
      ? `The list cannot be combined with InterfaceLayout ${InterfaceLayout}. Remove one of the two.`
      : undefined,
  ]);
}

function listRulesOf({ NetworkInterfaces: list }: Efa): readonly Finding[] {
  return list ? listRules(list) : [];
}

function changedInterfaceFindings({
  previous,
  desired,
  environment,
}: UpdateContext): readonly Finding[] {
  const { instanceTypes: types = [], nodeSubnets = [], cluster } = environment;
  const conflicts = cardFindings(desired, types);
  const [type] = types;
  if (conflicts.length > 0 || !type) return conflicts;
  const [before, after = []] = [previous, desired].map(({ Efa }) => desiredInterfaces(type, Efa));
  const isPrivate =
    !cluster || cluster === 'absent' || cluster.resourcesVpcConfig?.endpointPrivateAccess;
  // nodes that had several interfaces before have found their way
  return before?.length === 1 && !isPrivate
    ? publicSubnetFindings('Efa', desired.ClusterName, nodeSubnets, after, environment)
    : [];
}

function flattenInterfaces({ record, data }: ReadContext) {
  const live = data?.NetworkInterfaces;
  return {
    Efa: {
      InterfaceLayout: record.interfacesListed ? undefined : record.layout,
      NetworkInterfaces: record.interfacesListed ? live?.map(flattenInterface) : undefined,
    },
    // as text: CloudFormation refuses an output that is a number ("Every Value member must be a string")
    EfaInterfaceCount: String(efaInterfaceCount(live ?? [])),
    NetworkInterfaceCount: String(live?.length ?? 0),
  };
}

function flattenInterface({
  NetworkCardIndex = 0,
  DeviceIndex = 0,
  InterfaceType = 'interface',
}: NonNullable<NonNullable<ReadContext['data']>['NetworkInterfaces']>[number]): NetworkInterface {
  return {
    NetworkCardIndex,
    DeviceIndex,
    InterfaceType: InterfaceType as NetworkInterface['InterfaceType'],
  };
}
