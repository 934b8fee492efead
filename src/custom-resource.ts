/** The exports of the custom resource's three Lambda functions. Each loads only what it needs itself. */
type Handler = (input: never, context: never) => Promise<unknown>;

export const onEvent = lazily(async () =>
  (await import('./custom-resource/functions/on-event.js')).makeOnEvent(),
);
export const reconcile = lazily(async () =>
  (await import('./custom-resource/functions/reconcile.js')).makeReconcile(),
);
export const answer = lazily(async () =>
  (await import('./custom-resource/functions/answer.js')).makeAnswer(),
);

/** Loads the handler with the first invocation, and keeps it. */
function lazily(load: () => Promise<Handler>): Handler {
  let loaded: Promise<Handler> | undefined;
  return async (input, context) => {
    loaded ??= load();
    return (await loaded)(input, context);
  };
}
