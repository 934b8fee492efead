// src/aws/seldom-clients.ts in the bundle: dist/seldom-clients.js, which is loaded at the first call of one of its
// clients. It brings its own copy of the SDK's core, so nothing of it may be compared with what handlers.js holds.

export const SELDOM_CLIENTS = 'src/aws/seldom-clients.ts';

/** Leaves the `require()` of the module where it is, and points it at the file. */
export const lazySeldomClients = {
  name: 'lazy-seldom-clients',
  setup(build) {
    build.onResolve({ filter: /^\.\/seldom-clients$/ }, ({ kind }) => {
      if (kind === 'require-call') return { path: './seldom-clients.js', external: true };
      return {
        errors: [{ text: 'seldom-clients is loaded at start: require() it where it is used' }],
      };
    });
  },
};
