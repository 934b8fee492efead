/** Warnings: what causes trouble and fails nothing is reported in the first message, the log and at the end. */
import { CLUSTER } from '../world/scene';
import { addSecurityGroup } from '../world/security-groups';
import {
  create,
  created,
  living,
  QUICK,
  run,
  SMALL,
  setting,
  succeeded,
  update,
  writes,
} from './driver';
import { watch } from './watch';

const options = { change: SMALL, timings: QUICK };
const WARNING =
  "Warning: ClusterName: The cluster's Amazon VPC CNI add-on (vpc-cni) has version v1.16.0-eksbuild.1, but the nodes' efa-only interfaces require 1.18.5 or later. Update the add-on.";

function withCni(version: string, more: object = {}) {
  const made = setting({ ...options, ...more });
  made.world.account.addons.set(`${CLUSTER}/vpc-cni`, version);
  return made;
}

describe('an old VPC CNI', () => {
  it('is reported before anything is created, in the log, and at the end, and once in between', async () => {
    const { world, request } = withCni('v1.16.0-eksbuild.1');
    const lines: Readonly<Record<string, unknown>>[] = [];
    const end = await run(world, request, { log: (line) => lines.push(line) });
    expect(end.messages[0]).toMatch(/^Creating .* in us-east-1a \(use1-az1\)\. /);
    expect(end.messages[0]).toContain(WARNING);
    expect(end.messages.slice(1).join('\n')).not.toContain('Warning');
    expect(succeeded(end).message).toBe(WARNING);
    expect(lines.filter(({ warnings }) => warnings)).toMatchObject([
      { action: 'CREATE', warnings: [{ path: 'ClusterName' }] },
    ]);
  });

  it('is reported of a node group that fails, too', async () => {
    const { world, request } = withCni('v1.16.0-eksbuild.1');
    world.failNextCreate([{ code: 'NodeCreationFailure', message: 'no join' }]);
    const end = await run(world, request);
    expect(end.outcome.kind).toBe('failed');
    expect(end.messages[0]).toContain(WARNING);
  });

  it('is no warning on interfaces that carry addresses', async () => {
    const { world, request } = withCni('v1.16.0-eksbuild.1', {
      change: { ...SMALL, Efa: { InterfaceLayout: 'EFA_ALL' } },
    });
    expect(succeeded(await run(world, request)).message).toBe('');
  });

  it('of another kind than the add-on has no version that EKS knows, which is told', async () => {
    const { world, request } = setting(options);
    world.account.addons.clear();
    const end = await run(world, request);
    expect(succeeded(end).message).toBe(
      "Warning: ClusterName: The cluster has no Amazon VPC CNI add-on (vpc-cni), so the version of its CNI is not known. The nodes' efa-only interfaces require 1.18.5 or later: install the add-on, or check the version.",
    );
    const all = setting({ ...options, change: { ...SMALL, Efa: { InterfaceLayout: 'EFA_ALL' } } });
    all.world.account.addons.clear();
    expect(succeeded(await run(all.world, all.request)).message).toBe('');
  });

  it('is not reported of an update, which gives the node group no cluster', async () => {
    const { world, request, properties } = await living(options);
    world.account.addons.set(`${CLUSTER}/vpc-cni`, 'v1.16.0-eksbuild.1');
    const labelled = { ...properties, Labels: { team: 'ml' } };
    const end = await run(world, update(request.identity, properties, labelled));
    expect(succeeded(end).message).toBe('');
    expect(end.messages.join('\n')).not.toContain('Warning');
    expect(writes(end.calls)).toEqual(['UpdateNodegroupConfig']);
  });
});

describe('an update', () => {
  it('is warned of what it changes, and not of what it leaves', async () => {
    const { world, request, properties } = await living(options);
    const lines: Readonly<Record<string, unknown>>[] = [];
    const pool = { ...properties, WarmPoolConfig: { Enabled: true } };
    const warned = await run(world, update(request.identity, properties, pool), {
      log: (line) => lines.push(line),
    });
    expect(warned.messages[0]).toContain('Warning: WarmPoolConfig: ');
    expect(warned.messages.slice(1).join('\n')).not.toContain('Warning');
    expect(succeeded(warned).message).toMatch(/^Warning: WarmPoolConfig: /);
    expect(lines.filter(({ warnings }) => warnings).length).toBe(1);

    const labelled = { ...pool, Labels: { team: 'ml' } };
    const quiet = await run(world, update(request.identity, pool, labelled, { token: 'label' }));
    expect(succeeded(quiet).message).toBe('');
    expect(quiet.messages.join('\n')).not.toContain('Warning');
  });
});

