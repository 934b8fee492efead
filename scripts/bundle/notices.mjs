// The licence texts of all packages in an artefact, which are passed on inside it.
import { licenceTexts, packageAt } from './packages.mjs';

export const NOTICES = 'THIRD-PARTY-NOTICES.txt';

const LINE = '-'.repeat(80);

/**
 * @param contents of `contents()`
 * @returns the text: the packages, then each licence once, under the packages that it is of
 */
export function noticesOf({ packages }) {
  const found = Object.keys(packages).map(packageAt);
  const byText = new Map();
  for (const each of found) {
    for (const text of licenceTexts(each)) byText.set(text, [...(byText.get(text) ?? []), each]);
  }
  const list = found.map(({ name, version, licence }) => `${name} ${version} (${licence})`);
  const texts = [...byText].map(([text, owners]) => {
    const names = owners.map(({ name, version }) => `${name} ${version}`);
    return `${LINE}\n${names.join('\n')}\n${LINE}\n\n${text}\n`;
  });
  return [
    'Parts of these packages are in this artefact. The texts of their licences follow.\n',
    `${list.join('\n')}\n`,
    ...texts,
  ].join('\n');
}

/** The same as a comment of JavaScript, for an artefact that is one file. */
export function noticesComment(contents) {
  return `/*\n${noticesOf(contents).replaceAll('*/', '* /')}*/\n`;
}
