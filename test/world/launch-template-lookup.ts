import type { Account, Template, TemplateVersion } from './account';
import { AwsError, NotModelled } from './aws-error';
import type { Call } from './store';

interface TemplateName {
  LaunchTemplateId?: string | undefined;
  LaunchTemplateName?: string | undefined;
}

export function targetTemplate(account: Account, input: TemplateName, call: Call): Template {
  const { id } = findTemplate([...account.templates.seenBy(call).values()], input);
  const template = account.templates.target(id, call);
  if (template) return template;
  throw input.LaunchTemplateId === undefined
    ? unknownNamed(input.LaunchTemplateName ?? '')
    : unknownId(id);
}

export function findTemplate(templates: readonly Template[], input: TemplateName): Template {
  const { LaunchTemplateId: id, LaunchTemplateName: name } = input;
  if (id === undefined && name === undefined) throw new NotModelled('versions of all templates');
  if (id !== undefined && name !== undefined) {
    throw new AwsError(
      'InvalidParameterCombination',
      'Specify either the launch template ID or the launch template name, but not both.',
    );
  }
  const template = templates.find((candidate) =>
    id === undefined ? candidate.name === name : candidate.id === id,
  );
  if (template) return template;
  throw id === undefined ? unknownNamed(name ?? '') : unknownId(id);
}

/** @throws AwsError where the version does not exist. Takes `$Default` and `$Latest` too. */
export function versionOf(template: Template, name: string): TemplateVersion {
  const number =
    name === '$Default'
      ? template.defaultVersion
      : name === '$Latest'
        ? template.latestVersion
        : Number(name);
  if (!Number.isInteger(number)) throw new NotModelled(`the template version '${name}'`);
  const version = template.versions.find((candidate) => candidate.number === number);
  if (version) return version;
  throw new AwsError(
    'InvalidLaunchTemplateId.VersionNotFound',
    `Could not find the specified version ${name} for the launch template with ID ${template.id}.`,
  );
}

export function unknownId(id: string): AwsError {
  return new AwsError(
    'InvalidLaunchTemplateId.NotFound',
    `The specified launch template, with template ID ${id}, does not exist.`,
  );
}

/** moto#5477 has the text. */
function unknownNamed(name: string): AwsError {
  return new AwsError(
    'InvalidLaunchTemplateName.NotFoundException',
    `The specified launch template, with template name ${name}, does not exist.`,
  );
}

export function unknownName(): AwsError {
  return new AwsError(
    'InvalidLaunchTemplateName.NotFoundException',
    'At least one of the launch templates specified in the request does not exist.',
  );
}
