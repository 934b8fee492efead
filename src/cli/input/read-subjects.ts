/** From the options of `plan` to the node groups that it is about. */
import type { Clients } from '../../aws/clients';
import { findChangeSet, findStack, findStackTags } from '../../aws/stack/read-stack';
import type { StackClients } from '../../aws/stack/stack-clients';
import { formatId } from '../../core/ownership/identity';
import type { Io } from '../io';
import { UsageError } from '../usage-error';
import { parse } from './document';
import type { ExternalValues } from './external-values';
import { subjectsOfChangeSet } from './from-change-set';
import { subjectsOfStack } from './from-stack';
import { subjectsOfTemplate } from './from-template';
import type { KeyValues } from './intrinsics';
import { identityOf } from './request';
import {
  keyValues,
  propertiesOf,
  pseudoParameters,
  type ReadFile,
  readDocument,
  stackPseudoParameters,
} from './source';
import type { Subjects } from './subject';
import { Template } from './template';

export interface SourceOptions {
  readonly template?: string;
  readonly resource?: string;
  readonly parameters?: readonly string[];
  readonly stack?: string;
  readonly changeSet?: string;
  readonly stackName?: string;
  readonly stackTags?: readonly string[];
  readonly id?: string;
  readonly previous?: string;
  readonly previousParameters?: readonly string[];
}
export interface Reader {
  readonly clients: Clients;
  readonly stackClients: () => StackClients;
  readonly external: ExternalValues;
  readonly io: Io;
}

/** @throws UsageError, AwsCallError */
export async function readSubjects(
  file: string | undefined,
  options: SourceOptions,
  reader: Reader,
): Promise<Subjects> {
  checkOptions(file, options);
  if (options.changeSet !== undefined) return fromChangeSet(options.changeSet, options, reader);
  if (options.stack !== undefined) return fromStack(options.stack, options, reader);
  return options.template === undefined
    ? fromFile(file ?? '', options, reader)
    : fromTemplate(readDocument(options.template, reader.io), options, reader);
}

function fromFile(file: string, options: SourceOptions, { io }: Reader): Subjects {
  const identity = options.id === undefined ? undefined : identityOf(options.id);
  const source = readDocument(file, io);
  const desired = propertiesOf(source, file);
  const previous =
    options.previous === undefined
      ? undefined
      : propertiesOf(readDocument(options.previous, io), options.previous);
  return {
    stackName: options.stackName,
    usesLive: false,
    removals: [],
    problems: [],
    subjects: [
      {
        logicalId: options.resource,
        id: identity && formatId(identity),
        origin: {
          logicalId: options.resource,
          stackName: options.stackName,
          stackTags: keyValues(options.stackTags ?? [], '--stack-tags'),
        },
        customResourceSeconds: undefined,
        positions: source.positions([]),
        properties: () => Promise.resolve({ desired, previous, problems: [], notes: [] }),
      },
    ],
  };
}

async function fromTemplate(
  document: ReadFile,
  options: SourceOptions,
  reader: Reader,
): Promise<Subjects> {
  const { resource, id, previous, previousParameters, stackName } = options;
  const identity = id === undefined ? undefined : identityOf(id);
  const stackTags = keyValues(options.stackTags ?? [], '--stack-tags');
  const given = keyValues(options.parameters ?? [], '--parameters');
  const before = previousParameters && keyValues(previousParameters, '--previous-parameters');
  const pseudo = await pseudoParameters(reader.clients, stackName, reader.io);
  const hasPrevious = previous !== undefined || before !== undefined;
  return subjectsOfTemplate({
    template: newTemplate(document, given, pseudo, reader.external),
    previous: hasPrevious
      ? newTemplate(
          previous === undefined ? document : readDocument(previous, reader.io),
          before ?? given,
          pseudo,
          reader.external,
        )
      : undefined,
    resource,
    identity,
    origin: { stackName, stackTags },
    external: reader.external,
  });
}

