/** How the result of a call changes what is known, so that nothing is observed twice. */

import type { LaunchTemplateVersion } from '@aws-sdk/client-ec2';
import type { Nodegroup } from '@aws-sdk/client-eks';
import type { ApiResult } from '../model/api-calls';
import type {
  Facts,
  LaunchTemplateFact,
  Observed,
  OwnedResource,
  SecurityGroupFact,
} from '../model/facts';
import { flattenTags } from '../ownership/tags';
import { assertNever, filterKeys, type StringMap } from '../util/objects';

/** Facts after a call was answered with success, or found its effect there already. */
export function applyResult(facts: Facts, apiCall: ApiResult): Facts {
  return { ...withResult(facts, apiCall), isSizeFresh: undefined };
}

function withResult(facts: Facts, apiCall: ApiResult): Facts {
  switch (apiCall.call) {
    case 'ec2:CreatePlacementGroup': {
      const group = apiCall.output.PlacementGroup;
      return {
        ...facts,
        placementGroup: present({
          id: group?.GroupId ?? '',
          name: apiCall.input.GroupName ?? '',
          ...(group?.GroupArn && { arn: group.GroupArn }),
          state: group?.State ?? 'pending',
        }),
      };
    }
    case 'ec2:CreateSecurityGroup':
      return { ...facts, securityGroup: present(newSecurityGroup(apiCall.output.GroupId ?? '')) };
    case 'ec2:AuthorizeSecurityGroupIngress':
      return withRule(facts, { selfIngress: true });
    case 'ec2:AuthorizeSecurityGroupEgress':
      return withRule(facts, { selfEgress: true });
    case 'ec2:RevokeSecurityGroupEgress': {
      const ipv6 = apiCall.input.IpPermissions?.some(({ Ipv6Ranges }) => Ipv6Ranges?.length);
      return withRule(facts, ipv6 ? { openEgressIpv6: false } : { openEgressIpv4: false });
    }
    case 'ec2:CreateLaunchTemplate': {
      const template = apiCall.output.LaunchTemplate;
      return {
        ...facts,
        launchTemplate: present({
          id: template?.LaunchTemplateId ?? '',
          name: apiCall.input.LaunchTemplateName ?? '',
          createdVersion: template?.LatestVersionNumber ?? 1,
        }),
      };
    }
    case 'ec2:CreateLaunchTemplateVersion':
      return withTemplate(facts, (template) => ({
        ...template,
        versions: [
          ...(template.versions ?? []),
          {
            LaunchTemplateData: apiCall.input
              .LaunchTemplateData as LaunchTemplateVersion['LaunchTemplateData'],
            VersionDescription: apiCall.input.VersionDescription,
            VersionNumber: apiCall.output.LaunchTemplateVersion?.VersionNumber,
          },
        ],
      }));
    case 'ec2:ModifyLaunchTemplate':
      return withTemplate(facts, (template) => ({
        ...template,
        defaultVersion: Number(apiCall.input.DefaultVersion),
      }));
    case 'ec2:DeleteLaunchTemplateVersions':
      return withTemplate(facts, (template) => ({
        ...template,
        versions: (template.versions ?? []).filter(
          ({ VersionNumber }) => !apiCall.input.Versions?.includes(String(VersionNumber)),
        ),
      }));
    case 'ec2:CreateTags':
      return withResourceTags(facts, apiCall.input.Resources ?? [], (tags) => ({
        ...tags,
        ...flattenTags(apiCall.input.Tags),
      }));
    case 'ec2:DeleteTags':
      return withResourceTags(facts, apiCall.input.Resources ?? [], (tags) =>
        filterKeys(tags, (key) => !apiCall.input.Tags?.some(({ Key }) => Key === key)),
      );
    case 'ec2:DeleteSecurityGroup':
      return { ...facts, securityGroup: { is: 'absent' } };
    case 'ec2:DeleteLaunchTemplate':
      return { ...facts, launchTemplate: { is: 'absent' } };
    case 'ec2:DeletePlacementGroup':
      return { ...facts, placementGroup: { is: 'absent' } };
    case 'eks:CreateNodegroup':
      return { ...facts, nodegroup: present(apiCall.output.nodegroup ?? { status: 'CREATING' }) };
    case 'eks:UpdateNodegroupConfig':
    case 'eks:UpdateNodegroupVersion':
      return { ...facts, update: apiCall.output.update };
    case 'eks:DeleteNodegroup':
      return changeNodegroup(facts, (nodegroup) => ({ ...nodegroup, status: 'DELETING' }));
    case 'eks:TagResource':
      return changeNodegroup(facts, (nodegroup) => ({
        ...nodegroup,
        tags: { ...nodegroup.tags, ...apiCall.input.tags },
      }));
    case 'eks:UntagResource':
      return changeNodegroup(facts, (nodegroup) => ({
        ...nodegroup,
        tags: {
          ...filterKeys(nodegroup.tags ?? {}, (key) => !apiCall.input.tagKeys?.includes(key)),
        },
      }));
    default:
      return assertNever(apiCall);
  }
}

/** AWS reports that a resource of this name exists; an observation shows whose it is. */
export function applyAlreadyExists(facts: Facts, resource: OwnedResource): Facts {
  return {
    ...facts,
    [resource]: {
      is: 'unknown',
      confirmed: true,
      observations: 0,
      observeNow: true,
      isNameTaken: true,
    },
  };
}

function present<T>(value: T): Observed<T> {
  return { is: 'present', ours: true, value };
}

/** EC2 gives a new group one rule, open IPv4 egress, and an IPv6 one in a VPC with IPv6: both are revoked. */
function newSecurityGroup(id: string): SecurityGroupFact {
  return {
    id,
    selfIngress: false,
    selfEgress: false,
    openEgressIpv4: true,
    // where the VPC has no IPv6 there is none to revoke; where it has, the next observation shows it
    openEgressIpv6: false,
    rulesConfirmed: false,
    ruleObservations: 0,
    waitForRules: false,
  };
}

function withRule(facts: Facts, rule: Partial<SecurityGroupFact>): Facts {
  const { securityGroup } = facts;
  if (securityGroup.is !== 'present') return facts;
  const value = { ...securityGroup.value, ...rule, rulesConfirmed: false };
  return { ...facts, securityGroup: { ...securityGroup, value } };
}

function withTemplate(
  facts: Facts,
  change: (template: LaunchTemplateFact) => LaunchTemplateFact,
): Facts {
  const { launchTemplate } = facts;
  if (launchTemplate.is !== 'present') return facts;
  return { ...facts, launchTemplate: { ...launchTemplate, value: change(launchTemplate.value) } };
}

function changeNodegroup(facts: Facts, change: (nodegroup: Nodegroup) => Nodegroup): Facts {
  const { nodegroup } = facts;
  if (nodegroup.is !== 'present') return facts;
  return { ...facts, nodegroup: { ...nodegroup, value: change(nodegroup.value) } };
}

function withResourceTags(
  facts: Facts,
  ids: readonly string[],
  change: (tags: StringMap) => StringMap,
): Facts {
  const tagged = <T extends { readonly id: string; readonly tags?: StringMap }>(
    observed: Observed<T>,
  ): Observed<T> =>
    observed.is === 'present' && ids.includes(observed.value.id)
      ? { ...observed, value: { ...observed.value, tags: change(observed.value.tags ?? {}) } }
      : observed;
  return {
    ...facts,
    launchTemplate: tagged(facts.launchTemplate),
    securityGroup: tagged(facts.securityGroup),
    placementGroup: tagged(facts.placementGroup),
  };
}
