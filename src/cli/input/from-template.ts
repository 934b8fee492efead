/** Node groups of a template, or of a file of properties, whose stack is not asked. */
import type { Finding } from '../../core/model/findings';
import type { Identity } from '../../core/model/request';
import { formatId } from '../../core/ownership/identity';
import { UsageError } from '../usage-error';
import { type ExternalValues, withExternal } from './external-values';
import { NO_VALUE } from './intrinsics';
import type { Origin } from './request';
import type { Subject, Subjects } from './subject';
import { type Attributes, type Template, TYPES } from './template';

/** CloudFormation user guide, AWS::CloudFormation::CustomResource, ServiceTimeout: "The default value is 3600 seconds". */
const CUSTOM_RESOURCE_SECONDS = 3600;
/** The custom resource answers this long before (custom-resource/protocol/time.ts). */
const MARGIN_SECONDS = 120;
const MARGIN_PART = 5;

export interface FromTemplate {
  readonly template: Template;
  /** As it was deployed; undefined where the live state is compared with. */
  readonly previous: Template | undefined;
  readonly resource: string | undefined;
  readonly identity: Identity | undefined;
  readonly origin: Omit<Origin, 'logicalId'>;
  readonly external: ExternalValues;
}

/** @throws UsageError */
export async function subjectsOfTemplate(from: FromTemplate): Promise<Subjects> {
  const { template, previous, resource, identity, origin, external } = from;
  const ids = await withExternal(external, () => template.nodeGroups(resource));
  if (identity && ids.length > 1) {
    throw new UsageError(
      `The template has several node groups. Specify the one of --id with --resource: ${ids.join(', ')}.`,
    );
  }
  return {
    stackName: origin.stackName,
    usesLive: false,
    removals: [],
    problems: await withExternal(external, () => [
      ...new Set([...template.problems, ...(previous?.problems ?? [])]),
    ]),
    subjects: ids.map(
      (logicalId): Subject => ({
        logicalId,
        id: identity && formatId(identity),
        origin: { ...origin, logicalId },
        customResourceSeconds: customResourceSeconds(template, logicalId),
        positions: template.positionsOf(logicalId),
        properties: async (attributes) => {
          const after = await resolvedProperties(template, logicalId, attributes, external);
          const before =
            previous && (await resolvedProperties(previous, logicalId, attributes, external));
          return {
            desired: after.properties,
            previous: before?.properties,
            problems: [...after.problems, ...(before?.problems ?? [])],
            notes: identity ? renamedNotes(identity, logicalId) : [],
          };
        },
      }),
    ),
  };
}

export function customResourceSeconds(template: Template, logicalId: string): number | undefined {
  if (template.typeOf(logicalId) !== TYPES[1]) return undefined;
  const seconds = Math.min(
    template.serviceTimeout(logicalId) ?? CUSTOM_RESOURCE_SECONDS,
    CUSTOM_RESOURCE_SECONDS,
  );
  return seconds - Math.min(MARGIN_SECONDS, Math.ceil(seconds / MARGIN_PART));
}

/** All properties that have a value, and everything that could not be resolved. */
export async function resolvedProperties(
  template: Template,
  logicalId: string,
  attributes: Attributes,
  external: ExternalValues,
): Promise<{
  readonly properties: Readonly<Record<string, unknown>>;
  readonly problems: readonly string[];
}> {
  const found = await withExternal(external, () => template.properties(logicalId, attributes));
  return {
    properties: withoutNoValue([...found].map(([name, { value }]) => [name, value])),
    problems: [...found.values()].flatMap(({ problems }) => problems),
  };
}

export function withoutNoValue(
  entries: readonly (readonly [string, unknown])[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(entries.filter(([, value]) => value !== NO_VALUE));
}

/** The name of a node group without NodegroupName begins with the logical id that it was created for. */
function renamedNotes(
  { nodegroupName, generation }: Identity,
  logicalId: string,
): readonly Finding[] {
  const [, prefix] = new RegExp(`^(.+)-${generation}$`).exec(nodegroupName) ?? [];
  const own = logicalId.replace(/[^A-Za-z0-9]/g, '').slice(0, 40);
  if (prefix === undefined || prefix === own) return [];
  return [
    {
      path: '',
      message: `Node group ${nodegroupName} was created for logical ID ${prefix}, and the template has it as ${logicalId}. If the stack's template still says ${prefix}, CloudFormation creates a new node group and deletes this one, whatever this plan says. Keep the logical ID to change the node group itself.`,
    },
  ];
}
