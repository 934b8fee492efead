/** What Ref and Fn::GetAtt will give, as far as it is known before: other resources of the template may refer to it. */

import { flatten, type LiveState } from '../../core/lifecycle/flatten';
import type { ApiCall } from '../../core/model/api-calls';
import type { Choices } from '../../core/model/choices';
import type { Model } from '../../core/model/properties';
import type { Identity } from '../../core/model/request';
import { formatId } from '../../core/ownership/identity';
import { READ_ONLY } from '../../core/schema/schema';
import type { PlannedGroup } from './plan-node';

export type PlannedAttributes = Readonly<Record<string, string | readonly string[]>>;

interface Planned {
  readonly calls: readonly ApiCall[];
  readonly efaInterfaceCount: number;
  readonly networkInterfaceCount: number;
  readonly placementGroup: PlannedGroup | null;
}

/** Of a create; {} where it would fail. What AWS makes up is `(known after CALL)`. */
export function createdAttributes(
  identity: Identity,
  choices: Choices | undefined,
  planned: Planned,
): PlannedAttributes {
  if (!choices) return {};
  const { efaInterfaceCount, networkInterfaceCount, placementGroup, calls } = planned;
  const { efaSecurityGroup } = choices;
  const after = (call: ApiCall['call']) =>
    calls.some((each) => each.call === call) ? `(known after ${call})` : '';
  const groupOfEfa = { created: after('ec2:CreateSecurityGroup'), none: '' };
  return {
    Id: formatId(identity),
    Name: identity.nodegroupName,
    NodegroupName: identity.nodegroupName,
    Arn: after('eks:CreateNodegroup'),
    AutoScalingGroupName: after('eks:CreateNodegroup'),
    AvailabilityZone: choices.zoneName,
    AvailabilityZoneId: choices.zoneId,
    NodeSubnets: choices.subnetIds,
    EfaInterfaceCount: String(efaInterfaceCount),
    NetworkInterfaceCount: String(networkInterfaceCount),
    EfaSecurityGroupId:
      efaSecurityGroup.kind === 'existing'
        ? efaSecurityGroup.id
        : groupOfEfa[efaSecurityGroup.kind],
    LaunchTemplateId: after('ec2:CreateLaunchTemplate'),
    LaunchTemplateVersion: '1',
    PlacementGroupName: placementGroup?.name ?? '',
    PlacementGroupId: after('ec2:CreatePlacementGroup'),
    PlacementGroupArn: after('ec2:CreatePlacementGroup'),
    Status: 'ACTIVE',
  };
}

/** Of an update in place or with a roll: those that live, with the interfaces that the nodes will have. */
export function updatedAttributes(
  identity: Identity,
  liveState: LiveState,
  planned: Planned,
): PlannedAttributes {
  const model = flatten(identity, liveState);
  const live = [...READ_ONLY].map((name) => [name, model[name as keyof Model]]);
  return {
    ...(Object.fromEntries(live) as PlannedAttributes),
    NodegroupName: identity.nodegroupName,
    EfaInterfaceCount: String(planned.efaInterfaceCount),
    NetworkInterfaceCount: String(planned.networkInterfaceCount),
  };
}
