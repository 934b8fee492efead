/** What an SDK v3 client does for an SDK v2 service. */
export declare function provide(
  serviceIdentifier: 'cloudwatch' | 'cloudwatchlogs',
  Client: new (configuration: never) => object,
  commands: Readonly<Record<string, new (input: never) => object>>,
): void;
