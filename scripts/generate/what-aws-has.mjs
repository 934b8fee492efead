/**
 * guides/what-aws-has.md: every member of AWS's own resource types that a node group is made of, and what it is here.
 * AWS's schemas are those of the locked cfn-lint; scripts/data/what-aws-has.json says what was decided. A member that a
 * newer schema has, and nobody has decided about, makes this fail.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decisions, membersOf } from '../lib/aws-members.mjs';
import { root } from '../lib/root.mjs';
import { schema } from '../lib/schema.mjs';

const file = 'guides/what-aws-has.md';
const data = 'scripts/data/what-aws-has.json';

export default { name: 'what-aws-has', files: [file], run: () => ({ [file]: guide() }) };

function guide() {
  const decided = JSON.parse(readFileSync(join(root, data), 'utf8'));
  const ours = membersOf(schema);
  const tables = Object.entries(decided).map(([type, ofType]) => {
    const rows = decisions(type, membersOf(schemaOf(type)), ofType, ours);
    const offered = rows.filter(({ property }) => property).length;
    return [
      `## ${type}`,
      `${offered} of ${rows.length} members are properties or attributes here.`,
      ['| member | here |', '| --- | --- |', ...linesOf(rows)].join('\n'),
    ].join('\n\n');
  });
  return `${[
    "# What AWS's own types have",
    `Written by \`make generate\` from the resource schemas of the locked cfn-lint and from [${data}](../${data}): edit that file, not this one.\nA node group here is four resources of AWS. Each member of their types is a property or an attribute here ([properties.md](properties.md)),\nor has the reason why it is not offered.`,
    ...tables,
  ].join('\n\n')}\n`;
}

/** A reason for a whole structure is one line, which names its members. */
function linesOf(rows) {
  const lines = [];
  const done = new Set();
  for (const { member, property, because, key } of rows) {
    if (key?.endsWith('.*') && because) {
      if (done.has(key)) continue;
      done.add(key);
      const below = rows.filter((each) => each.key === key && each.member !== member);
      const names = below.map(
        (each) => `\`${each.member.slice(member.length).replace(/^(\[\])?\./, '')}\``,
      );
      const with_ = names.length > 0 ? ` with ${names.join(', ')}` : '';
      lines.push(`| \`${member}\`${with_} | not offered, because ${because} |`);
    } else {
      lines.push(
        `| \`${member}\` | ${property ? `\`${property}\`` : `not offered, because ${because}`} |`,
      );
    }
  }
  return lines;
}

function schemaOf(type) {
  const schemas = join(cfnlint(), 'data', 'schemas');
  const read = (...path) => JSON.parse(readFileSync(join(schemas, ...path), 'utf8'));
  return read('resources', `${read('providers', 'us-east-1.json')[type]}.json`);
}

function cfnlint() {
  const libraries = join(root, '.venv', 'lib');
  const pythons = existsSync(libraries) ? readdirSync(libraries) : [];
  const folders = pythons.map((each) => join(libraries, each, 'site-packages', 'cfnlint'));
  const found = folders.find((folder) => existsSync(folder));
  if (!found) throw new Error('There is no cfn-lint in .venv. Run make install first.');
  return found;
}
