// Bundles the registry type's Lambda, or the three of the custom resource:
//   npm run -s bundle -- TypeFunction
//   npm run -s bundle -- CustomResource
//
// `cfn submit` calls the first after it has deleted build/, then zips build/TypeFunction/. It shows none of this
// script's output when the build fails, so run the line above to see why.
//
// The same sources and lock file give the same bytes on any machine.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { LAZY_CLIENTS, lazyClientsFile } from './bundle/lazy-clients.mjs';
import { ownFiles, replaceAll, unreached, unusedShapes } from './bundle/parts.mjs';
import { lazySchemaCheck, schemaCheckSource } from './bundle/schema-check.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const functionName = process.argv[2] ?? 'TypeFunction';
const folder = `build/${functionName}/dist`;

const options = {
  absWorkingDir: root,
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
  metafile: true,
  logLevel: 'warning',
};

if (functionName.startsWith('CustomResource')) {
  // what is imported when it is needed is a file of its own
  const shared = {
    plugins: [unusedShapes, unreached, lazySchemaCheck, lazyClientsFile, ownFiles],
  };
  const supported = { 'dynamic-import': false };
  await bundle('custom-resource.js', {
    entryPoints: ['src/custom-resource.ts'],
    ...shared,
    supported,
  });
  for (const part of ['on-event', 'reconcile', 'answer']) {
    await bundle(`${part}.js`, {
      entryPoints: [`src/custom-resource/functions/${part}.ts`],
      ...shared,
    });
  }
} else {
  await bundle('handlers.js', {
    entryPoints: ['src/handlers.ts'],
    plugins: [unusedShapes, unreached, replaceAll, lazySchemaCheck, lazyClientsFile],
  });
}
await bundle('schema-check.js', {
  stdin: { contents: await schemaCheckSource(root), resolveDir: root, sourcefile: 'schema-check' },
});
await bundle('lazy-clients.js', {
  entryPoints: [LAZY_CLIENTS],
  plugins: [unusedShapes, unreached],
});

async function bundle(file, input) {
  const outfile = `${folder}/${file}`;
  const { metafile } = await build({ ...options, ...input, outfile });
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
  const [output] = Object.values(metafile.outputs);
  console.log(`${outfile}: ${output.bytes} bytes from ${inputs.length} files`);
}

function fail(reason) {
  console.error(`scripts/package.mjs: ${reason}`);
  process.exit(1);
}
