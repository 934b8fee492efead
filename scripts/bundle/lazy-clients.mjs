// src/aws/lazy-clients.ts in the bundle: dist/lazy-clients.js, which is loaded at the first call of one of its
// clients. It brings its own copy of the SDK's core, so nothing of it may be compared with what handlers.js holds.

export const LAZY_CLIENTS = 'src/aws/lazy-clients.ts';

/** Leaves the `require()` of the module where it is, and points it at the file. */
export const lazyClientsFile = {
  name: 'lazy-clients',
  setup(build) {
    build.onResolve({ filter: /^\.\/lazy-clients$/ }, ({ kind }) => {
      if (kind === 'require-call') return { path: './lazy-clients.js', external: true };
      return {
        errors: [{ text: 'lazy-clients is loaded at start: require() it where it is used' }],
      };
    });
  },
};
