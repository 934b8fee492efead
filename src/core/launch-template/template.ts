/** The launch template of a new node group. */
import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { expandUserData, nodeSettings } from '../ami/user-data';
import { volumeDeviceOf } from '../instance/volume';
import type { Choices, PlacementGroupChoice } from '../model/choices';
import type { Properties } from '../model/properties';
import type { Identity } from '../model/request';
import { resourceName } from '../ownership/identity';
import { expandInterfaces } from './network-interfaces';
import { expandSections } from './sections';

/** As Create sends it. No field that EKS forbids (EKS user guide, launch-templates). */
export function expandLaunchTemplateData(
  identity: Identity,
  desired: Properties,
  choices: Choices,
  efaGroupId: string | undefined,
): RequestLaunchTemplateData {
  const userData = expandUserData(choices.amiType, nodeSettings(desired, choices));
  return {
    NetworkInterfaces: expandInterfaces(choices.interfaces, {
      clusterGroupId: choices.clusterSecurityGroupId,
      givenGroupIds: desired.SecurityGroupIds ?? [],
      efaGroupId,
    }),
    ...expandPlacement(identity, choices.placementGroup),
    ...expandSections(desired, {
      ...choices,
      volumeDevice: volumeDeviceOf(choices.amiType, choices.rootDevice),
    }),
    ...(userData !== undefined && { UserData: userData }),
  };
}

function expandPlacement(
  identity: Identity,
  choice: PlacementGroupChoice,
): Pick<RequestLaunchTemplateData, 'Placement'> {
  if (choice.kind === 'none') return {};
  const GroupName = choice.kind === 'created' ? resourceName(identity) : choice.name;
  return { Placement: { GroupName } };
}
