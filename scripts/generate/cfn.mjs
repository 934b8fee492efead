/**
 * What `cfn generate` writes from schema.json: src/models.ts, and two things that are not in git because it writes them
 * anew on every run, docs/ and resource-role.yaml; the latter gets the scopes of install/permissions.json.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyForCfn } from '../lib/cfn-copy.mjs';
import { outputOf, python } from '../lib/run.mjs';

export default {
  name: 'cfn',
  files: ['src/models.ts'],
  run() {
    const folder = copyForCfn('cfn-generate');
    outputOf(python('cfn'), ['generate'], { cwd: folder });
    outputOf(python('python'), ['-m', 'efa_tools.resource_role', folder]);
    const files = ['src/models.ts', 'resource-role.yaml', ...filesOf(folder, 'docs')];
    return Object.fromEntries(
      files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
    );
  },
};

function filesOf(folder, below) {
  if (!existsSync(join(folder, below))) return [];
  return readdirSync(join(folder, below), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1));
}
