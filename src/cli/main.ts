/** The executable `efa-nodegroup`: from options to commands, and from errors to exit codes. It changes nothing on AWS. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { AwsCallError, describeAwsError } from '../core/model/errors';
import { layoutCommand } from './commands/layout';
import { type PlanOptions, planCommand } from './commands/plan';
import { listCommand, readCommand } from './commands/read';
import { type ExitCode, FAILED, type Io, OK, USAGE } from './io';
import { printable } from './printable';
import { UsageError } from './usage-error';

const KEY_VALUE = '<key=value...>';

/** @param args without the names of Node and of the script */
export async function main(args: readonly string[], given: Io): Promise<ExitCode> {
  const io: Io = {
    ...given,
    stdout: (text) => given.stdout(printable(text)),
    stderr: (text) => given.stderr(printable(text)),
  };
  let exitCode: ExitCode = OK;
  const run = async (command: Promise<ExitCode>) => {
    exitCode = await command;
  };
  try {
    await program(run, io).parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return exitCodeOf(error, io);
  }
}

function exitCodeOf(error: unknown, io: Io): ExitCode {
  // Commander has already written its message; --help is not an error
  if (error instanceof CommanderError) return error.exitCode === 0 ? OK : USAGE;
  if (error instanceof UsageError) {
    io.stderr(`error: ${error.message}\n`);
    return USAGE;
  }
  if (error instanceof AwsCallError) {
    io.stderr(`error: ${describeAwsError(error.aws)}\n`);
    return FAILED;
  }
  throw error;
}

function program(run: (command: Promise<ExitCode>) => Promise<void>, io: Io): Command {
  const root = new Command('efa-nodegroup')
    .description(
      'Plans and reads EFA node groups of Amazon EKS. It reads from AWS and changes nothing.',
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout(text),
      writeErr: (text) => io.stderr(text),
    });
  const plan = root
    .command('plan')
    .description('show what a create or an update would do, and why')
    .argument('[file]', 'properties as JSON or YAML; - for the standard input')
    .option('--template <file>', 'CloudFormation template, as JSON or YAML')
    .option('--resource <id>', 'logical ID of the node group')
    .option(
      `--parameters ${KEY_VALUE}`,
      'parameters of the stack; Resource.Attribute=value for values that only the stack knows',
    )
    .option('--stack-name <name>', 'name of the stack')
    .option(`--stack-tags ${KEY_VALUE}`, 'tags of the stack')
    .option(
      '--id <id>',
      'cluster/nodegroup/generation of an existing node group, to plan its update',
    )
    .option(
      '--previous <file>',
      'previous version of the file or the template; default: the live state',
    )
    .option(`--previous-parameters ${KEY_VALUE}`, 'previous parameters of the stack')
    .option('--svg <file>', 'write an SVG picture of the interfaces of a node')
    .option('--json', 'print one JSON document')
    .action((file: string | undefined, options: PlanOptions) =>
      run(planCommand(file, options, io)),
    );
  plan
    .command('layout')
    .description('show the interface layouts of instance types side by side')
    .argument('<types...>', 'instance types')
    .option('--json', 'print one JSON document')
    // Commander gives --json to the option of `plan`, which has the same name
    .action((types: string[], _options, command: Command) =>
      run(layoutCommand(types, command.optsWithGlobals(), io)),
    );
  root
    .command('read')
    .description('print the live state of a node group')
    .argument('<id>', 'cluster/nodegroup/generation')
    .option('--yaml', 'print YAML instead of JSON')
    .action((id: string, options: { readonly yaml?: true }) => run(readCommand(id, options, io)));
  root
    .command('list')
    .description('print the Ids of the node groups of this account and Region')
    .argument('[cluster]', 'only those of this cluster')
    .option('--json', 'print one JSON document')
    .action((cluster: string | undefined, options: { readonly json?: true }) =>
      run(listCommand(cluster, options, io)),
    );
  return root;
}

const STANDARD_INPUT = 0;

if (require.main === module) {
  const io: Io = {
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    stdin: () => readFileSync(STANDARD_INPUT, 'utf8'),
    clientConfig: {},
    environment: process.env,
  };
  void main(process.argv.slice(2), io).then((exitCode) => {
    // not process.exit, which would cut off output that a pipe has not read yet
    process.exitCode = exitCode;
  });
}
