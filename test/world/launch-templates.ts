import type {
  CreateLaunchTemplateCommandInput,
  CreateLaunchTemplateVersionCommandInput,
  DeleteLaunchTemplateCommandInput,
  DeleteLaunchTemplateVersionsCommandInput,
  DeleteLaunchTemplateVersionsCommandOutput,
  DescribeLaunchTemplatesCommandInput,
  DescribeLaunchTemplatesCommandOutput,
  DescribeLaunchTemplateVersionsCommandInput,
  DescribeLaunchTemplateVersionsCommandOutput,
  LaunchTemplate,
  LaunchTemplateVersion,
  ModifyLaunchTemplateCommandInput,
  RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import type { Account, Template, TemplateVersion } from './account';
import { AwsError } from './aws-error';
import { filtered, type Output, paged } from './ec2-query';
import {
  findTemplate,
  targetTemplate,
  unknownId,
  unknownName,
  versionOf,
} from './launch-template-lookup';
import { warningOf } from './launch-template-rules';
import { sourceTemplateGone } from './nodegroup-health';
import type { Call } from './store';
import { listOf, tagsOf } from './tags';

export function createLaunchTemplate(account: Account, input: CreateLaunchTemplateCommandInput) {
  return account.oncePerToken('CreateLaunchTemplate', input, () => {
    const name = input.LaunchTemplateName ?? '';
    if (!/^[a-zA-Z0-9().\-/_]{3,128}$/.test(name)) {
      throw new AwsError(
        'InvalidLaunchTemplateName.MalformedException',
        `Launch template name '${name}' is not valid.`,
      );
    }
    if (account.templates.all().some((template) => template.name === name)) {
      throw new AwsError(
        'InvalidLaunchTemplateName.AlreadyExistsException',
        'Launch template name already in use.',
      );
    }
    if (account.templates.all().length >= account.quotas.launchTemplates) {
      throw new AwsError(
        'MaxTemplateLimitExceeded',
        'The maximum number of launch templates has been reached.',
      );
    }
    const tags = tagsOf(input.TagSpecifications, 'launch-template');
    const template = addTemplate(account, {
      name,
      tags,
      description: input.VersionDescription,
      data: input.LaunchTemplateData ?? {},
    });
    return { LaunchTemplate: ec2Template(account, template), ...warningOf(input) };
  });
}

export function addTemplate(
  account: Account,
  template: Pick<Template, 'name' | 'tags'> & {
    description: string | undefined;
    data: RequestLaunchTemplateData;
  },
): Template {
  const { name, tags, description, data } = template;
  const createdAt = account.clock.now();
  const made: Template = {
    id: account.newId('lt'),
    name,
    tags,
    createdAt,
    defaultVersion: 1,
    latestVersion: 1,
    versions: [{ number: 1, description, createdAt, data }],
  };
  account.templates.put(made.id, made);
  return made;
}

export function createLaunchTemplateVersion(
  account: Account,
  input: CreateLaunchTemplateVersionCommandInput,
  call: Call,
) {
  return account.oncePerToken('CreateLaunchTemplateVersion', input, () => {
    const template = targetTemplate(account, input, call);
    if (template.versions.length >= account.quotas.launchTemplateVersions) {
      throw new AwsError(
        'MaxTemplateVersionLimitExceeded',
        'The maximum number of versions for the launch template has been reached.',
      );
    }
    const version = addVersion(account, template, {
      description: input.VersionDescription,
      data: input.LaunchTemplateData ?? {},
    });
    const changed = account.templates.get(template.id) ?? template;
    return { LaunchTemplateVersion: ec2Version(account, changed, version), ...warningOf(input) };
  });
}

export function addVersion(
  account: Account,
  template: Template,
  version: Pick<TemplateVersion, 'description' | 'data'>,
): TemplateVersion {
  const number = template.latestVersion + 1;
  const made = { ...version, number, createdAt: account.clock.now() };
  const versions = [...template.versions, made];
  account.templates.put(template.id, { ...template, latestVersion: number, versions });
  return made;
}

export function modifyLaunchTemplate(
  account: Account,
  input: ModifyLaunchTemplateCommandInput,
  call: Call,
) {
  return account.oncePerToken('ModifyLaunchTemplate', input, () => {
    const template = targetTemplate(account, input, call);
    const version = versionOf(template, input.DefaultVersion ?? '');
    const changed = { ...template, defaultVersion: version.number };
    account.templates.put(template.id, changed);
    return { LaunchTemplate: ec2Template(account, changed) };
  });
}

export function describeLaunchTemplates(
  account: Account,
  input: DescribeLaunchTemplatesCommandInput,
  call: Call,
): Output<DescribeLaunchTemplatesCommandOutput> {
  if (input.MaxResults !== undefined && (input.MaxResults < 1 || input.MaxResults > 200)) {
    throw new AwsError('InvalidParameterValue', 'MaxResults must be between 1 and 200.');
  }
  const seen = [...account.templates.seenBy(call).values()];
  for (const id of input.LaunchTemplateIds ?? []) {
    if (!seen.some((template) => template.id === id)) throw unknownId(id);
  }
  for (const name of input.LaunchTemplateNames ?? []) {
    if (!seen.some((template) => template.name === name)) throw unknownName();
  }
  const templates = filtered(
    seen,
    input.Filters,
    { 'launch-template-name': (template) => [template.name] },
    (template) => template.tags,
  )
    .filter((template) => input.LaunchTemplateIds?.includes(template.id) ?? true)
    .filter((template) => input.LaunchTemplateNames?.includes(template.name) ?? true);
  const { page, NextToken } = paged(templates, input);
  return { LaunchTemplates: page.map((template) => ec2Template(account, template)), NextToken };
}

export function describeLaunchTemplateVersions(
  account: Account,
  input: DescribeLaunchTemplateVersionsCommandInput,
  call: Call,
): Output<DescribeLaunchTemplateVersionsCommandOutput> {
  const template = findTemplate([...account.templates.seenBy(call).values()], input);
  const asked = input.Versions?.map((name) => versionOf(template, name ?? ''));
  // Newest first, as EC2 does.
  const versions = asked ?? [...template.versions].reverse();
  const { page, NextToken } = paged([...new Set(versions)], input);
  return {
    LaunchTemplateVersions: page.map((version) => ec2Version(account, template, version)),
    NextToken,
  };
}

export function deleteLaunchTemplateVersions(
  account: Account,
  input: DeleteLaunchTemplateVersionsCommandInput,
  call: Call,
): Output<DeleteLaunchTemplateVersionsCommandOutput> {
  const template = targetTemplate(account, input, call);
  const name = { LaunchTemplateId: template.id, LaunchTemplateName: template.name };
  const gone: number[] = [];
  const failed: { VersionNumber: number; Code: string; Message: string }[] = [];
  for (const text of input.Versions ?? []) {
    const VersionNumber = Number(text);
    const exists = template.versions.some((version) => version.number === VersionNumber);
    if (!exists) {
      const Message = `The version ${text} does not exist.`;
      failed.push({ VersionNumber, Code: 'launchTemplateVersionDoesNotExist', Message });
    } else if (VersionNumber === template.defaultVersion) {
      const Message = "You can't delete the default version of a launch template.";
      failed.push({ VersionNumber, Code: 'unexpectedError', Message });
    } else gone.push(VersionNumber);
  }
  const versions = template.versions.filter((version) => !gone.includes(version.number));
  account.templates.put(template.id, { ...template, versions });
  return {
    SuccessfullyDeletedLaunchTemplateVersions: gone.map((VersionNumber) => ({
      ...name,
      VersionNumber,
    })),
    UnsuccessfullyDeletedLaunchTemplateVersions: failed.map(({ VersionNumber, Code, Message }) => ({
      ...name,
      VersionNumber,
      ResponseError: { Code: Code as never, Message },
    })),
  };
}

export function deleteLaunchTemplate(
  account: Account,
  input: DeleteLaunchTemplateCommandInput,
  call: Call,
) {
  const template = targetTemplate(account, input, call);
  account.templates.remove(template.id);
  sourceTemplateGone(account, template.id);
  return { LaunchTemplate: ec2Template(account, template) };
}

function creator(account: Account): string {
  return `arn:aws:iam::${account.accountId}:root`;
}

function ec2Template(account: Account, template: Template): LaunchTemplate {
  return {
    LaunchTemplateId: template.id,
    LaunchTemplateName: template.name,
    CreateTime: template.createdAt,
    CreatedBy: creator(account),
    DefaultVersionNumber: template.defaultVersion,
    LatestVersionNumber: template.latestVersion,
    Tags: listOf(template.tags),
  };
}

function ec2Version(
  account: Account,
  template: Template,
  version: TemplateVersion,
): LaunchTemplateVersion {
  return {
    LaunchTemplateId: template.id,
    LaunchTemplateName: template.name,
    VersionNumber: version.number,
    VersionDescription: version.description,
    CreateTime: version.createdAt,
    CreatedBy: creator(account),
    DefaultVersion: version.number === template.defaultVersion,
    LaunchTemplateData: version.data as LaunchTemplateVersion['LaunchTemplateData'],
  };
}
