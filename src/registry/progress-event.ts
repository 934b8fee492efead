/** From the core's outcome to the event that CloudFormation reads. */

import {
  HandlerErrorCode as LibraryErrorCode,
  OperationStatus,
  ProgressEvent,
} from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib';
import type { SavedProgress } from '../core/model/decision';
import type { HandlerErrorCode } from '../core/model/errors';
import type { Outcome } from '../core/model/outcome';
import { LONGEST_MESSAGE, shortened } from '../core/util/shortened';
import type { ResourceModel } from '../models';
import { toProperties, toResourceModel } from './properties';

export interface CallbackContext {
  readonly progress?: SavedProgress;
}
export type Event = ProgressEvent<ResourceModel, CallbackContext>;

/**
 * @param input the model that CloudFormation sent. Every IN_PROGRESS event returns it with its write-only properties,
 * because it becomes the input of the next invocation; a final event never has them.
 */
export function progressEvent(outcome: Outcome, input: ResourceModel): Event {
  switch (outcome.kind) {
    case 'inProgress': {
      const model = toResourceModel({ ...toProperties(input), Id: outcome.id });
      const event = ProgressEvent.progress<Event>(model, { progress: outcome.progress });
      event.callbackDelaySeconds = outcome.delaySeconds;
      event.message = shortened(outcome.message, LONGEST_MESSAGE);
      return event;
    }
    case 'succeeded': {
      const event = ProgressEvent.success<Event>(outcome.model && toResourceModel(outcome.model));
      event.message = shortened(outcome.message, LONGEST_MESSAGE);
      return event;
    }
    case 'failed': {
      const event = failedEvent(outcome.failure.code, outcome.failure.message);
      // without an Id that went out there is no model: CloudFormation has nothing to delete
      if (outcome.accepted) event.resourceModel = withoutWriteOnly(input);
      return event;
    }
  }
}

function withoutWriteOnly(input: ResourceModel): ResourceModel {
  const {
    ForceUpdateEnabled: _,
    PreBootstrapUserData: __,
    UserData: ___,
    ...final
  } = toProperties(input);
  return toResourceModel(final);
}

/** Every code of the core is a member of the library's enum of the same name. */
export function failedEvent(code: HandlerErrorCode, message: string): Event {
  return ProgressEvent.failed<Event>(LibraryErrorCode[code], shortened(message, LONGEST_MESSAGE));
}

export function listEvent(ids: readonly string[], nextToken: string | undefined): Event {
  const event = ProgressEvent.builder<Event>()
    .status(OperationStatus.Success)
    .resourceModels(ids.map((Id) => toResourceModel({ Id })))
    .build() as Event;
  if (nextToken) event.nextToken = nextToken;
  return event;
}
