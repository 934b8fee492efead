/**
 * Stacks, change sets, exports and parameters, as the command line reads them: a test puts into the account what
 * CloudFormation and Systems Manager would answer. Sources: the API references of CloudFormation (API_DescribeStacks,
 * API_GetTemplate, API_DescribeChangeSet, API_ListExports, API_ListStackResources), of Systems Manager
 * (API_GetParameters) and of STS (API_GetCallerIdentity).
 */
import type {
  Change,
  DescribeChangeSetCommandInput,
  DescribeStacksCommandInput,
  Export,
  GetTemplateCommandInput,
  ListStackResourcesCommandInput,
  Parameter,
  Tag,
} from '@aws-sdk/client-cloudformation';
import type { GetParametersCommandInput } from '@aws-sdk/client-ssm';
import type { Account } from './account';
import { AwsError } from './aws-error';

export interface WorldStack {
  readonly name: string;
  readonly status?: string;
  /** As GetTemplate shows it, with transforms processed. */
  readonly template: string;
  readonly parameters?: readonly Parameter[];
  readonly tags?: readonly Tag[];
  readonly resources?: readonly {
    readonly logicalId: string;
    readonly type: string;
    readonly physicalId?: string;
    readonly status?: string;
  }[];
}
export interface WorldChangeSet {
  readonly name: string;
  readonly stackName: string;
  readonly status?: string;
  readonly statusReason?: string;
  readonly template: string;
  readonly tags?: readonly Tag[];
  readonly changes: readonly Change[];
}

/** What a page holds, so that pages are read to the end. */
const PAGE_SIZE = 2;

export class Stacks {
  readonly stacks: WorldStack[] = [];
  readonly changeSets: WorldChangeSet[] = [];
  readonly exports: Export[] = [];
  /** Systems Manager's, by name. */
  readonly parameters = new Map<
    string,
    { readonly type: 'String' | 'StringList'; readonly value: string }
  >();
}

export function describeStacks(account: Account, { StackName }: DescribeStacksCommandInput) {
  const { name, status = 'CREATE_COMPLETE', parameters, tags } = stackOf(account, StackName);
  return {
    Stacks: [
      {
        StackId: stackId(account, name),
        StackName: name,
        CreationTime: account.clock.now(),
        StackStatus: status,
        Parameters: [...(parameters ?? [])],
        Tags: [...(tags ?? [])],
      },
    ],
  };
}

export function getTemplate(account: Account, input: GetTemplateCommandInput) {
  const { ChangeSetName, StackName } = input;
  const { template } = ChangeSetName
    ? changeSetOf(account, ChangeSetName, StackName)
    : stackOf(account, StackName);
  return { TemplateBody: template, StagesAvailable: ['Original', 'Processed'] };
}

export function listStackResources(account: Account, input: ListStackResourcesCommandInput) {
  const { resources = [] } = stackOf(account, input.StackName);
  const { items, NextToken } = page(resources, input.NextToken);
  return {
    StackResourceSummaries: items.map(({ logicalId, type, physicalId, status }) => ({
      LogicalResourceId: logicalId,
      ...(physicalId && { PhysicalResourceId: physicalId }),
      ResourceType: type,
      LastUpdatedTimestamp: account.clock.now(),
      ResourceStatus: status ?? 'CREATE_COMPLETE',
    })),
    ...(NextToken && { NextToken }),
  };
}

export function describeChangeSet(account: Account, input: DescribeChangeSetCommandInput) {
  const found = changeSetOf(account, input.ChangeSetName, input.StackName);
  const { items, NextToken } = page(found.changes, input.NextToken);
  return {
    ChangeSetName: found.name,
    ChangeSetId: changeSetId(account, found.name),
    StackId: stackId(account, found.stackName),
    StackName: found.stackName,
    Status: found.status ?? 'CREATE_COMPLETE',
    ...(found.statusReason && { StatusReason: found.statusReason }),
    Tags: [...(found.tags ?? [])],
    Changes: items.map((change) => (input.IncludePropertyValues ? change : withoutValues(change))),
    ...(NextToken && { NextToken }),
  };
}

export function listExports(account: Account, input: { readonly NextToken?: string }) {
  const { items, NextToken } = page(account.stacks.exports, input.NextToken);
  return { Exports: [...items], ...(NextToken && { NextToken }) };
}

export function getParameters(account: Account, { Names = [] }: GetParametersCommandInput) {
  const known = (name: string) => account.stacks.parameters.get(name.replace(/:\d+$/, ''));
  const invalid = Names.filter((name) => !known(name));
  return {
    Parameters: Names.flatMap((name) => {
      const found = known(name);
      // API_Parameter, Selector: "parameter_name:version"
      const [Name = '', version] = name.split(':');
      const selector = version === undefined ? {} : { Selector: `:${version}` };
      return found ? [{ Name, ...selector, Type: found.type, Value: found.value }] : [];
    }),
    ...(invalid.length > 0 && { InvalidParameters: invalid }),
  };
}

export function getCallerIdentity({ accountId }: Account) {
  return {
    Account: accountId,
    UserId: 'AIDAEXAMPLE',
    Arn: `arn:aws:iam::${accountId}:user/tester`,
  };
}

export function stackId({ region, accountId }: Account, name: string): string {
  return `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/4a21e2d0-0000-11ee-8d9e-0a1b2c3d4e5f`;
}

export function changeSetId({ region, accountId }: Account, name: string): string {
  return `arn:aws:cloudformation:${region}:${accountId}:changeSet/${name}/4a21e2d0-0000-11ee-8d9e-0a1b2c3d4e5f`;
}

/** By name or id. */
function stackOf(account: Account, given = ''): WorldStack {
  const found = account.stacks.stacks.find(
    ({ name }) => name === given || stackId(account, name) === given,
  );
  // what DescribeStacks says of one that does not exist (API_DescribeStacks: "If the stack doesn't exist, a ValidationError is returned")
  if (!found) throw new AwsError('ValidationError', `Stack with id ${given} does not exist`);
  return found;
}

function changeSetOf(account: Account, given = '', stackName?: string): WorldChangeSet {
  const found = account.stacks.changeSets.find(
    (each) =>
      changeSetId(account, each.name) === given ||
      (each.name === given && each.stackName === stackName),
  );
  // API_DescribeChangeSet: "ChangeSetNotFound: The specified change set name or ID doesn't exit."
  if (!found) throw new AwsError('ChangeSetNotFound', `ChangeSet [${given}] does not exist`, 404);
  return found;
}

function page<T>(all: readonly T[], token: string | undefined) {
  const from = Number(token ?? 0);
  const next = from + PAGE_SIZE;
  return { items: all.slice(from, next), NextToken: next < all.length ? String(next) : undefined };
}

/** Without IncludePropertyValues no contexts are answered. */
function withoutValues({ ResourceChange, ...change }: Change): Change {
  const { BeforeContext: _, AfterContext: __, ...kept } = ResourceChange ?? {};
  return { ...change, ResourceChange: kept };
}
