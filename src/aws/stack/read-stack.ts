/** Reads stacks and change sets: what CloudFormation itself makes of a template. */
import {
  type Change,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListExportsCommand,
  ListStackResourcesCommand,
  type Stack,
  type StackResourceSummary,
  type Tag,
} from '@aws-sdk/client-cloudformation';
import { AwsCallError } from '../../core/model/errors';
import type { StringMap } from '../../core/util/objects';
import { find, send } from '../clients';
import type { StackClients } from './stack-clients';

/** A stack as it was deployed last. */
export interface DeployedStack {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  /** The template, with transforms processed. */
  readonly template: string;
  /** What was given, by parameter. For one that is read from Systems Manager: its name there. */
  readonly parameters: StringMap;
  /** What CloudFormation read from Systems Manager for it, by parameter. */
  readonly resolved: StringMap;
  readonly tags: StringMap;
  readonly resources: readonly DeployedResource[];
}
export interface DeployedResource {
  readonly logicalId: string;
  readonly type: string;
  /** Undefined before it is created. */
  readonly physicalId: string | undefined;
}
export interface ChangeSet {
  readonly name: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly status: string;
  readonly statusReason: string | undefined;
  readonly tags: StringMap;
  readonly changes: readonly ChangedResource[];
  readonly template: string;
}
export interface ChangedResource {
  readonly action: string;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string | undefined;
  /** What becomes of the resource itself: `Retain` where it stays. */
  readonly policyAction: string | undefined;
  /** Properties as CloudFormation resolved them; undefined where there are none. */
  readonly before: object | undefined;
  readonly after: object | undefined;
}

/** Undefined where there is none of that name. @throws AwsCallError */
export async function findStack(
  clients: StackClients,
  name: string,
): Promise<DeployedStack | undefined> {
  const stack = await describeStack(clients, name);
  if (!stack) return undefined;
  const [template, resources] = await Promise.all([
    stack.StackStatus === 'REVIEW_IN_PROGRESS'
      ? '{"Resources":{}}'
      : readTemplate(clients, { StackName: name }),
    listResources(clients, name),
  ]);
  const parameters = stack.Parameters ?? [];
  return {
    id: stack.StackId ?? '',
    name: stack.StackName ?? name,
    status: stack.StackStatus ?? '',
    template,
    parameters: Object.fromEntries(
      parameters.map(({ ParameterKey = '', ParameterValue = '' }) => [
        ParameterKey,
        ParameterValue,
      ]),
    ),
    resolved: Object.fromEntries(
      parameters.flatMap(({ ParameterKey = '', ResolvedValue }) =>
        ResolvedValue === undefined ? [] : [[ParameterKey, ResolvedValue]],
      ),
    ),
    tags: tagMap(stack.Tags),
    resources,
  };
}

/** Tags of a stack; {} where it does not exist. @throws AwsCallError */
export async function findStackTags(clients: StackClients, name: string): Promise<StringMap> {
  return tagMap((await describeStack(clients, name))?.Tags);
}

/** With the values that CloudFormation resolved. Undefined where there is none of that name. @throws AwsCallError */
export async function findChangeSet(
  clients: StackClients,
  name: string,
  stackName: string | undefined,
): Promise<ChangeSet | undefined> {
  const named = { ChangeSetName: name, ...(stackName && { StackName: stackName }) };
  const changes: Change[] = [];
  let page: DescribeChangeSetCommandOutput | undefined;
  do {
    const { NextToken } = page ?? {};
    page = await find(
      'cloudformation:DescribeChangeSet',
      name,
      ['ChangeSetNotFoundException', 'ChangeSetNotFound'],
      () =>
        clients.cloudFormation.send(
          new DescribeChangeSetCommand({
            ...named,
            IncludePropertyValues: true,
            ...(NextToken && { NextToken }),
          }),
        ),
    );
    if (!page) return undefined;
    changes.push(...(page.Changes ?? []));
  } while (page.NextToken);
  return {
    name: page.ChangeSetName ?? name,
    stackId: page.StackId ?? '',
    stackName: page.StackName ?? stackName ?? '',
    status: page.Status ?? '',
    statusReason: page.StatusReason,
    tags: tagMap(page.Tags),
    changes: changes.map(changedResource),
    template: await readTemplate(clients, named),
  };
}

