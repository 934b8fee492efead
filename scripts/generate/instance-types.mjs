/** What EC2 says of every EFA type, from the recordings of the pinned moto, for the tests of the core. */
import { outputOf, python } from '../lib/run.mjs';

const file = 'test/core/efa-instance-types.json';

export default {
  name: 'instance-types',
  files: [file],
  run: () => ({ [file]: outputOf(python('python'), ['-m', 'efa_tools.instance_types']) }),
};
