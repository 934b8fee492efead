/**
 * The table of guides/layouts.md: what `plan layout` computes of each layout on a few instance types. It stands between two
 * marks; the text around it is written by hand.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { root } from '../lib/root.mjs';

const file = 'guides/layouts.md';
const [BEGIN, END] = ['<!-- table: make generate -->', '<!-- end of the table -->'];
/** One for each form of cards and limits, of types that EFA is used on. */
const TYPES = [
  'p5.48xlarge',
  'p5en.48xlarge',
  'p4d.24xlarge',
  'p6-b200.48xlarge',
  'p6-b300.48xlarge',
  'trn1.32xlarge',
  'trn2.48xlarge',
  'hpc7a.96xlarge',
  'hpc6id.32xlarge',
  'c5n.18xlarge',
  'g6e.12xlarge',
];

export default {
  name: 'layout-guide',
  files: [file],
  run: async () => ({ [file]: await guide() }),
};

async function guide() {
  const text = readFileSync(join(root, file), 'utf8');
  const [before, rest] = text.split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (after === undefined) throw new Error(`${file} has no ${BEGIN} with ${END} behind it`);
  return `${before}${BEGIN}\n\n${await table()}\n\n${END}${after}`;
}

async function table() {
  const { describeInterfaces, layoutDocument } = await planner();
  const recorded = catalogue();
  const types = TYPES.map((name) => recorded[name]);
  const rows = types
    .map(layoutDocument)
    .flatMap(({ instanceType, layouts }) =>
      layouts.map((each, at) => [
        at === 0 ? instanceType : '',
        `\`${each.layout}\``,
        describeInterfaces(each.interfaces),
        each.efaInterfaceCount,
        each.addressesPerNode,
        podsOf(each.pods),
        each.networkInterfaceCount === 1 ? 'yes' : 'no',
        cniOf(each.interfaces),
      ]),
    );
  const head = ['type', 'layout', 'interfaces', 'EFAs', 'IPs', 'pods', 'public IP', 'VPC CNI'];
  const lines = [head, head.map(() => '---'), ...rows];
  const all = Object.values(recorded).filter(({ NetworkInfo }) => NetworkInfo.EfaSupported);
  return [
    lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n'),
    summary(all.map((type) => layoutDocument(type).layouts)),
  ].join('\n\n');
}

/** @param types the layouts of every EFA type: `EFA_PRIMARY`, `EFA_ALL`, `ENA_PRIMARY` */
function summary(types) {
  const single = types.filter(([primary]) => primary.networkInterfaceCount === 1);
  const more = single.filter(([, , ena]) => ena.networkInterfaceCount > 1);
  const fewer = types.filter(([, , { pods }]) => pods && pods.usable < pods.advertised);
  return `Of the ${types.length} EFA types that EC2 had when its answers were recorded, ${single.length} have a single interface with \`EFA_PRIMARY\`. \`ENA_PRIMARY\` gives ${more.length}\nof these a second one, without an auto-assigned public IP address, and leaves the VPC CNI fewer addresses than the kubelet's number on ${fewer.length}.`;
}

/** AWS's answers to DescribeInstanceTypes, as recorded in the locked moto. */
function catalogue() {
  const libraries = join(root, '.venv', 'lib');
  const packages = readdirSync(libraries).map((each) => join(libraries, each, 'site-packages'));
  const [path] = packages.map((each) => join(each, 'moto/ec2/resources/instance_types.json.gz'));
  return JSON.parse(gunzipSync(readFileSync(path)).toString('utf8'));
}

/** The product's own functions, out of its sources. */
async function planner() {
  const contents = `
    export { layoutDocument } from './src/cli/picture/layouts';
    export { describeInterfaces } from './src/core/instance-type/layout';`;
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  const [{ contents: code }] = outputFiles;
  return import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
}

function podsOf({ usable, advertised }) {
  return usable === advertised ? usable : `${usable} of ${advertised}`;
}

/** EKS user guide, node-efa: 1.18.5 for efa-only interfaces, 1.7.10 for several EFAs. */
function cniOf(interfaces) {
  if (interfaces.some(({ InterfaceType }) => InterfaceType === 'efa-only')) return '1.18.5';
  return interfaces.length > 1 ? '1.7.10' : 'any';
}
