// Adds up what the processes of `make explore` counted, and writes it into guides/reliability.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

const NAMES = {
  fault: 'a fault at a call',
  stale: 'a read that shows the state before, once to three times',
  hand: 'somebody changes or deletes something at a call',
  overlap: 'another request arrives at a call',
  pair: 'two of these, one after the other',
};

export function figuresOf(parts) {
  const counts = {};
  for (const part of parts) {
    for (const [kind, count] of Object.entries(part.counts)) {
      counts[kind] ??= { run: 0, passed: 0, known: 0, notMet: 0 };
      for (const [name, value] of Object.entries(count)) counts[kind][name] += value;
    }
  }
  const knownFound = {};
  for (const part of parts) {
    for (const [reason, count] of Object.entries(part.knownFound)) {
      knownFound[reason] = (knownFound[reason] ?? 0) + count;
    }
  }
  return {
    counts,
    knownFound,
    longest: Math.max(...parts.map(({ longest }) => longest)),
    cpuMinutes: Math.round(parts.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / 60),
    seeds: [...new Set(parts.map(({ seed }) => seed))],
    shards: parts.map(({ mode, shard }) => `${mode} ${shard}`),
    traces: parts.find(({ traces }) => traces)?.traces ?? {},
    failures: parts.flatMap(({ failures }) => failures),
  };
}

export function writeGuide(figures) {
  writeFileSync(join(root, 'guides/reliability.md'), guideOf(figures));
}

function guideOf({ counts, longest, cpuMinutes, seeds, traces, failures, knownFound, shards }) {
  const kinds = Object.keys(NAMES).filter((kind) => counts[kind]);
  const journeys = [...new Set(Object.keys(traces).map((name) => name.split(' ')[1]))];
  const callsOf = (entry, journey) => traces[`${entry} ${journey}`] ?? '–';
  return `# Reliability

What is written here was measured by \`make explore\` on a model of AWS in this process ([test/world](../test/world/README.md)), with
virtual time and the real SDK clients. **Nothing of it was run on real AWS.**

A *plan* is a request, from what lived before it to what CloudFormation does after it, and an event at one of its calls to AWS. After
each call and at the end the rules of [test/explore/rules](../test/explore/rules) are checked. The request ends as it would without the event, or with the
error code that the event is owed; then CloudFormation's rollback or Delete puts everything back. No node is lost, no roll comes twice,
and the Delete at the end leaves nothing.

| what happens | plans run | right | known to be wrong | wrong |
|---|---:|---:|---:|---:|
${kinds.map((kind) => rowOf(NAMES[kind], counts[kind])).join('\n')}

Longest invocation: ${longest} s of virtual time; CloudFormation allows 60. Processor time: ${cpuMinutes} minutes. Seed of the pairs: ${seeds.join(', ')}. Parts that were run: ${shards.join(', ')}.
${failures.length > 0 ? `\n${failures.length} plans ended wrong.\n` : ''}
${knownText(knownFound)}## Calls of each request where nothing happens

| request | registry type | custom resource |
|---|---:|---:|
${journeys.map((name) => `| ${name} | ${callsOf('registry', name)} | ${callsOf('custom', name)} |`).join('\n')}

\`make explore SHARD=2/8 SEED=7\` runs a part of all plans and other pairs; a failure prints the line that repeats it:
\`make explore REPLAY='registry roll UpdateNodegroupVersion/1:lost'\`. [known.txt](../test/explore/known.txt) lists what is known to end wrong, and
[regressions.txt](../test/explore/regressions.txt) what once did.
`;
}

function rowOf(name, { run, passed, known }) {
  return `| ${name} | ${run} | ${passed} | ${known} | ${run - passed - known} |`;
}

function knownText(found) {
  const rows = Object.entries(found);
  if (rows.length === 0) return '';
  return `## Known to be wrong\n\n${rows.map(([reason, count]) => `- ${reason} (${count} plans)`).join('\n')}\n\n`;
}
