// Bundles the registry type's Lambda, or the three of the custom resource:
//   npm run -s bundle -- TypeFunction
//   npm run -s bundle -- CustomResource
//
// `cfn submit` calls the first after it has deleted build/, then zips build/TypeFunction/. It shows none of this
// script's output when the build fails, so run the line above to see why.
//
// The same sources and lock file give the same bytes on any machine.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, contents, forgetContents } from './bundle/contents.mjs';
import { LAZY_CLIENTS, lazyClientsFile } from './bundle/lazy-clients.mjs';
import { NOTICES, noticesOf } from './bundle/notices.mjs';
import { ownFiles, replaceAll, unreached, unusedShapes } from './bundle/parts.mjs';
import { lazySchemaCheck, schemaCheckSource } from './bundle/schema-check.mjs';
import { root } from './lib/root.mjs';

const functionName = process.argv[2] ?? 'TypeFunction';
const folder = `build/${functionName}/dist`;
forgetContents(folder);

const options = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  // the SDK's ES modules, so that only the commands in use are bundled and loaded at start
  mainFields: ['module', 'main'],
  // The runtime library reads error codes from constructor.name. Nothing is shortened but white space, a quarter of the
  // bytes: a stack trace still names function and line, without a source map, which would cost more memory than it saves.
  keepNames: true,
  minifyWhitespace: true,
  lineLimit: 120,
  legalComments: 'none',
  logLevel: 'warning',
};

if (functionName.startsWith('CustomResource')) {
  // what is imported when it is needed is a file of its own
  const shared = {
    plugins: [unusedShapes, unreached, lazySchemaCheck, lazyClientsFile, ownFiles],
  };
  const supported = { 'dynamic-import': false };
  await make('custom-resource.js', {
    entryPoints: ['src/custom-resource.ts'],
    ...shared,
    supported,
  });
  for (const part of ['on-event', 'reconcile', 'answer']) {
    await make(`${part}.js`, {
      entryPoints: [`src/custom-resource/functions/${part}.ts`],
      ...shared,
    });
  }
} else {
  await make('handlers.js', {
    entryPoints: ['src/handlers.ts'],
    plugins: [unusedShapes, unreached, replaceAll, lazySchemaCheck, lazyClientsFile],
  });
}
await make('schema-check.js', {
  stdin: { contents: await schemaCheckSource(root), resolveDir: root, sourcefile: 'schema-check' },
});
await make('lazy-clients.js', {
  entryPoints: [LAZY_CLIENTS],
  plugins: [unusedShapes, unreached],
});

cpSync(join(root, 'LICENSE'), join(root, folder, '..', 'LICENSE'));
writeFileSync(join(root, folder, '..', NOTICES), noticesOf(contents([folder])));

async function make(file, input) {
  const outfile = `${folder}/${file}`;
  const { metafile, bytes } = await bundle({ ...options, ...input, outfile });
  const inputs = Object.keys(metafile.inputs);
  const refuse = (what, pattern) => {
    const found = inputs.filter((input) => pattern.test(input));
    if (found.length > 0) fail(`${what}: ${found[0]}, ${found.length} in all`);
  };
  refuse('AWS SDK v2 is in the bundle', /(^|\/)node_modules\/aws-sdk\//);
  refuse('a test is in the bundle', /^test\//);
  refuse('a file from outside the project is in the bundle', /^(\.\.|\/|[A-Za-z]:)/);
  const built = readFileSync(join(root, outfile), 'utf8');
  if (built.includes(root)) fail(`the path of this checkout is in ${outfile}`);
  console.log(`${outfile}: ${bytes} bytes from ${inputs.length} files`);
}

function fail(reason) {
  console.error(`scripts/package.mjs: ${reason}`);
  process.exit(1);
}
