/** A folder in which the CloudFormation CLI runs: `cfn generate` rewrites files where it does. */
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/** What the CLI reads, copied to build/NAME. */
export function copyForCfn(name) {
  const folder = join(root, 'build', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'src'), { recursive: true });
  for (const file of ['.rpdk-config', 'schema.json', 'package.json', 'template.yml']) {
    if (existsSync(join(root, file))) cpSync(join(root, file), join(folder, file));
  }
  symlinkSync('schema.json', join(folder, 'efa-eks-nodegroup.json'));
  return folder;
}
