/**
 * test/world/service-models.json: AWS's own service models, as the locked botocore has them, of the operations that
 * test/world and the tests of the custom resource answer. Word for word, without documentation; a shape a line.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { root } from '../lib/root.mjs';

const file = 'test/world/service-models.json';
const OPERATIONS = {
  ec2: [
    'AuthorizeSecurityGroupEgress',
    'AuthorizeSecurityGroupIngress',
    'CreateLaunchTemplate',
    'CreateLaunchTemplateVersion',
    'CreatePlacementGroup',
    'CreateSecurityGroup',
    'CreateTags',
    'DeleteLaunchTemplate',
    'DeleteLaunchTemplateVersions',
    'DeletePlacementGroup',
    'DeleteSecurityGroup',
    'DeleteTags',
    'DescribeCapacityReservations',
    'DescribeImages',
    'DescribeInstanceTypeOfferings',
    'DescribeInstanceTypes',
    'DescribeInstances',
    'DescribeKeyPairs',
    'DescribeLaunchTemplateVersions',
    'DescribeLaunchTemplates',
    'DescribeNetworkInterfaces',
    'DescribePlacementGroups',
    'DescribeRouteTables',
    'DescribeSecurityGroups',
    'DescribeSnapshots',
    'DescribeSubnets',
    'ModifyLaunchTemplate',
    'RevokeSecurityGroupEgress',
    'RevokeSecurityGroupIngress',
  ],
  eks: [
    'CreateNodegroup',
    'DeleteNodegroup',
    'DescribeAddon',
    'DescribeCluster',
    'DescribeNodegroup',
    'DescribeUpdate',
    'ListUpdates',
    'TagResource',
    'UntagResource',
    'UpdateNodegroupConfig',
    'UpdateNodegroupVersion',
  ],
  autoscaling: ['DescribeAutoScalingGroups', 'DescribeScalingActivities'],
  'resource-groups': ['ListGroupResources'],
  stepfunctions: ['DescribeExecution', 'ListExecutions', 'StartExecution', 'StopExecution'],
  cloudformation: [
    'DescribeChangeSet',
    'DescribeStackEvents',
    'DescribeStackResource',
    'DescribeStacks',
    'GetTemplate',
    'ListExports',
    'ListStackResources',
  ],
  ssm: ['GetParameters'],
  sts: ['GetCallerIdentity'],
};
const OF_METADATA = ['apiVersion', 'jsonVersion', 'protocol', 'targetPrefix', 'xmlNamespace'];
const LEFT_OUT = [
  'deprecated',
  'deprecatedMessage',
  'deprecatedSince',
  'documentation',
  'sensitive',
];

export default {
  name: 'service-models',
  files: [file],
  run: () => {
    const services = Object.entries(OPERATIONS).map(([service, names]) => {
      return `${JSON.stringify(service)}:${text(partOf(modelOf(service), names))}`;
    });
    return { [file]: `{${services.join(',\n')}}\n` };
  },
};

/** The newest version that botocore has of a service's model. */
function modelOf(service) {
  const versions = join(botocore(), service);
  const newest = readdirSync(versions).sort().at(-1);
  return JSON.parse(gunzipSync(readFileSync(join(versions, newest, 'service-2.json.gz'))));
}

function botocore() {
  const libraries = join(root, '.venv', 'lib');
  const pythons = existsSync(libraries) ? readdirSync(libraries) : [];
  const folders = pythons.map((each) => join(libraries, each, 'site-packages', 'botocore', 'data'));
  const found = folders.find((folder) => existsSync(folder));
  if (!found) throw new Error('There is no botocore in .venv. Run make install first.');
  return found;
}

function partOf({ metadata, operations, shapes }, names) {
  const used = new Set();
  const reach = (name) => {
    if (used.has(name)) return;
    used.add(name);
    const { members = {}, member, key, value } = shapes[name];
    for (const each of [...Object.values(members), member, key, value]) if (each) reach(each.shape);
  };
  for (const name of names) {
    const { input, output, errors = [] } = operations[name];
    for (const each of [input, output, ...errors]) if (each) reach(each.shape);
  }
  return {
    metadata: Object.fromEntries(
      Object.entries(metadata).filter(([key]) => OF_METADATA.includes(key)),
    ),
    operations: Object.fromEntries(names.map((name) => [name, bare(operations[name])])),
    shapes: Object.fromEntries([...used].sort().map((name) => [name, bareShape(shapes[name])])),
  };
}

/** Members may be called as what is left out is. */
function bareShape({ members, ...shape }) {
  if (!members) return bare(shape);
  const kept = Object.entries(members).map(([name, member]) => [name, bare(member)]);
  return { ...bare(shape), members: Object.fromEntries(kept) };
}

function bare(value) {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !LEFT_OUT.includes(key));
  return Object.fromEntries(kept.map(([key, member]) => [key, bare(member)]));
}

function text({ metadata, operations, shapes }) {
  const lines = (entries) =>
    Object.entries(entries)
      .map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`)
      .join(',\n');
  return `{"metadata":${JSON.stringify(metadata)},\n"operations":{\n${lines(operations)}},\n"shapes":{\n${lines(shapes)}}}`;
}