function changedResource({ ResourceChange = {} }: Change): ChangedResource {
  const { Action, LogicalResourceId, ResourceType, PhysicalResourceId } = ResourceChange;
  return {
    action: Action ?? '',
    logicalId: LogicalResourceId ?? '',
    type: ResourceType ?? '',
    physicalId: PhysicalResourceId,
    policyAction: ResourceChange.PolicyAction,
    before: propertiesOfContext(ResourceChange.BeforeContext),
    after: propertiesOfContext(ResourceChange.AfterContext),
  };
}

/** "An encoded JSON string that contains the context of the resource" (API_ResourceChange). */
function propertiesOfContext(context: string | undefined): object | undefined {
  if (context === undefined) return undefined;
  return (JSON.parse(context) as { readonly Properties?: object }).Properties ?? {};
}

/** Values of all exports of this account and Region, by name. @throws AwsCallError */
export async function readExports({ cloudFormation }: StackClients): Promise<StringMap> {
  const found: [string, string][] = [];
  let NextToken: string | undefined;
  do {
    const page = await send('cloudformation:ListExports', 'all exports', () =>
      cloudFormation.send(new ListExportsCommand({ ...(NextToken && { NextToken }) })),
    );
    found.push(
      ...(page.Exports ?? []).map(({ Name = '', Value = '' }) => [Name, Value] as [string, string]),
    );
    NextToken = page.NextToken;
  } while (NextToken);
  return Object.fromEntries(found);
}

async function describeStack(
  { cloudFormation }: StackClients,
  StackName: string,
): Promise<Stack | undefined> {
  try {
    const answer = await send('cloudformation:DescribeStacks', StackName, () =>
      cloudFormation.send(new DescribeStacksCommand({ StackName })),
    );
    return answer.Stacks?.[0];
  } catch (error) {
    // "If the stack doesn't exist, a ValidationError is returned" (API_DescribeStacks), as for other mistakes
    const isAbsent =
      error instanceof AwsCallError &&
      error.aws.code === 'ValidationError' &&
      /does not exist/.test(error.aws.message);
    if (isAbsent) return undefined;
    throw error;
  }
}

async function readTemplate(
  { cloudFormation }: StackClients,
  of: { readonly StackName?: string; readonly ChangeSetName?: string },
): Promise<string> {
  const name = of.ChangeSetName ?? of.StackName ?? '';
  const answer = await send('cloudformation:GetTemplate', name, () =>
    cloudFormation.send(new GetTemplateCommand({ ...of, TemplateStage: 'Processed' })),
  );
  return answer.TemplateBody ?? '{}';
}

async function listResources(
  { cloudFormation }: StackClients,
  StackName: string,
): Promise<readonly DeployedResource[]> {
  const found: StackResourceSummary[] = [];
  let NextToken: string | undefined;
  do {
    const page = await send('cloudformation:ListStackResources', StackName, () =>
      cloudFormation.send(
        new ListStackResourcesCommand({ StackName, ...(NextToken && { NextToken }) }),
      ),
    );
    found.push(...(page.StackResourceSummaries ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return found
    .filter(({ ResourceStatus }) => ResourceStatus !== 'DELETE_COMPLETE')
    .map(({ LogicalResourceId = '', ResourceType = '', PhysicalResourceId }) => ({
      logicalId: LogicalResourceId,
      type: ResourceType,
      physicalId: PhysicalResourceId,
    }));
}

function tagMap(tags: readonly Tag[] = []): StringMap {
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}