describe('no warning', () => {
  it.each(['v1.18.5-eksbuild.1', 'v1.20.0-eksbuild.2', 'v2.0.0-eksbuild.1', 'latest'])(
    'of version %s',
    async (version) => {
      const { world, request } = withCni(version);
      expect(succeeded(await run(world, request)).message).toBe('');
    },
  );

  it.each([
    { code: 'AccessDeniedException', status: 403 },
    { code: 'ThrottlingException', status: 429 },
    { code: 'ServiceUnavailableException', status: 503 },
    'ECONNRESET' as const,
  ])('where AWS does not show the version, and no wait for it: %j', async (error) => {
    const { world, request } = withCni('v1.16.0-eksbuild.1');
    world.faults.add({ action: 'DescribeAddon', times: 1_000, error });
    const end = await run(world, request, { maxAttempts: 1 });
    expect(succeeded(end).message).toBe('');
    expect(end.messages[0]).toMatch(/^Creating /);
    expect(end.calls.filter(({ action }) => action === 'DescribeAddon')).toHaveLength(1);
  });
});

// aws-load-balancer-controller#1897: "expect exactly one securityGroup tagged with kubernetes.io/cluster/NAME for eni"
describe('05 two groups with kubernetes.io/cluster/NAME', () => {
  const KEY = `kubernetes.io/cluster/${CLUSTER}`;
  const withGroup = (tags: Record<string, string>) => {
    const made = setting(options);
    const id = addSecurityGroup(made.world.account, {
      hasIpv6: false,
      name: 'nodes',
      description: 'nodes',
      vpcId: made.vpcId,
      tags,
    });
    watch(made.world).watchOthers();
    return { ...made, id };
  };

  it.each([{ [KEY]: 'owned' }, { [KEY]: 'shared' }])(
    'on one interface are a warning that names both: %j',
    async (tags) => {
      const { world, properties, id, clusterSecurityGroupId } = withGroup(tags);
      const end = await run(world, create({ ...properties, SecurityGroupIds: [id] }));
      expect(succeeded(end).message).toBe(
        `Warning: SecurityGroupIds: Security groups ${clusterSecurityGroupId} and ${id} have the tag ${KEY}, but the AWS Load Balancer Controller accepts one such group on an interface. Remove the tag from all but one; EKS tags the cluster's own group.`,
      );
    },
  );

  it('is told of an update that adds the group', async () => {
    const { world, request, properties, id } = withGroup({ [KEY]: 'owned' });
    await created(world, request);
    const desired = { ...properties, SecurityGroupIds: [id] };
    const end = await run(world, update(request.identity, properties, desired));
    expect(succeeded(end).message).toContain(`and ${id} have the tag ${KEY}`);
  });

  it('is none of a group that is tagged for another cluster, or not at all', async () => {
    for (const tags of [{ 'kubernetes.io/cluster/other': 'owned' }, {}]) {
      const { world, properties, id } = withGroup(tags);
      const end = await run(world, create({ ...properties, SecurityGroupIds: [id] }));
      expect(succeeded(end).message).toBe('');
    }
  });
});

// amazon-eks-ami#2755: "instance-store NVMe disks are wiped but /.aws/mdadm.conf persists"
describe('18 a warm pool of instances whose disks are one array', () => {
  const ARRAY = 'do not make the array of these volumes again';
  const told = async (change: object) => {
    const made = setting({
      timings: QUICK,
      change: { InstanceTypes: ['trn1.32xlarge'], LocalStorage: 'AUTO', ...change },
    });
    return succeeded(await run(made.world, made.request)).message;
  };
  const pool = (more: object = {}) => ({ WarmPoolConfig: { Enabled: true, MinSize: 1, ...more } });

  it.each([
    pool(),
    { ...pool(), LocalStorage: 'RAID10' },
    { ...pool(), ReleaseVersion: '1.33.5-20251120' },
  ])('that stop is told: %j', async (change) => {
    expect(await told(change)).toContain(ARRAY);
  });

  it.each([
    pool({ PoolState: 'RUNNING' }),
    { ...pool(), LocalStorage: 'NONE' },
    { ...pool(), InstanceTypes: ['hpc7a.96xlarge'] },
    { ...pool(), AmiType: 'BOTTLEROCKET_x86_64' },
  ])('is not told where nothing is lost: %j', async (change) => {
    expect(await told(change)).not.toContain(ARRAY);
  });
});
