// What the bundle of the Lambda leaves out of its packages, as esbuild plugins. No file of a package is changed.
import { readFileSync } from 'node:fs';

/**
 * The SDK's clients without the shapes of the commands that nobody imports: of client-ec2, 1 MB of 1.2.
 *
 * A shape is an array at the top level of schemas_0.js, with objects that have computed keys. esbuild keeps each of
 * them, for a computed key may run code. Here it runs none, which the mark says; it is evaluated as before, once, when
 * the file loads. Whatever is not `var <name> = [...]` stays as it is.
 */
export const unusedShapes = {
  name: 'unused-shapes',
  setup(build) {
    build.onLoad(
      { filter: /[\\/]dist-es[\\/](.*[\\/])?schemas[\\/]schemas_\d+\.js$/ },
      ({ path }) => ({
        contents: readFileSync(path, 'utf8').replace(
          /^((?:export )?var \w+\$? = )(\[[\s\S]*?\]);$/gm,
          (_, declaration, array) => `${declaration}/* @__PURE__ */ (() => ${array})();`,
        ),
      }),
    );
  },
};

/**
 * What the SDK imports only when it needs it, and never does here: other sources of credentials than those of the
 * request, which each client is given, and event streams, which no command in use has. Reached all the same, the
 * import fails and says which.
 */
export const unreached = {
  name: 'unreached',
  setup(build) {
    const packages =
      /^(@aws-sdk\/credential-provider-|@smithy\/credential-provider-imds$|@smithy\/core\/event-streams$|bowser$)/;
    build.onResolve({ filter: packages }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};

/** What Node has itself since its version 15; the package brings 13 others and 110 kB. */
export const replaceAll = {
  name: 'replace-all',
  setup(build) {
    build.onResolve({ filter: /^string\.prototype\.replaceall$/ }, ({ path }) => ({
      path,
      namespace: 'replace-all',
    }));
    build.onLoad({ filter: /./, namespace: 'replace-all' }, () => ({
      contents: 'module.exports = (text, found, put) => text.replaceAll(found, put);',
    }));
  },
};
