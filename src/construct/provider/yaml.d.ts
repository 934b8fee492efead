/** A template of install/, as scripts/npm-package.mjs bundles it: what YAML's short forms stand for is written out. */
declare module '*.yaml' {
  const template: import('./template-of-install').InstallTemplate;
  export default template;
}
