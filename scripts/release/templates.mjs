// The install templates of a release: as in install/, with the artefacts of the release as defaults of their parameters.
import { posix } from 'node:path';

/**
 * @param template the text of a template
 * @param defaults of parameters by their names; what the template does not have is left out
 * @returns the text with these defaults. Throws where a parameter is written in a way that is not known here.
 */
export function withDefaults(template, defaults) {
  return Object.entries(defaults).reduce(
    (text, [name, value]) => (isParameter(text, name) ? withDefault(text, name, value) : text),
    template,
  );
}

/** Where `make publish` puts an artefact: another content has another key, which is what CloudFormation compares. */
export const keyOf = ({ name, sha256, version }) =>
  `eks-efa-nodegroup/${version}/${sha256}/${posix.basename(name)}`;

const parameters = (text) => /^Parameters:\n([\s\S]*?)^(?=\S)/m.exec(text)?.[1] ?? '';
const isParameter = (text, name) => new RegExp(`^  ${name}:$`, 'm').test(parameters(text));

function withDefault(text, name, value) {
  const block = new RegExp(`^  ${name}:\n((?:    .*\n|\n)+)`, 'm').exec(text);
  if (!block || !/^ {4}Type: String$/m.test(block[1])) {
    throw new Error(`The parameter ${name} is not one of Type: String, written as a block.`);
  }
  const without = block[1].replace(/^ {4}Default: .*\n/m, '');
  const changed = without.replace(
    /^ {4}Type: String\n/m,
    (line) => `${line}    Default: ${JSON.stringify(value)}\n`,
  );
  return text.replace(block[0], () => `  ${name}:\n${changed}`);
}
