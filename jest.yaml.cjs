const { templateOf } = require('./scripts/lib/cfn-yaml.cjs');

/** As scripts/npm-package.mjs bundles them. */
exports.process = (source) => ({ code: `module.exports = ${JSON.stringify(templateOf(source))};` });
