/** The folder of this repository. */
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');
