// Bundles the registry type's Lambda, or the three of the custom resource:
//   npm run -s bundle -- TypeFunction
//   npm run -s bundle -- CustomResource
//
// `cfn submit` calls the first after it has deleted build/, then zips build/TypeFunction/. It shows none of this
// script's output when the build fails, so run the line above to see why.
//
// The same sources and lock file give the same bytes on any machine.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, contents, forgetContents } from './bundle/contents.mjs';
import { NOTICES, noticesOf } from './bundle/notices.mjs';
import { replaceAll, unreached, unusedShapes } from './bundle/parts.mjs';
import { lazySchemaCheck, schemaCheckSource } from './bundle/schema-check.mjs';
import { bundleSplit } from './bundle/split.mjs';
import { root } from './lib/root.mjs';

const functionName = process.argv[2] ?? 'TypeFunction';
const folder = `build/${functionName}/dist`;
rmSync(join(root, `build/${functionName}`), { recursive: true, force: true });
forgetContents(folder);

const options = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  // the SDK's ES modules, so that only the commands in use are bundled and loaded at start
  mainFields: ['module', 'main'],
  // The runtime library reads error codes from constructor.name. No name is shortened (decisions/start.md): a stack trace
  // names function and line, without a source map, which would cost more memory than it saves.
  keepNames: true,
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 120,
  legalComments: 'none',
  logLevel: 'warning',
};

const plugins = [unusedShapes, unreached, replaceAll, lazySchemaCheck];
const entry = functionName.startsWith('CustomResource') ? 'custom-resource' : 'handlers';
const split = await bundleSplit(folder, {
  ...options,
  entryPoints: [`src/${entry}.ts`],
  plugins,
});
for (const each of split.outputs) check(each, split.metafile);
const schemaCheck = await bundle({
  ...options,
  format: 'cjs',
  stdin: { contents: await schemaCheckSource(root), resolveDir: root, sourcefile: 'schema-check' },
  outfile: `${folder}/schema-check.js`,
});
check({ file: `${folder}/schema-check.js`, bytes: schemaCheck.bytes }, schemaCheck.metafile);
cpSync(join(root, 'LICENSE'), join(root, folder, '..', 'LICENSE'));
writeFileSync(join(root, folder, '..', NOTICES), noticesOf(contents([folder])));

function check({ file, bytes }, metafile) {
  const inputs = Object.keys(metafile.inputs);
  const refuse = (what, pattern) => {
    const found = inputs.filter((input) => pattern.test(input));
    if (found.length > 0) fail(`${what}: ${found[0]}, ${found.length} in all`);
  };
  refuse('AWS SDK v2 is in the bundle', /(^|\/)node_modules\/aws-sdk\//);
  refuse('a test is in the bundle', /^test\//);
  refuse('a file from outside the project is in the bundle', /^(\.\.|\/|[A-Za-z]:)/);
  if (readFileSync(join(root, file), 'utf8').includes(root)) {
    fail(`the path of this checkout is in ${file}`);
  }
  console.log(`${file}: ${bytes} bytes`);
}

function fail(reason) {
  console.error(`scripts/package.mjs: ${reason}`);
  process.exit(1);
}
