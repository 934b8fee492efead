// The bill of materials of an artefact, CycloneDX 1.6: https://cyclonedx.org/docs/1.6/json/
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../lib/root.mjs';
import { contents } from './contents.mjs';
import { packageAt } from './packages.mjs';

/**
 * Writes the bill beside the artefact, `x.zip` in `x.cdx.json`, and prints its hash and that of the artefact.
 *
 * @param artefact its path, from the root of the repository
 * @param places of `contents()`: the bundled files that are inside
 * @param name of the bill, without its ending
 */
export function writeBill(artefact, places, name = basename(artefact).replace(/\.\w+$/, '')) {
  const sha256 = hashOf(readFileSync(join(root, artefact)));
  const bill = `${artefact.slice(0, -basename(artefact).length)}${name}.cdx.json`;
  const text = `${JSON.stringify(billOf(basename(artefact), sha256, contents(places)), null, 2)}\n`;
  writeFileSync(join(root, bill), text);
  console.log(`sha256 ${sha256} ${basename(artefact)}`);
  console.log(`sha256 ${hashOf(text)} ${basename(bill)}`);
}

/** @param found of `contents()` */
export function billOf(artefact, sha256, found) {
  const project = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const product = `${project.name}@${project.version}#${artefact}`;
  const components = Object.keys(found.packages).map((key) => componentOf(packageAt(key)));
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: uuidOf(sha256),
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': product,
        name: project.name,
        version: project.version,
        description: artefact,
        licenses: [{ license: { id: project.license } }],
        hashes: [{ alg: 'SHA-256', content: sha256 }],
        components: found.shims.map((path) => shimOf(path, project)),
      },
    },
    components,
    dependencies: [
      { ref: product, dependsOn: components.map((component) => component['bom-ref']) },
      ...Object.values(found.packages).map((needed, at) => ({
        ref: components[at]['bom-ref'],
        dependsOn: needed.map((key) => purlOf(packageAt(key))),
      })),
    ],
    // nothing else is inside: the tests open the artefacts and compare
    compositions: [{ aggregate: 'complete', assemblies: [product] }],
  };
}

function componentOf(each) {
  const [scope, name] = each.name.startsWith('@') ? each.name.split('/') : [undefined, each.name];
  return {
    type: 'library',
    'bom-ref': purlOf(each),
    ...(scope ? { group: scope } : {}),
    name,
    version: each.version,
    licenses: [
      each.licence.includes(' ') ? { expression: each.licence } : { license: { id: each.licence } },
    ],
    // of the package as the registry has it
    hashes: [{ alg: 'SHA-512', content: each.sha512 }],
    purl: purlOf(each),
    ...(each.sources ? { externalReferences: [{ type: 'vcs', url: each.sources }] } : {}),
  };
}

/** Our own, in place of a package whose name it has in package.json: it is named by its folder, not to be taken for that. */
function shimOf(path, { version, license }) {
  return {
    type: 'library',
    'bom-ref': path,
    name: path,
    version,
    licenses: [{ license: { id: license } }],
  };
}

/** https://github.com/package-url/purl-spec: of npm, a scope's @ is encoded. */
const purlOf = ({ name, version }) => `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** Made of the hash of the artefact, so that the bill is the same wherever it is made: RFC 9562, version 8. */
function uuidOf(sha256) {
  const hex = `${sha256.slice(0, 12)}8${sha256.slice(13, 16)}8${sha256.slice(17, 32)}`;
  return `urn:uuid:${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;
}

const hashOf = (body) => createHash('sha256').update(body).digest('hex');

// node scripts/bundle/bill.mjs ARTEFACT PLACE ...
if (process.argv[1] === import.meta.filename) {
  const [artefact, ...places] = process.argv.slice(2);
  writeBill(artefact, places);
}
