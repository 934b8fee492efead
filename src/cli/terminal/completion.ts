/** Completion scripts of the shells, written from the commands themselves, so that they have no other options than these. */
import type { Argument, Command, Option } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** A command as its words, such as `plan layout`; '' for the program itself. */
interface Completed {
  readonly words: string;
  readonly commands: readonly Command[];
  readonly options: readonly Option[];
  /** Of an argument with a fixed list, such as that of shells. */
  readonly choices: readonly string[];
  readonly takesFile: boolean;
}

export function completionScript(shell: Shell, root: Command): string {
  const name = root.name();
  const all = completed(root, '');
  if (shell === 'fish') return fishScript(name, all);
  const script = bashScript(name, all);
  // zsh runs the same function, by its own emulation of bash's completion
  return shell === 'bash'
    ? script
    : `autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n${script}`;
}

function completed(command: Command, words: string): readonly Completed[] {
  const visible = command.createHelp().visibleOptions(command);
  const fixed = command.registeredArguments as readonly Argument[];
  return [
    {
      words,
      commands: command.commands,
      options: visible.filter(({ long }) => long !== undefined),
      choices: fixed.flatMap(({ argChoices = [] }) => argChoices),
      takesFile: fixed.some((argument) => argument.name() === 'file'),
    },
    ...command.commands.flatMap((each) => completed(each, `${words} ${each.name()}`.trim())),
  ];
}

/** The words so far choose the command; after an option with a value, its values or a file. */
function bashScript(name: string, all: readonly Completed[]): string {
  const words = all
    .map(({ words }) => words)
    .filter((each) => each !== '')
    .sort((a, b) => b.length - a.length);
  const values = new Map(
    all
      .flatMap(({ options }) => options)
      .filter((option) => option.required || option.optional || option.variadic)
      .map((option) => [option.long ?? '', option]),
  );
  return `_${functionName(name)}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  case "$previous" in
${[...values].map(([long, option]) => `    ${long}) ${valuesOf(option)}; return;;`).join('\n')}
  esac
  case " \${COMP_WORDS[*]:1:COMP_CWORD-1} " in
${words.map((each) => bashCase(each, all)).join('\n')}
    *) COMPREPLY=($(compgen -W "${candidates(all[0])}" -- "$current"));;
  esac
}
complete -o filenames -F _${functionName(name)} ${name}
`;
}

function bashCase(words: string, all: readonly Completed[]): string {
  const found = all.find((each) => each.words === words);
  const files = found?.takesFile ? ' $(compgen -f -- "$current")' : '';
  return `    *" ${words} "*) COMPREPLY=($(compgen -W "${candidates(found)}" -- "$current")${files});;`;
}

function valuesOf({ argChoices, flags }: Option): string {
  if (argChoices) return `COMPREPLY=($(compgen -W "${argChoices.join(' ')}" -- "$current"))`;
  return /<file>/.test(flags) ? 'COMPREPLY=($(compgen -f -- "$current"))' : 'COMPREPLY=()';
}

function candidates(found: Completed | undefined): string {
  if (!found) return '';
  const { commands, options, choices } = found;
  return [
    ...commands.map((each) => each.name()),
    ...choices,
    ...options.map(({ long }) => long ?? ''),
  ].join(' ');
}

function fishScript(name: string, all: readonly Completed[]): string {
  const lines = all.flatMap(({ words, commands, options, choices, takesFile }) => {
    const seen = words.split(' ').filter((each) => each !== '');
    const isHere = [
      ...seen.map((each) => `__fish_seen_subcommand_from ${each}`),
      ...(commands.length > 0
        ? [`not __fish_seen_subcommand_from ${commands.map((each) => each.name()).join(' ')}`]
        : []),
    ].join('; and ');
    const line = (what: string) =>
      `complete -c ${name}${isHere === '' ? '' : ` -n '${isHere}'`} ${what}`;
    return [
      ...(takesFile ? [] : [line('-f')]),
      ...commands.map((each) => line(`-a ${each.name()} -d ${quoted(each.description())}`)),
      ...choices.map((each) => line(`-a ${each}`)),
      ...options.map((option) => line(fishOption(option))),
    ];
  });
  return `${[...new Set(lines)].join('\n')}\n`;
}

function fishOption({ long = '', description, argChoices, flags, required }: Option): string {
  const value = argChoices
    ? ` -x -a ${quoted(argChoices.join(' '))}`
    : required
      ? /<file>/.test(flags)
        ? ' -r -F'
        : ' -x'
      : '';
  return `-l ${long.slice(2)}${value} -d ${quoted(description)}`;
}

function quoted(text: string): string {
  return `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
}

function functionName(name: string): string {
  return name.replace(/\W/g, '_');
}
