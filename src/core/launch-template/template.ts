/** The launch template of a new node group. */

import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { givenUserData, nodeSettings } from '../ami/node-settings';
import { expandUserData } from '../ami/user-data';
import { sectionsOf } from '../feature/template-part';
import { FEATURES } from '../features';
import { volumeDeviceOf } from '../instance/volume';
import type { ApiCall } from '../model/api-calls';
import type { Choices, PlacementGroupChoice } from '../model/choices';
import type { Checkpoint } from '../model/decision';
import type { Properties } from '../model/properties';
import type { CreateRequest, Identity } from '../model/request';
import { callToken, resourceName } from '../ownership/identity';
import { expandTags, resourceTags } from '../ownership/tags';
import { expandBlockDevices } from './block-devices';
import { expandInterfaces } from './network-interfaces';
import { userDataHash, versionDescription } from './version-description';

/** The call that creates it. */
export function createLaunchTemplate(
  request: CreateRequest,
  choices: Choices,
  efaGroupId: string | undefined,
  attempts: Checkpoint['attempts'],
): ApiCall {
  const { identity, desired } = request;
  const content = {
    LaunchTemplateName: resourceName(identity),
    VersionDescription: versionDescription(FEATURES, desired, userDataHash(givenUserData(desired))),
    LaunchTemplateData: expandLaunchTemplateData(identity, desired, choices, efaGroupId),
    TagSpecifications: [
      { ResourceType: 'launch-template' as const, Tags: expandTags(resourceTags(request)) },
    ],
  };
  const call = 'ec2:CreateLaunchTemplate';
  const ClientToken = callToken(request.operationKey, call, content, attempts?.launchTemplate);
  return { call, input: { ...content, ClientToken } };
}

/** As Create sends it. No field that EKS forbids (EKS user guide, launch-templates). */
export function expandLaunchTemplateData(
  identity: Identity,
  desired: Properties,
  choices: Choices,
  efaGroupId: string | undefined,
): RequestLaunchTemplateData {
  const userData = expandUserData(choices.amiType, nodeSettings(desired, choices));
  const sections: Partial<RequestLaunchTemplateData> = Object.assign(
    {},
    ...sectionsOf(FEATURES).map((section) => section.expand(desired, choices)),
  );
  return {
    BlockDeviceMappings: expandBlockDevices(
      desired,
      volumeDeviceOf(choices.amiType, choices.rootDevice),
    ),
    NetworkInterfaces: expandInterfaces(
      choices.interfaces,
      {
        clusterGroupId: choices.clusterSecurityGroupId,
        givenGroupIds: desired.SecurityGroupIds ?? [],
        efaGroupId,
      },
      choices.ipv6 === true,
    ),
    ...expandPlacement(identity, choices.placementGroup),
    ...sections,
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
