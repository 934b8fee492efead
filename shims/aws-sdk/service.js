/**
 * Makes a class with the part of an AWS SDK v2 service that the CloudFormation runtime library uses:
 * `new Service({ credentials, region })`, then `service.makeRequest(operation, input)`, which gives
 * `on('build', listener)`, `httpRequest.headers` and `promise()`.
 *
 * @param serviceIdentifier SDK v2's name of the service, for example `cloudwatchlogs`
 * @param Client the SDK v3 client that does the work
 * @param commands SDK v2 operation name → SDK v3 command class; nothing else can be called
 */
module.exports = function sdkV2Service(serviceIdentifier, Client, commands) {
  return class {
    constructor(configuration = {}) {
      this.serviceIdentifier = serviceIdentifier;
      this.client = new Client(configuration);
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
      const Command = commands[operation];
      if (!Command) throw new Error(`${serviceIdentifier}.${operation} is not in the aws-sdk shim`);
      const command = new Command(withoutNulls(input));
      for (const listener of buildListeners) listener(this);
      command.middlewareStack.add(addHeaders(this.httpRequest.headers), { step: 'build' });
      try {
        const { $metadata, ...output } = await service.client.send(command);
        return output;
      } catch (error) {
        // The library compares `err.code || err.name`. `err.retryable` must stay unset: when it is true,
        // a metric that cannot be delivered fails the whole handler.
        error.code ??= error.name;
        throw error;
      }
    };
  }
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
