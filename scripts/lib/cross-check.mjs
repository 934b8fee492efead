/** What both runs of the cross-check wrote, for the last lines of `make test`. */
import { existsSync, readFileSync } from 'node:fs';

/** @param files one line for each row that a model answers as the row says: of test/world, and of the local AWS */
export function crossChecked(files) {
  const [world, local] = files.map(
    (file) =>
      new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []),
  );
  const agreed = [...world].filter((row) => local.has(row));
  const alone = [...new Set([...world, ...local])].filter((row) => !agreed.includes(row));
  return {
    text: `cross-check: test/world and local-aws answer ${agreed.length} rows alike`,
    problems: [
      ...alone.map((row) => `Only one of test/world and local-aws answers as the row says: ${row}`),
      ...(agreed.length < 200
        ? [`Only ${agreed.length} rows are answered alike, at least 200 are wanted.`]
        : []),
    ],
  };
}
