/** Other programs, run from scripts. */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './root.mjs';

const venv = join(root, '.venv', 'bin');

/** The path of a program that pip installed: `python`, `cfn`, `ruff`. */
export const python = (program) => join(venv, program);

/** What it writes to its standard output. */
export function outputOf(command, args, { cwd = root, input } = {}) {
  const ran = spawnSync(command, args, { cwd, input, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (ran.error) throw new Error(`${command}: ${ran.error.message}. Run make install first.`);
  if (ran.status !== 0) {
    throw new Error(
      `${command} ${args.join(' ')} ended with ${ran.status}:\n${ran.stdout}${ran.stderr}`,
    );
  }
  return ran.stdout;
}

/** Whether it ended well. Its output is ours. */
export function succeeds(command, args, cwd = root) {
  const { status, signal, error } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (error) console.error(`${command}: ${error.message}. Run make install first.`);
  if (signal) console.error(`${command} was ended by ${signal}`);
  return status === 0;
}

/**
 * As `succeeds`, without blocking: its output is collected, for others run beside it.
 *
 * @returns `passed`, and `output`: what it wrote to both of its streams, in order
 */
export function ran(command, args, { cwd = root, env = process.env } = {}) {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const parts = [];
  child.stdout.on('data', (part) => parts.push(part));
  child.stderr.on('data', (part) => parts.push(part));
  return new Promise((ended) => {
    const end = (passed, more = '') =>
      ended({ passed, output: `${Buffer.concat(parts).toString('utf8')}${more}` });
    child.on('error', (error) =>
      end(false, `${command}: ${error.message}. Run make install first.\n`),
    );
    child.on('close', (status, signal) =>
      end(status === 0, signal ? `${command} was ended by ${signal}\n` : ''),
    );
  });
}

/** The arguments that run a script of an npm package by this Node. */
export const ofPackage = (script) => join(root, 'node_modules', script);
