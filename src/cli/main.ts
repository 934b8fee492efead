/** The executable `efa-nodegroup`: from options to commands, and from errors to exit codes. It changes nothing on AWS. */
import { readFileSync } from 'node:fs';
import { Argument, Command, CommanderError, Option } from 'commander';
import { version } from '../../package.json';
import { AwsCallError, describeAwsError } from '../core/model/errors';
import { layoutCommand } from './commands/layout';
import { type PlanOptions, planCommand } from './commands/plan';
import { listCommand, readCommand } from './commands/read';
import { type ExitCode, FAILED, type Io, OK, USAGE } from './io';
import { printable } from './printable';
import { completionScript, SHELLS, type Shell } from './terminal/completion';
import { type CommonOptions, FORMATS } from './terminal/options';
import { processIo } from './terminal/process-io';
import { withProgress } from './terminal/progress';
import { UsageError } from './usage-error';

const KEY_VALUE = '<key=value...>';

/** @param args without the names of Node and of the script */
export async function main(args: readonly string[], given: Io): Promise<ExitCode> {
  const io: Io = {
    ...given,
    stdout: (text) => given.stdout(printable(text, given.hasColors)),
    stderr: (text) => given.stderr(printable(text, given.hasColors)),
  };
  let exitCode: ExitCode = OK;
  const run = async (command: Promise<ExitCode>) => {
    exitCode = await command;
  };
  try {
    await program(run, io).parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    const failed = exitCodeOf(error, io);
    // 2 says there that something would change
    return failed === USAGE && args.includes('--detailed-exitcode') ? FAILED : failed;
  }
}

function exitCodeOf(error: unknown, io: Io): ExitCode {
  // Commander has already written its message; --help is not an error
  if (error instanceof CommanderError) return error.exitCode === 0 ? OK : USAGE;
  if (error instanceof UsageError) {
    for (const line of error.message.split('\n')) io.stderr(`error: ${line}\n`);
    return USAGE;
  }
  if (error instanceof AwsCallError) {
    io.stderr(`error: ${wordsOf(error)}\n`);
    return FAILED;
  }
  throw error;
}

function wordsOf({ aws }: AwsCallError): string {
  // whose code is the SDK's own: nothing was sent
  if (aws.code !== 'CredentialsProviderError') return describeAwsError(aws);
  return `There are no usable credentials: ${aws.message.replace(/[.\s]*$/, '')}. Pass --profile, or configure them as for the AWS CLI.`;
}

function program(run: (command: Promise<ExitCode>) => Promise<void>, io: Io): Command {
  const root = new Command('efa-nodegroup')
    .description(
      'Plans and reads EFA node groups of Amazon EKS. It reads from AWS and changes nothing.',
    )
    .version(version, '--version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout(text),
      writeErr: (text) => io.stderr(text),
    });
  addPlan(root, run, io);
  common(root.command('read'))
    .description('print the live state of a node group, as JSON')
    .argument('<id>', 'cluster/nodegroup/generation')
    .action((id: string, options: CommonOptions) => run(readCommand(id, options, io)));
  common(root.command('list'))
    .description('print the Ids of the node groups of this account and Region')
    .argument('[cluster]', 'only those of this cluster')
    .action((cluster: string | undefined, options: CommonOptions) =>
      run(listCommand(cluster, options, io)),
    );
  root
    .command('completion')
    .description('print the completion script of a shell, to be sourced')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action((shell: Shell) => io.stdout(completionScript(shell, root)));
  return root;
}

function addPlan(root: Command, run: (command: Promise<ExitCode>) => Promise<void>, io: Io): void {
  const plan = common(root.command('plan'))
    .description('show what a create or an update would do, and why')
    .argument('[file]', 'properties as JSON or YAML; - for the standard input')
    .option('--template <file>', 'CloudFormation template, as JSON or YAML')
    .option('--resource <id>', 'logical ID of the node group; default: all of the template')
    .option(
      `--parameters ${KEY_VALUE}`,
      'parameters of the stack; Resource.Attribute=value for values that only the stack knows',
    )
    .option(
      '--stack <name>',
      'plan against this stack: its template, parameters, tags and node groups',
    )
    .option('--change-set <arn>', 'plan a change set of CloudFormation; or its name, with --stack')
    .option('--stack-name <name>', 'name of the stack, where it is not read')
    .option(`--stack-tags ${KEY_VALUE}`, 'tags of the stack; default with --stack: its own')
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
    .option(
      '--detailed-exitcode',
      'exit with 0 for no change, 2 for one in place, 3 where nodes roll, 4 where a node group is replaced',
    )
    .action((file: string | undefined, options: PlanOptions) =>
      run(planCommand(file, options, io)),
    );
  common(plan.command('layout'))
    .description('show the interface layouts of instance types side by side')
    .argument('<types...>', 'instance types')
    // Commander gives options to that of `plan` which has the same name
    .action((types: string[], _options, command: Command) =>
      run(layoutCommand(types, command.optsWithGlobals(), io)),
    );
}

/** Options that every command has. */
function common(command: Command): Command {
  return command
    .option('--region <region>', "Region; default: AWS_REGION, or the profile's")
    .option('--profile <name>', 'profile of the AWS configuration files')
    .addOption(new Option('--output <format>', 'format of the answer').choices([...FORMATS]))
    .option('--json', 'as --output json')
    .option('--yaml', 'as --output yaml');
}

const STANDARD_INPUT = 0;

if (require.main === module) {
  const io = processIo(() => readFileSync(STANDARD_INPUT, 'utf8'));
  void withProgress(io, () => main(process.argv.slice(2), io)).then((exitCode) => {
    // not process.exit, which would cut off output that a pipe has not read yet
    process.exitCode = exitCode;
  });
}
