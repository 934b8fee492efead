/** Node groups of a deployed stack: what CloudFormation compares a template with is read from CloudFormation. */
import type { DeployedStack } from '../../aws/stack/read-stack';
import { flatten, type LiveState } from '../../core/lifecycle/flatten';
import { parseId } from '../../core/ownership/identity';
import type { StringMap } from '../../core/util/objects';
import { type ExternalValues, withExternal } from './external-values';
import { customResourceSeconds, resolvedProperties, withoutNoValue } from './from-template';
import { type KeyValues, referencesOf } from './intrinsics';
import type { Removal, Subject, SubjectProperties, Subjects } from './subject';
import { type Attributes, type Template, TYPES } from './template';

export interface FromStack {
  readonly stack: DeployedStack;
  readonly deployed: Template;
  readonly template: Template;
  readonly resource: string | undefined;
  readonly stackTags: StringMap;
  /** Values of the template's parameters, now and as deployed. */
  readonly parameters: KeyValues;
  readonly external: ExternalValues;
}

/** @throws UsageError */
export async function subjectsOfStack(from: FromStack): Promise<Subjects> {
  const { stack, deployed, template, resource, external } = from;
  const ids = await withExternal(external, () => template.nodeGroups(resource));
  const physicalIds = nodeGroupIds(stack);
  const removals = resource === undefined ? removalsOf(from, ids, physicalIds) : [];
  return {
    stackName: stack.name,
    usesLive: true,
    removals,
    problems: await withExternal(external, () => [
      ...template.problems,
      ...ids.flatMap((id) => changedType(id, deployed, template)),
    ]),
    subjects: ids.map((logicalId): Subject => {
      const id = physicalIds[logicalId];
      return {
        logicalId,
        id,
        origin: {
          logicalId,
          stackName: stack.name,
          stackTags: from.stackTags,
          previousStackTags: stack.tags,
        },
        customResourceSeconds: customResourceSeconds(template, logicalId),
        positions: template.positionsOf(logicalId),
        properties: (attributes, live) =>
          id === undefined
            ? createdProperties(from, logicalId, attributes)
            : changedProperties(from, logicalId, attributes, live),
      };
    }),
  };
}

/** Ids of the stack's node groups, by logical id. */
function nodeGroupIds({ resources }: DeployedStack): Readonly<Record<string, string>> {
  return Object.fromEntries(
    resources.flatMap(({ logicalId, type, physicalId }) =>
      TYPES.includes(type) && parseId(physicalId) ? [[logicalId, physicalId ?? '']] : [],
    ),
  );
}

function removalsOf(
  { deployed, template }: FromStack,
  ids: readonly string[],
  physicalIds: Readonly<Record<string, string>>,
): readonly Removal[] {
  const written = (of: Template, logicalId: string) => JSON.stringify(of.expressions(logicalId));
  const added = ids.filter((id) => physicalIds[id] === undefined);
  return Object.entries(physicalIds)
    .filter(([logicalId]) => !ids.includes(logicalId))
    .map(([logicalId, id]) => ({
      logicalId,
      id,
      retained: deployed.retains(logicalId),
      renamedTo: added.find((each) => written(template, each) === written(deployed, logicalId)),
    }));
}

/** CloudFormation: "Update of resource type is not permitted. The new template modifies resource type of the following resources". */
function changedType(logicalId: string, deployed: Template, template: Template): readonly string[] {
  const [before, after] = [deployed.typeOf(logicalId), template.typeOf(logicalId)];
  if (before === undefined || before === after) return [];
  return [
    `Resource ${logicalId} is a ${before} in the stack and a ${after} in the template, and CloudFormation does not change the type of a resource. Give the new one another logical ID.`,
  ];
}

async function createdProperties(
  { template, external }: FromStack,
  logicalId: string,
  attributes: Attributes,
): Promise<SubjectProperties> {
  const { properties, problems } = await resolvedProperties(
    template,
    logicalId,
    attributes,
    external,
  );
  return { desired: properties, previous: undefined, problems, notes: [] };
}

/**
 * A value that only the stack knows, such as another resource's attribute, is the live one where neither the
 * expression nor a parameter in it changed.
 */
async function changedProperties(
  { deployed, template, stack, parameters, external }: FromStack,
  logicalId: string,
  attributes: Attributes,
  live: LiveState | undefined,
): Promise<SubjectProperties> {
  const identity = parseId(
    stack.resources.find((each) => each.logicalId === logicalId)?.physicalId,
  );
  const model: Readonly<Record<string, unknown>> =
    live && identity ? { ...flatten(identity, live) } : {};
  const [before, after] = await withExternal(external, () => [
    deployed.properties(logicalId, attributes),
    template.properties(logicalId, attributes),
  ]);
  const [written, now] = [deployed.expressions(logicalId), template.expressions(logicalId)];
  const isUnchanged = (name: string) =>
    JSON.stringify(written?.[name]) === JSON.stringify(now?.[name]) &&
    [...referencesOf(now?.[name])].every((each) => parameters[each] === stack.parameters[each]);
  const taken = [...(after?.keys() ?? [])].filter(
    (name) =>
      (after?.get(name)?.problems.length ?? 0) > 0 &&
      isUnchanged(name) &&
      model[name] !== undefined,
  );
  const valuesOf = (resolved: typeof before) =>
    withoutNoValue(
      [...(resolved ?? [])].map(([name, { value }]) => [
        name,
        taken.includes(name) ? model[name] : value,
      ]),
    );
  const problemsOf = (resolved: typeof before) =>
    [...(resolved ?? [])].flatMap(([name, { problems }]) => (taken.includes(name) ? [] : problems));
  return {
    desired: valuesOf(after),
    previous: valuesOf(before),
    problems: [...new Set([...problemsOf(after), ...problemsOf(before)])],
    notes: taken.map((name) => ({
      path: name,
      message:
        'The value is only known to the stack. Its expression did not change, so that the live value is taken.',
    })),
  };
}
