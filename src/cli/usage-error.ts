/** An error in the command line, a file or a template; the command ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
