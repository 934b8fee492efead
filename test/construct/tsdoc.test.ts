/** That what users read beside each property of the construct is there: a description, and what holds where it is left out. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@babel/parser';

interface Node {
  readonly type: string;
  readonly leadingComments?: readonly { readonly value: string }[];
  readonly optional?: boolean;
  readonly key?: { readonly name?: string };
  readonly id?: { readonly name?: string };
  readonly declaration?: Node;
  readonly body?: { readonly body: readonly Node[] };
}
const folder = join(__dirname, '../../src/construct');
/** What index.ts exports. */
const files = [
  ...readFileSync(join(folder, 'index.ts'), 'utf8').matchAll(/from '\.\/([^']+)'/g),
].map(([, name]) => `${name}.ts`);

/** `name: what is missing` of every exported interface and its properties. */
function missing(source: string): string[] {
  const { program } = parse(source, { sourceType: 'module', plugins: ['typescript'] });
  return (program.body as unknown as Node[]).flatMap((node) => {
    if (node.declaration?.type !== 'TSInterfaceDeclaration') return [];
    const { id, body } = node.declaration;
    return [
      ...(docOf(node) ? [] : [`${id?.name}: description`]),
      ...(body?.body ?? []).flatMap((member) => {
        const name = `${id?.name}.${member.key?.name}`;
        const doc = docOf(member);
        const isBare = !/^[\s*]*[^\s*@]/.test(doc);
        const needsDefault = member.optional && !/@default (- )?\S/.test(doc);
        return [
          ...(isBare ? [`${name}: description`] : []),
          ...(needsDefault ? [`${name}: @default`] : []),
        ];
      }),
    ];
  });
}

function docOf({ leadingComments = [] }: Node): string {
  const text = leadingComments.at(-1)?.value ?? '';
  return text.startsWith('*') ? text : '';
}

it.each(files)('%s describes every property, with @default where it is optional', (file) => {
  const source = readFileSync(join(folder, file), 'utf8');
  // the generated definitions have no comment of their own: their properties have
  const found = missing(source).filter((each) => file !== 'props.ts' || !/^\w+: /.test(each));
  expect(found).toEqual([]);
});

it('finds what is missing', () => {
  const source = `
    export interface Props {
      /** Good. @default - none */
      readonly good?: string;
      /** No default. */
      readonly bad?: string;
      readonly bare: string;
      /** @default - none */
      readonly only?: string;
    }`;
  expect(missing(source)).toEqual([
    'Props: description',
    'Props.bad: @default',
    'Props.bare: description',
    'Props.only: description',
  ]);
});
