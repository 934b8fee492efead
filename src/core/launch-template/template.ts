/** The launch template of a new node group. */

import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { givenUserData, nodeSettings } from '../ami/node-settings';
import { expandUserData } from '../ami/user-data';
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
  const BlockDeviceMappings = expandBlockDevices(
    desired,
    volumeDeviceOf(choices.amiType, choices.rootDevice),
  );
  const sections: Partial<RequestLaunchTemplateData> = Object.assign(
    {},
    ...FEATURES.map((feature) => {
      if (feature.change !== 'roll') return {};
      const { part } = feature;
      if (part.kind === 'blockDevices') return { BlockDeviceMappings };
      return part.kind === 'section' ? part.expand(desired, choices) : {};
    }),
  );
  return {
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
  if (choice.kind === 'created') return { Placement: { GroupName: resourceName(identity) } };
  return { Placement: 'id' in choice ? { GroupId: choice.id } : { GroupName: choice.name } };
}
