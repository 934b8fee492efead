import { leftOf, type Setting } from './driver';

/** All that is ours, without the ids, which are counted up by failed tries too. */
export function comparable(made: Pick<Setting, 'world' | 'before'>): object {
  const { account } = made.world;
  const ids = new Set(leftOf(made).map(({ id }) => id));
  const ours = <T extends { readonly id: string }>(all: readonly T[]) =>
    all.filter(({ id }) => ids.has(id));
  const groups = ours(account.securityGroups.all());
  const withoutIds = (text: string) =>
    JSON.parse(
      groups
        .reduce((rest, { id }) => rest.replaceAll(id, 'OUR-GROUP'), text)
        .replace(/00000000-0000-4000-8000-[0-9a-f]{12}/g, 'UUID'),
    );
  const rules = groups.map((group) => group.rules.map(({ id: _, ...rule }) => rule));
  return withoutIds(
    JSON.stringify({
      rules: rules.map((all) => [...all].sort((a) => (a.egress ? 1 : -1))),
      placementGroups: ours(account.placementGroups.all()).map(({ id: _, ...rest }) => rest),
      templates: ours(account.templates.all()).map(({ name, tags, versions }) => ({
        name,
        tags,
        versions: versions.map(({ number, description, data }) => ({ number, description, data })),
      })),
      nodegroups: account.nodegroups
        .all()
        .filter(({ clusterName, nodegroupName }) => ids.has(`${clusterName}/${nodegroupName}`))
        .map(({ createdAt: _, modifiedAt: __, copyTemplateId: ___, launchTemplate, ...rest }) => ({
          ...rest,
          version: launchTemplate?.version,
        })),
      kinds: leftOf(made).map(({ type, tags }) => [type, tags]),
    }),
  );
}
