// The files of a Lambda function: what is needed at start, and what is loaded when it is first needed, with one copy of what
// several of them need.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build, transform } from 'esbuild';
import { root } from '../lib/root.mjs';
import { noteContents } from './contents.mjs';

/**
 * esbuild splits ES modules alone, at each import(); these become modules of CommonJS, which Lambda loads faster. Then
 * import() is a require() as well: of the SDK's own, import('node:http') would load Node's fetch for nothing.
 *
 * @param folder that the files are written into, from the root of the repository
 * @param options of esbuild, besides its format
 * @returns esbuild's metafile, and `outputs`: `file` and its `bytes`
 */
export async function bundleSplit(
  folder,
  { minifyWhitespace, minifySyntax, lineLimit, ...options },
) {
  const { outputFiles, metafile } = await build({
    ...options,
    absWorkingDir: root,
    outdir: folder,
    format: 'esm',
    splitting: true,
    chunkNames: '[name]-[hash]',
    metafile: true,
    write: false,
    plugins: [late, ...options.plugins],
  });
  const outputs = [];
  for (const { path, text } of outputFiles) {
    const { code } = await transform(text, {
      format: 'cjs',
      platform: options.platform,
      target: options.target,
      supported: { 'dynamic-import': false },
      legalComments: 'none',
      minifyWhitespace,
      minifySyntax,
      lineLimit,
    });
    const file = join(folder, basename(path));
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), code);
    outputs.push({ file, bytes: Buffer.byteLength(code) });
  }
  noteContents(metafile);
  return { metafile, outputs };
}

/** In the sources it is a require(), which is all that jest has. */
const late = {
  name: 'late',
  setup(builder) {
    builder.onLoad(
      { filter: /[\\/]src[\\/]aws[\\/](clients|provider-services)\.ts$/ },
      ({ path }) => ({
        contents: readFileSync(path, 'utf8').replace(
          /\brequire\(('\.\/[\w-]+')\)/g,
          (_, module) => `import(${module})`,
        ),
        loader: 'ts',
      }),
    );
  },
};
