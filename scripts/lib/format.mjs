/** Generated source, formatted as `make format` would. */
import { ofPackage, outputOf } from './run.mjs';

const biome = ofPackage('@biomejs/biome/bin/biome');

/** `text` as the content of `file`. */
export function formatted(file, text) {
  const format = [biome, 'format', `--stdin-file-path=${file}`];
  return outputOf(process.execPath, format, { input: text });
}
