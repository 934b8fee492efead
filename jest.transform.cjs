const { transformSync } = require('esbuild');

// transformSync reads no tsconfig.json; without these two the generated models.ts loses its properties.
const tsconfigRaw = {
  compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false },
};

exports.process = (source, sourcefile) =>
  transformSync(source, {
    loader: 'ts',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    keepNames: true,
    sourcefile,
    tsconfigRaw,
  });
