/** What is wrong with a node group at synth time, as annotations of its construct: the CLI shows them with its path. */
import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Finding } from '../../core/model/findings';
import { awaitsLookups } from './lookups';
import { certainErrors, certainWarnings } from './validation';

/** Of the ids of warnings. */
const LIBRARY = 'eks-efa-nodegroup';

/**
 * Validates the properties when the app is synthesised, with those that were set after the constructor. Nothing is
 * found while the CLI has values still to look up: it synthesises again with them.
 * @param properties as a template spells them, with tokens
 */
export function annotateFindings(scope: IConstruct, properties: () => object): void {
  scope.node.addValidation({
    validate: () => {
      if (!awaitsLookups(scope)) annotate(scope, properties());
      // an error that is returned here would be thrown, before the CLI could show the others
      return [];
    },
  });
}

/** A warning that `Annotations.of(scope).acknowledgeWarning('eks-efa-nodegroup:ID')` takes away. */
export function warn(scope: IConstruct, id: string, message: string): void {
  Annotations.of(scope).addWarningV2(`${LIBRARY}:${id}`, message);
}

function annotate(scope: IConstruct, properties: object): void {
  const errors = certainErrors(properties);
  for (const error of errors) Annotations.of(scope).addError(messageOf(error));
  if (errors.length > 0) return;
  for (const warning of certainWarnings(properties)) warn(scope, warning.path, messageOf(warning));
}

function messageOf({ path, message }: Finding): string {
  return path ? `${path}: ${message}` : message;
}
