// What is known of the packages in an artefact: from package-lock.json, and from node_modules for licence texts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAllowed, spdx } from '../lib/licences.mjs';
import { root } from '../lib/root.mjs';

/**
 * @param key of package-lock.json
 * @returns `name` and `version` as the registry has them, `licence` as an SPDX expression, `sha512` of the tarball in hex,
 *   `sources`: the address of its repository, if it says so. Throws where any of these is missing or not allowed.
 */
export function packageAt(key) {
  const locked = lock()[key];
  const manifest = json(join(key, 'package.json'));
  const name = locked?.name ?? key.split('node_modules/').at(-1);
  if (!locked) refuse(key, 'is in a bundle, but not in package-lock.json. Run make install');
  if (manifest.name !== name || manifest.version !== locked.version) {
    const found = `${manifest.name} ${manifest.version}`;
    refuse(
      key,
      `is ${found}, and not ${name} ${locked.version} of the lock file. Run make install`,
    );
  }
  if (!locked.integrity?.startsWith('sha512-')) refuse(key, 'has no sha512 in package-lock.json');
  const licence = spdx(locked.license ?? manifest.license);
  if (!isAllowed(licence)) {
    refuse(key, `has the licence ${licence}, which scripts/lib/licences.mjs does not allow`);
  }
  return {
    key,
    name,
    version: locked.version,
    licence,
    sha512: Buffer.from(locked.integrity.slice('sha512-'.length), 'base64').toString('hex'),
    sources: sourcesOf(manifest.repository),
  };
}

/**
 * The texts of the package's files of licences and notices, its licence first. Where it brings none, that of Apache-2.0, which
 * is the same for everyone; other licences name who owns it, so that their text cannot be taken from elsewhere.
 */
export function licenceTexts({ key, name, licence }) {
  const files = readdirSync(join(root, key)).filter((file) =>
    /^(licen[cs]es?|copying|notice)(\.|-|$)/i.test(file),
  );
  const texts = files.sort().map((file) => textOf(join(key, file)));
  if (texts.length > 0) return texts;
  if (licence !== 'Apache-2.0') refuse(key, `brings no text of its licence, ${licence}`);
  return [
    `${name} brings no text of its licence. Its package.json says Apache-2.0, which is:\n\n${apache()}`,
  ];
}

const apache = () => textOf('LICENSE');

const textOf = (file) => readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n').trim();

function sourcesOf(repository) {
  const url = typeof repository === 'string' ? repository : repository?.url;
  return url?.includes('://') ? url.replace(/^git\+/, '') : undefined;
}

let packages;
function lock() {
  packages ??= json('package-lock.json').packages;
  return packages;
}

const json = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'));

function refuse(key, why) {
  throw new Error(`${key} ${why}.`);
}
