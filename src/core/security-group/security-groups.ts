/** The security groups of the interfaces, and the one that EFA traffic goes through. */

import type { Feature, ReadContext, UpdateContext, WarningContext } from '../feature/feature';
import { carriesIp } from '../instance-type/interface-types';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';
import {
  foreignGroupFindings,
  givenGroupFindings,
  manyGroupsWarning,
  tooManyGroups,
} from './checks';
import { chooseSecurityGroup, givenGroups } from './choice';
import { clusterTagWarnings } from './cluster-tag';

export const securityGroups: Feature = {
  properties: ['SecurityGroupIds', 'Efa.SecurityGroup', 'Efa.SecurityGroupId'],
  change: 'roll',
  canonical: ({ SecurityGroupIds = [], Efa }) => ({
    SecurityGroupIds: [...SecurityGroupIds].sort(),
    SecurityGroup: Efa?.SecurityGroup ?? 'AUTO',
    SecurityGroupId: Efa?.SecurityGroupId,
  }),
  part: { kind: 'networkInterfaces' },
  observesForCreate: () => ['cluster', 'securityGroups'],
  observesForUpdate: () => ['cluster', 'securityGroups'],
  rules: exclusionRules,
  checkCreate: ({ desired, environment, vpcId, choices }) =>
    vpcId === undefined
      ? []
      : [
          ...givenGroupFindings(desired, environment.securityGroups ?? []),
          ...foreignGroupFindings(desired, environment.securityGroups ?? [], vpcId),
          ...(choices
            ? tooManyGroups(
                choices.clusterSecurityGroupId,
                desired.SecurityGroupIds ?? [],
                choices.efaSecurityGroup,
              )
            : []),
        ],
  checkUpdate: changedGroupFindings,
  warnings: groupWarnings,
  flatten: flattenGroups,
};

function groupWarnings({ desired, environment, choices }: WarningContext): readonly Finding[] {
  const { cluster, securityGroups: known = [] } = environment;
  const network = cluster === 'absent' ? undefined : cluster?.resourcesVpcConfig;
  const { clusterSecurityGroupId: own = '' } = network ?? {};
  const choice = choices?.efaSecurityGroup ?? chooseSecurityGroup(desired, own, environment);
  return [
    ...clusterTagWarnings(desired, known),
    ...manyGroupsWarning(own, desired.SecurityGroupIds ?? [], choice),
  ];
}

function exclusionRules({ Efa }: Properties): readonly Finding[] {
  const { SecurityGroup: mode, SecurityGroupId: id } = Efa ?? {};
  return findingsAt('Efa.SecurityGroupId', [
    id !== undefined && (mode === 'CREATE' || mode === 'NONE')
      ? `${id} cannot be combined with SecurityGroup ${mode}. Remove one of the two.`
      : undefined,
  ]);
}

/** Of the groups that are new in the template: the others are in use. */
function changedGroupFindings(context: UpdateContext): readonly Finding[] {
  const { previous, desired, environment, data, ownGroupId, efaSecurityGroup } = context;
  const { cluster, securityGroups: known = [] } = environment;
  if (!cluster || cluster === 'absent') return [];
  const { clusterSecurityGroupId = '', vpcId } = cluster.resourcesVpcConfig ?? {};
  const id = desired.Efa?.SecurityGroupId;
  const added = (desired.SecurityGroupIds ?? []).filter(
    (each) => !previous.SecurityGroupIds?.includes(each),
  );
  const isNew = id !== undefined && id !== previous.Efa?.SecurityGroupId;
  const toCheck = { ...desired, SecurityGroupIds: added, ...(!isNew && { Efa: {} }) };
  const all = givenGroups(context, data?.NetworkInterfaces ?? [], context);
  return [
    ...givenGroupFindings(toCheck, known),
    ...(vpcId ? foreignGroupFindings(toCheck, known, vpcId) : []),
    ...findingsAt('Efa.SecurityGroupId', [
      isNew && id === ownGroupId
        ? `${id} is the security group that was created for this node group, and is deleted with it. Remove SecurityGroupId; with SecurityGroup AUTO, the nodes keep this group.`
        : undefined,
    ]),
    ...tooManyGroups(clusterSecurityGroupId, all, efaSecurityGroup),
  ];
}

function flattenGroups({ record, data, securityGroup: own, clusterSecurityGroupId }: ReadContext) {
  const interfaces = data?.NetworkInterfaces ?? [];
  // one that no interface has is left over from before a roll
  const isLeftover = data && !interfaces.some(({ Groups }) => Groups?.includes(own?.id ?? ''));
  const securityGroup = isLeftover ? undefined : own;
  const efaGroupId = record.existingSecurityGroupId ?? securityGroup?.id;
  const given = record.securityGroupIds ?? [];
  const groups = (interfaces.find(carriesIp)?.Groups ?? []).filter(
    (id) => given.includes(id) || (id !== clusterSecurityGroupId && id !== efaGroupId),
  );
  // a group of ours that lost a self rule is as good as none: Read shows what is effective
  const hasRules = !securityGroup || (securityGroup.selfIngress && securityGroup.selfEgress);
  return {
    // without the cluster's own group it is not known which of them were given
    SecurityGroupIds: clusterSecurityGroupId && groups.length > 0 ? [...groups].sort() : undefined,
    Efa: {
      SecurityGroup: hasRules ? record.securityGroup : ('NONE' as const),
      SecurityGroupId: record.securityGroupIdGiven ? record.existingSecurityGroupId : undefined,
    },
    EfaSecurityGroupId: efaGroupId,
  };
}
