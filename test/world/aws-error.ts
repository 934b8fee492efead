/** An answer of AWS that is an error: it goes over the wire and the SDK makes its own class of it. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** The caller asked for something that this world does not model: a bug of the test, never of AWS. */
export class NotModelled extends Error {
  constructor(what: string) {
    super(`test/world does not model ${what}`);
    this.name = 'NotModelled';
  }
}
