/** The changing calls as data: one call, its input, and what AWS answered. */
import type {
  AuthorizeSecurityGroupEgressCommandInput,
  AuthorizeSecurityGroupIngressCommandInput,
  CreateLaunchTemplateCommandInput,
  CreateLaunchTemplateCommandOutput,
  CreateLaunchTemplateVersionCommandInput,
  CreateLaunchTemplateVersionCommandOutput,
  CreatePlacementGroupCommandInput,
  CreatePlacementGroupCommandOutput,
  CreateSecurityGroupCommandInput,
  CreateSecurityGroupCommandOutput,
  CreateTagsCommandInput,
  DeleteLaunchTemplateCommandInput,
  DeleteLaunchTemplateVersionsCommandInput,
  DeleteLaunchTemplateVersionsCommandOutput,
  DeletePlacementGroupCommandInput,
  DeleteSecurityGroupCommandInput,
  DeleteTagsCommandInput,
  ModifyLaunchTemplateCommandInput,
  RevokeSecurityGroupEgressCommandInput,
} from '@aws-sdk/client-ec2';
import type {
  CreateNodegroupCommandInput,
  CreateNodegroupCommandOutput,
  DeleteNodegroupCommandInput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
  UpdateNodegroupConfigCommandInput,
  UpdateNodegroupConfigCommandOutput,
  UpdateNodegroupVersionCommandInput,
  UpdateNodegroupVersionCommandOutput,
} from '@aws-sdk/client-eks';

/** The changing calls: IAM action name to the SDK's input and output. */
export interface ApiCalls {
  'ec2:CreatePlacementGroup': [CreatePlacementGroupCommandInput, CreatePlacementGroupCommandOutput];
  'ec2:CreateSecurityGroup': [CreateSecurityGroupCommandInput, CreateSecurityGroupCommandOutput];
  'ec2:AuthorizeSecurityGroupIngress': [AuthorizeSecurityGroupIngressCommandInput, unknown];
  'ec2:AuthorizeSecurityGroupEgress': [AuthorizeSecurityGroupEgressCommandInput, unknown];
  'ec2:RevokeSecurityGroupEgress': [RevokeSecurityGroupEgressCommandInput, unknown];
  'ec2:CreateLaunchTemplate': [CreateLaunchTemplateCommandInput, CreateLaunchTemplateCommandOutput];
  'ec2:CreateLaunchTemplateVersion': [
    CreateLaunchTemplateVersionCommandInput,
    CreateLaunchTemplateVersionCommandOutput,
  ];
  'ec2:ModifyLaunchTemplate': [ModifyLaunchTemplateCommandInput, unknown];
  'ec2:DeleteLaunchTemplateVersions': [
    DeleteLaunchTemplateVersionsCommandInput,
    DeleteLaunchTemplateVersionsCommandOutput,
  ];
  'ec2:CreateTags': [CreateTagsCommandInput, unknown];
  'ec2:DeleteTags': [DeleteTagsCommandInput, unknown];
  'ec2:DeleteSecurityGroup': [DeleteSecurityGroupCommandInput, unknown];
  'ec2:DeleteLaunchTemplate': [DeleteLaunchTemplateCommandInput, unknown];
  'ec2:DeletePlacementGroup': [DeletePlacementGroupCommandInput, unknown];
  'eks:CreateNodegroup': [CreateNodegroupCommandInput, CreateNodegroupCommandOutput];
  'eks:UpdateNodegroupConfig': [
    UpdateNodegroupConfigCommandInput,
    UpdateNodegroupConfigCommandOutput,
  ];
  'eks:UpdateNodegroupVersion': [
    UpdateNodegroupVersionCommandInput,
    UpdateNodegroupVersionCommandOutput,
  ];
  'eks:DeleteNodegroup': [DeleteNodegroupCommandInput, unknown];
  'eks:TagResource': [TagResourceCommandInput, unknown];
  'eks:UntagResource': [UntagResourceCommandInput, unknown];
}
export type ApiCallName = keyof ApiCalls;
/** One changing call. */
export type ApiCall = {
  [C in ApiCallName]: { readonly call: C; readonly input: ApiCalls[C][0] };
}[ApiCallName];
/** A call with AWS's answer. */
export type ApiResult = {
  [C in ApiCallName]: {
    readonly call: C;
    readonly input: ApiCalls[C][0];
    readonly output: ApiCalls[C][1];
  };
}[ApiCallName];