async function fromStack(name: string, options: SourceOptions, reader: Reader): Promise<Subjects> {
  const { template: file, resource } = options;
  // before any call of AWS
  const document = file === undefined ? undefined : readDocument(file, reader.io);
  const given = keyValues(options.parameters ?? [], '--parameters');
  const tags = options.stackTags && keyValues(options.stackTags, '--stack-tags');
  const { external, io, clients } = reader;
  const common = await pseudoParameters(clients, name, io);
  const stack = await findStack(reader.stackClients(), name);
  if (!stack || stack.status === 'REVIEW_IN_PROGRESS') {
    if (document !== undefined) {
      return fromTemplate(document, { ...options, stackName: name }, reader);
    }
    throw new UsageError(
      `Stack ${name} does not exist in this account and Region. Correct --stack, or pass the --template to create it from.`,
    );
  }
  const pseudo = { ...common, ...stackPseudoParameters(stack.id, stack.name) };
  const physicalIds = Object.fromEntries(
    stack.resources.flatMap(({ logicalId, physicalId }) =>
      physicalId === undefined ? [] : [[logicalId, physicalId]],
    ),
  );
  const deployed = parse(stack.template, `template of stack ${name}`);
  const parameters = shownParameters(stack.parameters);
  const { exported, stored, accountId } = external;
  const values = { pseudo, physicalIds, exported, stored, accountId };
  const content = document?.content ?? deployed;
  // as for a parameter with UsePreviousValue; what the template no longer has goes
  const kept = { ...onlyDeclared(parameters, content), ...given };
  const next = new Template(content, { ...values, parameters: kept, resolved: {} }, document);
  return subjectsOfStack({
    stack,
    deployed: new Template(deployed, {
      ...values,
      parameters: { ...parameters, ...givenAttributes(given) },
      resolved: stack.resolved,
    }),
    template: next,
    resource,
    parameters: { ...parameters, ...given },
    stackTags: tags ?? stack.tags,
    external,
  });
}

function onlyDeclared(parameters: KeyValues, document: unknown): KeyValues {
  const { Parameters = {} } = (document ?? {}) as { readonly Parameters?: object };
  return Object.fromEntries(
    Object.entries(parameters).filter(([name]) => Object.hasOwn(Parameters, name)),
  );
}

async function fromChangeSet(
  name: string,
  options: SourceOptions,
  reader: Reader,
): Promise<Subjects> {
  const { clients, io, external } = reader;
  const common = await pseudoParameters(clients, options.stack, io);
  const changeSet = await findChangeSet(reader.stackClients(), name, options.stack);
  if (!changeSet) {
    throw new UsageError(
      `Change set ${name} does not exist in this account and Region. Pass its ARN, or its name with --stack.`,
    );
  }
  const { stackId, stackName, template } = changeSet;
  const document = { content: parse(template, `template of change set ${name}`) };
  return subjectsOfChangeSet({
    changeSet,
    previousStackTags: await findStackTags(reader.stackClients(), stackId || stackName),
    template: newTemplate(
      document,
      keyValues(options.parameters ?? [], '--parameters'),
      { ...common, ...stackPseudoParameters(stackId, stackName) },
      external,
    ),
    external,
  });
}

function newTemplate(
  document: Pick<ReadFile, 'content'> & Partial<ReadFile>,
  parameters: KeyValues,
  pseudo: KeyValues,
  { exported, stored, accountId }: ExternalValues,
): Template {
  const { content, positions } = document;
  const values = { parameters, pseudo, resolved: {}, physicalIds: {}, exported, stored, accountId };
  return new Template(content, values, positions && { positions });
}

/** CloudFormation shows the value of a parameter with NoEcho as asterisks: it is not known. */
function shownParameters(parameters: KeyValues): KeyValues {
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== '****'));
}

/** `Resource.Attribute=value`: the same for the template as it was deployed. */
function givenAttributes(given: KeyValues): KeyValues {
  return Object.fromEntries(Object.entries(given).filter(([name]) => name.includes('.')));
}

/** @throws UsageError */
function checkOptions(file: string | undefined, options: SourceOptions): void {
  const { template, stack, changeSet, id, previous, previousParameters, parameters } = options;
  const refuse = (isWrong: boolean, message: string) => {
    if (isWrong) throw new UsageError(message);
  };
  const isStack = stack !== undefined || changeSet !== undefined;
  refuse(
    changeSet !== undefined && (file !== undefined || template !== undefined),
    '--change-set has a template of its own. Leave out the file and --template.',
  );
  refuse(
    file !== undefined && stack !== undefined,
    '--stack needs a template, not a file of properties. Pass it as --template, or leave it out to plan the template of the stack.',
  );
  refuse(
    !isStack && (file === undefined) === (template === undefined),
    'Pass either a properties file or --template, or --stack or --change-set.',
  );
  refuse(
    isStack && id !== undefined,
    '--id is for a plan without its stack. Leave it out: --stack and --change-set know which node groups there are.',
  );
  refuse(
    isStack && (previous !== undefined || previousParameters !== undefined),
    '--previous and --previous-parameters are for a plan without its stack. Leave them out: CloudFormation has the previous template.',
  );
  refuse(
    template === undefined && !isStack && parameters !== undefined,
    '--parameters needs a --template. Pass the template as well.',
  );
  refuse(
    id === undefined && (previous !== undefined || previousParameters !== undefined),
    '--previous and --previous-parameters need an --id. Specify the node group that the update would change.',
  );
  refuse(
    previousParameters !== undefined && template === undefined,
    '--previous-parameters needs a --template. Pass the template as well.',
  );
}
