/** Performs one changing call: from an ApiCall to the SDK's command. */

import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  CreatePlacementGroupCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DeleteLaunchTemplateCommand,
  DeleteLaunchTemplateVersionsCommand,
  DeletePlacementGroupCommand,
  DeleteSecurityGroupCommand,
  DeleteTagsCommand,
  ModifyLaunchTemplateCommand,
  RevokeSecurityGroupEgressCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateNodegroupCommand,
  DeleteNodegroupCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateNodegroupConfigCommand,
  UpdateNodegroupVersionCommand,
} from '@aws-sdk/client-eks';
import type { ApiCall, ApiCallName, ApiCalls, ApiResult } from '../core/model/api-calls';
import { resourceOf } from '../core/model/resource-of';
import { type Clients, send } from './clients';

type Senders = {
  readonly [C in ApiCallName]: (clients: Clients, input: ApiCalls[C][0]) => Promise<ApiCalls[C][1]>;
};

/** Every changing call of the provider, by its IAM action. */
export const SENDERS: Senders = {
  'ec2:CreatePlacementGroup': ({ ec2 }, input) => ec2.send(new CreatePlacementGroupCommand(input)),
  'ec2:CreateSecurityGroup': ({ ec2 }, input) => ec2.send(new CreateSecurityGroupCommand(input)),
  'ec2:AuthorizeSecurityGroupIngress': ({ ec2 }, input) =>
    ec2.send(new AuthorizeSecurityGroupIngressCommand(input)),
  'ec2:AuthorizeSecurityGroupEgress': ({ ec2 }, input) =>
    ec2.send(new AuthorizeSecurityGroupEgressCommand(input)),
  'ec2:RevokeSecurityGroupEgress': ({ ec2 }, input) =>
    ec2.send(new RevokeSecurityGroupEgressCommand(input)),
  'ec2:CreateLaunchTemplate': ({ ec2 }, input) => ec2.send(new CreateLaunchTemplateCommand(input)),
  'ec2:CreateLaunchTemplateVersion': ({ ec2 }, input) =>
    ec2.send(new CreateLaunchTemplateVersionCommand(input)),
  'ec2:ModifyLaunchTemplate': ({ ec2 }, input) => ec2.send(new ModifyLaunchTemplateCommand(input)),
  'ec2:DeleteLaunchTemplateVersions': ({ ec2 }, input) =>
    ec2.send(new DeleteLaunchTemplateVersionsCommand(input)),
  'ec2:CreateTags': ({ ec2 }, input) => ec2.send(new CreateTagsCommand(input)),
  'ec2:DeleteTags': ({ ec2 }, input) => ec2.send(new DeleteTagsCommand(input)),
  'ec2:DeleteSecurityGroup': ({ ec2 }, input) => ec2.send(new DeleteSecurityGroupCommand(input)),
  'ec2:DeleteLaunchTemplate': ({ ec2 }, input) => ec2.send(new DeleteLaunchTemplateCommand(input)),
  'ec2:DeletePlacementGroup': ({ ec2 }, input) => ec2.send(new DeletePlacementGroupCommand(input)),
  'eks:CreateNodegroup': ({ eks }, input) => eks.send(new CreateNodegroupCommand(input)),
  'eks:UpdateNodegroupConfig': ({ eks }, input) =>
    eks.send(new UpdateNodegroupConfigCommand(input)),
  'eks:UpdateNodegroupVersion': ({ eks }, input) =>
    eks.send(new UpdateNodegroupVersionCommand(input)),
  'eks:DeleteNodegroup': ({ eks }, input) => eks.send(new DeleteNodegroupCommand(input)),
  'eks:TagResource': ({ eks }, input) => eks.send(new TagResourceCommand(input)),
  'eks:UntagResource': ({ eks }, input) => eks.send(new UntagResourceCommand(input)),
};

/** @throws AwsCallError */
export async function perform(clients: Clients, apiCall: ApiCall): Promise<ApiResult> {
  const { call, input } = apiCall;
  const sender = SENDERS[call] as (clients: Clients, input: ApiCall['input']) => Promise<unknown>;
  const output = await send(call, resourceOf(apiCall), () => sender(clients, input));
  return { call, input, output } as ApiResult;
}
