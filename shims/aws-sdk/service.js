const { Agent: HttpAgent } = require('node:http');
const { Agent: HttpsAgent } = require('node:https');

/**
 * Logs and metrics may be lost, but an invocation ends after 60 s, and SDK v3 would wait without an end. The library
 * makes its services anew in each invocation: their connections are shared, or a warm container would keep them all.
 */
const PATIENCE = {
  maxAttempts: 2,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 2_000,
    throwOnRequestTimeout: true,
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets: 10 }),
    httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: 10 }),
  },
};
/** Attempts, pauses and bodies of one request. */
const REQUEST_MILLISECONDS = 4_000;
/** Of an invocation, in which the library makes the service at the beginning. What comes later is not sent. */
const LAST_MILLISECONDS = 44_000;

/**
 * Makes a class with the part of an AWS SDK v2 service that the CloudFormation runtime library uses:
 * `new Service({ credentials, region })`, then `service.makeRequest(operation, input)`, which gives
 * `on('build', listener)`, `httpRequest.headers` and `promise()`.
 *
 * @param serviceIdentifier SDK v2's name of the service, for example `cloudwatchlogs`; `provide` names what does
 * the work, before the first request
 */
module.exports = function sdkV2Service(serviceIdentifier) {
  return class {
    constructor(configuration = {}) {
      const load = provided.get(serviceIdentifier);
      if (!load) throw new Error(`nothing provides ${serviceIdentifier} to the aws-sdk shim`);
      this.serviceIdentifier = serviceIdentifier;
      this.last = Date.now() + LAST_MILLISECONDS;
      this.provided = async () => {
        const { Client, commands } = await load();
        this.client ??= new Client({ ...PATIENCE, ...configuration });
        return { client: this.client, commands };
      };
    }

    makeRequest(operation, input) {
      return new Request(this, operation, input);
    }
  };

  function Request(service, operation, input) {
    const buildListeners = [];
    this.httpRequest = { headers: {} };

    this.on = (event, listener) => {
      if (event === 'build') buildListeners.push(listener);
      return this;
    };

    this.promise = async () => {
      // once it has not answered in time, the rest of the invocation does not wait for it again
      if (service.timeout) throw service.timeout;
      const left = Math.min(REQUEST_MILLISECONDS, service.last - Date.now());
      if (left <= 0) throw tooLate(serviceIdentifier);
      const { client, commands } = await service.provided();
      const Command = commands[operation];
      if (!Command) throw new Error(`${serviceIdentifier}.${operation} is not in the aws-sdk shim`);
      const command = new Command(withoutNulls(input));
      for (const listener of buildListeners) listener(this);
      command.middlewareStack.add(addHeaders(this.httpRequest.headers), { step: 'build' });
      try {
        const abortSignal = AbortSignal.timeout(left);
        const { $metadata, ...output } = await client.send(command, { abortSignal });
        return output;
      } catch (error) {
        // The library compares `err.code || err.name`. `err.retryable` must stay unset: when it is true,
        // a metric that cannot be delivered fails the whole handler.
        error.code ??= error.name;
        if (error.name === 'TimeoutError' || error.name === 'AbortError') service.timeout = error;
        throw error;
      }
    };
  }
};

function tooLate(serviceIdentifier) {
  const error = new Error(`${serviceIdentifier}: the invocation is about to end`);
  return Object.assign(error, { name: 'TimeoutError', code: 'TimeoutError' });
}

const provided = new Map();

/**
 * The SDK v3 client behind a service, and SDK v2 operation name → SDK v3 command class: nothing else can be called.
 * The caller imports them, for esbuild keeps the whole of a package that is reached through `require`.
 *
 * @param load called at each request: `{ Client, commands }`
 */
module.exports.provide = (serviceIdentifier, load) => {
  provided.set(serviceIdentifier, load);
};

/** SDK v2 dropped null members; SDK v3 sends them, and CloudWatch Logs refuses `sequenceToken: null`. */
function withoutNulls(input) {
  const members = Object.entries(input ?? {}).filter(([, value]) => value != null);
  return Object.fromEntries(members);
}

function addHeaders(headers) {
  return (next) => (args) => {
    Object.assign(args.request.headers, headers);
    return next(args);
  };
}
