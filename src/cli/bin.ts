/** The executable `efa-nodegroup`. */
import { readFileSync } from 'node:fs';
import { main } from './main';

const STANDARD_INPUT = 0;

void main(process.argv.slice(2), {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  stdin: () => readFileSync(STANDARD_INPUT, 'utf8'),
  clientConfig: {},
  environment: process.env,
}).then((exitCode) => {
  // not process.exit, which would cut off what a pipe has not taken yet
  process.exitCode = exitCode;
});
