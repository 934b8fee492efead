/** `efa-nodegroup plan`: reads, plans, prints. */

import { writeFileSync } from 'node:fs';
import { type Clients, makeClients } from '../../aws/clients';
import { findLiveState } from '../../aws/find/live-state';
import { observe } from '../../aws/observe';
import { planWith } from '../../aws/planned';
import { flatten } from '../../core/lifecycle/flatten';
import { createRequest, updateRequest } from '../../core/lifecycle/requests';
import { validateRequest } from '../../core/lifecycle/validate';
import type { CreateRequest, Identity, UpdateRequest } from '../../core/model/request';
import { planning } from '../../core/plan/plan';
import { identityOf, liveProperties, type Origin, planInput } from '../input/request';
import { keyValues, load, pseudoParameters, type Source } from '../input/source';
import { type ExitCode, FAILED, type Io, nodeGroupNotFound, OK } from '../io';
import { type PlanDocument, planDocument } from '../plan/plan-document';
import { planText } from '../plan/plan-text';
import { pictureSvg } from '../plan/svg';
import { UsageError } from '../usage-error';

export interface PlanOptions {
  readonly template?: string;
  readonly resource?: string;
  readonly parameters?: readonly string[];
  readonly stackName?: string;
  readonly stackTags?: readonly string[];
  readonly id?: string;
  readonly previous?: string;
  readonly previousParameters?: readonly string[];
  readonly json?: true;
  readonly svg?: string;
}

export async function planCommand(
  file: string | undefined,
  options: PlanOptions,
  io: Io,
): Promise<ExitCode> {
  const source = sourceOf(file, options);
  const previousInput = previousSource(source, options);
  const identity = options.id === undefined ? undefined : identityOf(options.id);
  const stackTags = keyValues(options.stackTags ?? [], '--stack-tags');
  const clients = makeClients(io.clientConfig);
  const pseudo = await pseudoParameters(clients, options.stackName, io);
  const { logicalId, properties } = load(source, pseudo, io);
  const origin: Origin = { logicalId, stackName: options.stackName, stackTags };
  const previous = previousInput && load(previousInput, pseudo, io).properties;
  const document = identity
    ? await updateDocument(clients, identity, previous, properties, origin)
    : await documentOf(clients, createRequest(planInput(properties, origin)));
  if (!document) {
    io.stderr(nodeGroupNotFound(options.id ?? ''));
    return FAILED;
  }
  io.stdout(options.json ? `${JSON.stringify(document, null, 2)}\n` : `${planText(document)}\n`);
  if (options.svg !== undefined) writeSvg(options.svg, document);
  return wouldFail(document) ? FAILED : OK;
}

/** Of the node group that exists after the update. */
function writeSvg(file: string, { replacement, ...document }: PlanDocument): void {
  const { id, instanceTypes, efaInterfaceCount, cards, interfaces } = replacement ?? document;
  const title = `${id}: ${instanceTypes.join(', ')}, ${efaInterfaceCount} EFA`;
  try {
    writeFileSync(file, pictureSvg(title, cards, interfaces));
  } catch (error) {
    throw new UsageError(
      `${file} cannot be written: ${(error as NodeJS.ErrnoException).code}. Check the path and its permissions.`,
    );
  }
}

function wouldFail({ findings, replacement }: PlanDocument): boolean {
  return findings.length > 0 || (replacement !== null && wouldFail(replacement));
}

async function documentOf(clients: Clients, request: CreateRequest): Promise<PlanDocument> {
  return planDocument(request, await snapshotOf(clients, request));
}

/** Invalid properties make no calls here, as in the handlers. */
async function snapshotOf(clients: Clients, request: CreateRequest | UpdateRequest) {
  if (validateRequest(request).length > 0) return { environment: {} };
  const planned = await planWith(planning, (...args) => observe(clients, ...args), request);
  return planned.snapshot;
}

/** Undefined where the node group does not exist. */
async function updateDocument(
  clients: Clients,
  identity: Identity,
  previous: object | undefined,
  desired: object,
  origin: Origin,
): Promise<PlanDocument | undefined> {
  const liveState = await findLiveState(clients, identity);
  if (!liveState) return undefined;
  const before = previous ?? liveProperties(flatten(identity, liveState));
  const request = updateRequest(planInput(desired, origin, before), identity);
  const document = planDocument(request, await snapshotOf(clients, request), liveState);
  if (document.cost !== 'REPLACES') return document;
  const replacement = createRequest(planInput(desired, origin));
  return { ...document, replacement: await documentOf(clients, replacement) };
}

function sourceOf(file: string | undefined, options: PlanOptions): Source {
  const { template, resource } = options;
  if ((file === undefined) === (template === undefined)) {
    throw new UsageError('Pass either a properties file or --template.');
  }
  if (template === undefined && options.parameters) {
    throw new UsageError('--parameters needs a --template. Pass the template as well.');
  }
  return {
    file: file ?? template ?? '',
    template: template !== undefined,
    resource,
    parameters: keyValues(options.parameters ?? [], '--parameters'),
  };
}

/** The same template with other parameters, or an older template with its parameters. */
function previousSource(source: Source, options: PlanOptions): Source | undefined {
  const { previous, previousParameters, id } = options;
  if (previous === undefined && previousParameters === undefined) return undefined;
  if (id === undefined) {
    throw new UsageError(
      '--previous and --previous-parameters need an --id. Specify the node group that the update would change.',
    );
  }
  if (previousParameters && !source.template) {
    throw new UsageError('--previous-parameters needs a --template. Pass the template as well.');
  }
  const parameters = previousParameters
    ? keyValues(previousParameters, '--previous-parameters')
    : source.parameters;
  return { ...source, file: previous ?? source.file, parameters };
}
