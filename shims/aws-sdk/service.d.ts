interface Provided {
  readonly Client: new (configuration: never) => object;
  readonly commands: Readonly<Record<string, new (input: never) => object>>;
}

/** What does the work of an SDK v2 service, loaded at its first request: an SDK v3 client and its commands. */
export declare function provide(
  serviceIdentifier: 'cloudwatch' | 'cloudwatchlogs',
  load: () => Promise<Provided>,
): void;
