/**
 * What stops the attacks, each as a module that a test can switch off: without its guard an attack has to succeed, or the
 * test would prove nothing. Import this before anything of src/.
 */
import type { Nodegroup } from '@aws-sdk/client-eks';

export type Guard =
  | 'ownership'
  | 'confirmation'
  | 'origin'
  | 'names'
  | 'place'
  | 'bucket'
  | 'values'
  | 'printable';

/** What each is, as the table names it. */
export const GUARDS: Readonly<Record<Guard, string>> = {
  ownership: "the launch template's name proves whose a node group is",
  confirmation: 'CloudFormation is asked whether it has sent the request',
  origin: 'a node group belongs to the stack and logical id that it was created for',
  names: 'a tag counts on what has the name of its Id alone',
  place: 'only stacks of the own account and Region',
  bucket: "only the bucket of CloudFormation, in the Region's partition",
  values: 'no message shows a refused value',
  printable: 'no control character reaches the terminal',
};

const off = new Set<Guard>();

export async function without<T>(guards: readonly Guard[], run: () => Promise<T>): Promise<T> {
  for (const guard of guards) off.add(guard);
  try {
    return await run();
  } finally {
    off.clear();
  }
}

type Weaker = readonly [guard: Guard, weaker: (...args: never[]) => unknown];

/** Puts the weaker function in the place of an export, while its guard is off. */
function guarded(path: string, exports: Readonly<Record<string, Weaker>>): void {
  jest.mock(path, () => {
    const actual = jest.requireActual<Record<string, (...args: unknown[]) => unknown>>(path);
    const replaced = Object.entries(exports).map(([name, [guard, weaker]]) => {
      const given = actual[name];
      if (!given) throw new Error(`${path} has no ${name}`);
      const chosen = (...args: unknown[]) =>
        off.has(guard) ? weaker(...(args as never[])) : given(...args);
      return [name, chosen];
    });
    return { ...actual, ...Object.fromEntries(replaced) };
  });
}

interface Named {
  readonly clusterName: string;
  readonly nodegroupName: string;
  readonly generation: string;
}
const idOf = ({ clusterName, nodegroupName, generation }: Named) =>
  `${clusterName}/${nodegroupName}/${generation}`;

guarded('../../src/core/ownership/nodegroup-owner', {
  // as 0.1 had it: the tag alone
  isOwnNodegroup: [
    'ownership',
    (nodegroup: Nodegroup | undefined, identity: Named) =>
      nodegroup?.tags?.['efa-node-group:id'] === idOf(identity),
  ],
});
guarded('../../src/custom-resource/confirmation/confirmation', {
  confirmation: [
    'confirmation',
    async (_event: unknown, progress: object) => ({ ...progress, confirmed: true, waits: 0 }),
  ],
});
guarded('../../src/core/ownership/origin', {
  isForeign: ['origin', () => false],
  idsOf: [
    'names',
    (resources: readonly { readonly tags: Readonly<Record<string, string>> }[]) =>
      resources.flatMap(({ tags }) => tags['efa-node-group:id'] ?? []),
  ],
});
guarded('../../src/custom-resource/protocol/event', { invalidReason: ['place', () => undefined] });
guarded('../../src/custom-resource/protocol/response-url', { mayAnswer: ['bucket', () => true] });
guarded('../../src/cli/printable', { printable: ['printable', (text: string) => text] });
guarded('../../src/core/schema/schema-findings', {
  schemaFindings: [
    'values',
    (properties: object) => [
      { path: 'Labels', message: `${JSON.stringify(properties)} is refused.` },
    ],
  ],
});
