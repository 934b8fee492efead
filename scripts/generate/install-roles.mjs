/** The policies of the roles in install/, from install/permissions.json. */
import { outputOf, python } from '../lib/run.mjs';

export default {
  name: 'install-roles',
  files: ['install/registry.yaml', 'install/custom-resource.yaml'],
  run: () => JSON.parse(outputOf(python('python'), ['-m', 'efa_tools.permissions'])),
};
