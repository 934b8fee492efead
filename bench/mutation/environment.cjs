const { TestEnvironment } = require('jest-environment-node');

/** Once a test of a file has failed, the mutant is killed, and the other tests of the file are skipped. */
module.exports = class extends TestEnvironment {
  failed = false;

  handleTestEvent = async (event) => {
    if (event.name === 'test_fn_failure' || event.name === 'hook_failure') this.failed = true;
    if (event.name === 'test_start' && this.failed) event.test.mode = 'skip';
  };
};
