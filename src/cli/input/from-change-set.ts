/** Node groups of a change set: CloudFormation has resolved functions, parameters, imports and transforms. */
import type { ChangedResource, ChangeSet } from '../../aws/stack/read-stack';
import { parseId } from '../../core/ownership/identity';
import type { StringMap } from '../../core/util/objects';
import { UsageError } from '../usage-error';
import { type ExternalValues, withExternal } from './external-values';
import { customResourceSeconds, withoutNoValue } from './from-template';
import { NO_VALUE, type Resolved } from './intrinsics';
import type { Subject, SubjectProperties, Subjects } from './subject';
import { type Attributes, type Template, TYPES, withoutProtocol } from './template';

/** What CloudFormation writes for a value that another change of the set makes. */
const KNOWN_AFTER_APPLY = '{{changeSet:KNOWN_AFTER_APPLY}}';

export interface FromChangeSet {
  readonly changeSet: ChangeSet;
  /** The change set's template: what a value that is known after the change refers to. */
  readonly template: Template;
  /** Tags of the stack as it is. */
  readonly previousStackTags: StringMap;
  readonly external: ExternalValues;
}

/** @throws UsageError for a change set that cannot be executed */
export function subjectsOfChangeSet(from: FromChangeSet): Subjects {
  const { changeSet, template } = from;
  requireReady(changeSet);
  const changed = changeSet.changes.filter(({ type }) => TYPES.includes(type));
  const order = template.nodeGroups(undefined);
  const kept = changed
    .filter(({ action }) => action !== 'Remove')
    .sort((a, b) => order.indexOf(a.logicalId) - order.indexOf(b.logicalId));
  const removed = changed.filter(({ action }) => action === 'Remove');
  const added = kept.filter(({ action }) => action === 'Add');
  const same = (a: object | undefined, b: object | undefined) =>
    JSON.stringify(a ?? {}) === JSON.stringify(b ?? {});
  return {
    stackName: changeSet.stackName,
    usesLive: false,
    problems: [],
    removals: removed.map(({ logicalId, physicalId = '', before, policyAction }) => ({
      logicalId,
      id: physicalId,
      retained: policyAction === 'Retain',
      renamedTo: added.find(({ after }) => same(after, before))?.logicalId,
    })),
    subjects: kept.map((change) => subjectOf(from, change)),
  };
}

function subjectOf(from: FromChangeSet, change: ChangedResource): Subject {
  const { changeSet, template, previousStackTags } = from;
  const { logicalId, physicalId, before } = change;
  const id = parseId(physicalId) ? physicalId : undefined;
  return {
    logicalId,
    id,
    origin: {
      logicalId,
      stackName: changeSet.stackName,
      stackTags: changeSet.tags,
      previousStackTags,
    },
    customResourceSeconds: customResourceSeconds(template, logicalId),
    positions: template.positionsOf(logicalId),
    properties: async (attributes) => ({
      ...(await desiredProperties(from, change, attributes)),
      previous: id === undefined ? undefined : withoutProtocol({ ...before }),
      notes: [],
    }),
  };
}

function requireReady({ name, status, statusReason }: ChangeSet): void {
  if (status === 'CREATE_COMPLETE') return;
  const reason = statusReason
    ? ` CloudFormation says: ${statusReason.replace(/[.\s]*$/, '')}.`
    : '';
  throw new UsageError(
    status === 'FAILED'
      ? `Change set ${name} has failed.${reason} Correct the template, and create another change set.`
      : `Change set ${name} is in status ${status}.${reason} Wait until it is CREATE_COMPLETE.`,
  );
}

async function desiredProperties(
  { template, external }: FromChangeSet,
  { logicalId, after }: ChangedResource,
  attributes: Attributes,
): Promise<Pick<SubjectProperties, 'desired' | 'problems'>> {
  const given = Object.entries(withoutProtocol({ ...after }));
  const resolved = await withExternal(external, () => {
    const written = template.properties(logicalId, attributes);
    return given.map(([name, value]) => ({ name, ...filled(value, name, written.get(name)) }));
  });
  return {
    desired: withoutNoValue(resolved.map(({ name, value }) => [name, value])),
    problems: resolved.flatMap(({ problems }) => problems),
  };
}

/** A value that is known after the change, resolved from the template; any other stays what CloudFormation made of it. */
function filled(value: unknown, path: string, written: Resolved | undefined): Resolved {
  if (!isPending(value)) return { value, problems: [] };
  if (written && written.problems.length === 0 && written.value !== NO_VALUE) return written;
  return {
    value: NO_VALUE,
    problems:
      written && written.problems.length > 0
        ? written.problems
        : [
            `${path}: The value is only known after the change set. Pass the template with --template and --parameters instead.`,
          ],
  };
}

function isPending(value: unknown): boolean {
  return JSON.stringify(value)?.includes(KNOWN_AFTER_APPLY) ?? false;
}
