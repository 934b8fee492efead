// The pages of a release: those that are read first, and all that they link to, so that no link leads out of the folder.
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** From the root of the repository; a page is what ends in .md. */
const LINK = /\]\(([^)\s#]+)(?:#[^)]*)?\)/g;

/**
 * @param root of the repository
 * @param start paths of pages
 * @param files all that are in git
 * @returns their paths and those of all files that are linked from them, sorted. A link to a folder means the pages in it.
 *   Throws where a link leads to nothing.
 */
export function linkedFiles(root, start, files) {
  const found = new Set();
  const waiting = [...start];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    if (!path.endsWith('.md')) continue;
    for (const link of linksOf(readFileSync(join(root, path), 'utf8'))) {
      waiting.push(...targetsOf(path, link, files));
    }
  }
  return [...found].sort();
}

/** The links of a page to other files, without those in code. */
export function linksOf(text) {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(LINK)].map(([, link]) => link).filter((link) => !/^[a-z]+:/.test(link));
}

function targetsOf(page, link, files) {
  const path = posix.normalize(posix.join(posix.dirname(page), link)).replace(/\/$/, '');
  if (files.includes(path)) return [path];
  const inside = files.filter((file) => file.startsWith(`${path}/`));
  if (inside.length === 0) throw new Error(`${page} links to ${link}, which does not exist.`);
  return inside.filter((file) => file.endsWith('.md') || posix.dirname(file) === path);
}
