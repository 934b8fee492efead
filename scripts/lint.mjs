// All checks of style and types, with their own output: `make lint`. Ends with 1 when one of them fails.
import { checks } from './lib/checks.mjs';
import { succeeds } from './lib/run.mjs';

const failed = Object.entries(checks)
  .map(([name, [command, args]]) => [name, succeeds(command, args)])
  .filter(([, passed]) => !passed)
  .map(([name]) => name);
for (const name of failed) console.error(`FAILED ${name}`);
process.exitCode = failed.length > 0 ? 1 : 0;
