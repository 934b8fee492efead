/** The exports of the registry type's Lambda function. */
import { makeEntrypoint } from './registry/entrypoint';

export const entrypoint = makeEntrypoint();
