/** A template of install/, as npm-package.mjs bundles it: what YAML's short forms stand for is written out. */
declare module '*.yaml' {
  const template: import('../../src/construct/provider/template-of-install').InstallTemplate;
  export default template;
}
