/** schema.json, as generators read it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

export const schema = JSON.parse(readFileSync(join(root, 'schema.json'), 'utf8'));
