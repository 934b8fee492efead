/**
 * Every property that a template can give, at every depth, through both entry points: what a change of it calls, that
 * Read tells it, what its removal leads to, and that numbers may be texts. The properties are those of schema.json, what
 * is expected follows from it and from the features; the samples alone are written by hand.
 */
import schemaJson from '../../schema.json';
import { FEATURES } from '../../src/core/features';
import type { Model } from '../../src/core/model/properties';
import { schemaFindings } from '../../src/core/schema/schema-findings';
import { silenceLogs } from '../custom-resource/given';
import { gaps } from './costs';
import { ENTRY_POINTS } from './lives';
import { differences, pathsOf, type Schema, withValue } from './paths';
import { ask } from './questions';
import { SAMPLES } from './samples';
import { settingOf } from './setting';
import { Table } from './table';

silenceLogs();

const schema: Schema = schemaJson;
const paths = pathsOf(schema);
const table = new Table(paths.map(({ path }) => path));

test('every path has a sample, one feature, and words in schema.json that say the same', () => {
  expect(gaps(schema, FEATURES, SAMPLES)).toEqual([]);
});

test.each(paths)('samples of $path differ in nothing else', ({ path }) => {
  const { from, to, replacing } = settingOf(path);
  for (const other of replacing ? [to, replacing] : [to]) {
    expect(differences(from, other)).not.toEqual([]);
    const [rest, otherRest] = [from, other].map((each) => withValue(each, path, undefined));
    expect(differences(rest, otherRest)).toEqual([]);
    expect(schemaFindings(other as unknown as Model)).toEqual([]);
  }
  expect(schemaFindings(from as unknown as Model)).toEqual([]);
});

describe.each(ENTRY_POINTS)('%s', (entryPoint) => {
  test.each(paths)('$path', async (path) => {
    table.put(path.path, entryPoint, await ask({ schema, features: FEATURES, path, entryPoint }));
    table.check(path.path, entryPoint);
  });
});

test('the table is complete', () => {
  process.stdout.write(`${table.text()}\n`);
  expect(table.missing()).toEqual([]);
});
