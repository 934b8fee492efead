// The tarball of an npm package, always the same bytes. npm's own differ with its version, and with the zlib of Node.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'fflate';
import { create } from 'tar';

/** That of npm: the same in all packages. */
const TIME = new Date('1985-10-26T08:15:00Z');

/**
 * Packs what `npm pack` would, under the name that it would give.
 *
 * @param folder with the package.json that is published
 * @returns `filename`, `size` in bytes, `files` with `path` and `size`
 */
export async function packSame(folder, destination) {
  const printed = execFileSync('npm', ['pack', '--json', '--dry-run'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const [{ filename, files }] = JSON.parse(printed);
  const executables = executablesOf(folder);
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const archive = create(
    {
      cwd: folder,
      prefix: 'package',
      portable: true,
      mtime: TIME,
      noDirRecurse: true,
      onWriteEntry(entry) {
        // whatever the umask was
        const name = entry.path.replace(/^package\//, '');
        entry.stat.mode = executables.includes(name) ? 0o100755 : 0o100644;
      },
    },
    sorted.map(({ path }) => path),
  );
  const body = gzipSync(Buffer.concat(await archive.collect()), { level: 9, mtime: 0 });
  writeFileSync(join(destination, filename), body);
  return { filename, size: body.length, files: sorted };
}

function executablesOf(folder) {
  const { bin = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.values(bin).map((path) => path.replace(/^\.\//, ''));
}
