/** What a changing call is about. */
import type { ApiCall } from './api-calls';

/** The name or id that a message about the call shows. */
export function resourceOf({ input }: ApiCall): string {
  const named = input as Readonly<Record<string, unknown>>;
  if (named.nodegroupName) return `${named.clusterName}/${named.nodegroupName}`;
  const resource =
    named.GroupName ??
    named.LaunchTemplateName ??
    named.LaunchTemplateId ??
    named.GroupId ??
    named.resourceArn ??
    named.Resources;
  return String(resource);
}
