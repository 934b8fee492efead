/** Who attacks, how, and what stops it: the lines of the threat model that the provider's code decides. */
import './guards';

import { ID_TAG } from '../../src/core/ownership/tag-keys';
import type { Event } from '../../src/custom-resource/protocol/event';
import { efaNodegroup, file } from '../cli/terminal';
import { given } from '../custom-resource/given';
import { living, QUICK, readModel, remove, run, SMALL, setting, update } from '../reconcile/driver';
import { addForeignNodegroup, watch } from '../reconcile/watch';
import { CLUSTER, scene } from '../world/scene';
import type { World } from '../world/world';
import type { Guard } from './guards';

export interface Attack {
  readonly actor: string;
  readonly does: string;
  /** All of them are switched off together. */
  readonly guards: readonly Guard[];
  /** Whether the attack reached what it is after. */
  run(): Promise<boolean>;
}

const CLOUD_CONTROL = 'caller of Cloud Control who may tag (`eks:TagResource`)';
const INVOKER = 'holder of `lambda:InvokeFunction` or `states:StartExecution`';
const TAGGER = 'author of a stack who may tag (`ec2:CreateTags`)';
const READER = 'reader of stack events and logs';
const AUTHOR = 'author of templates';
const TYPE = 'Custom::EksEfaNodeGroup';
const BUCKET = 'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com';
const OTHER_STACK = 'arn:aws:cloudformation:us-east-1:123456789012:stack/other/7b2f0c2e-0000';

/** Somebody else's node group, to which the attacker gave an Id of its own name. */
function tagged() {
  const made = setting({ change: { ...SMALL, NodegroupName: 'theirs' }, timings: QUICK });
  const { world, request } = made;
  const { generation } = request.identity;
  addForeignNodegroup(world, 'theirs', { [ID_TAG]: `${CLUSTER}/theirs/${generation}` });
  return made;
}

const isThere = (world: World, name: string) =>
  world.account.nodegroups.all().some(({ nodegroupName }) => nodegroupName === name);

/** From here on, what the attack left is how things are. */
async function over(world: World, reached: boolean): Promise<boolean> {
  watch(world).watchOthers();
  return reached;
}

/** A node group of a stack, in service, and what it was. */
async function victim() {
  const made = given();
  const { stack, properties } = made;
  const { PhysicalResourceId: id } = await stack.run(() => stack.create(properties));
  return { ...made, id };
}
type Victim = Awaited<ReturnType<typeof victim>>;

/** Hands an event to OnEvent, as CloudFormation does. */
function invoke({ stack }: Victim, change: Partial<Event>): Promise<void> {
  const [first] = stack.requests;
  const { provider } = stack;
  return stack.run(async () => provider.deliver({ ...first, RequestId: 'made-up', ...change }));
}

const isGone = ({ world, id }: Victim) =>
  ![...world.account.nodegroups.all()].some(
    ({ nodegroupName, status }) => id.split('/')[1] === nodegroupName && status === 'ACTIVE',
  );

export const ATTACKS: readonly Attack[] = [
  {
    actor: CLOUD_CONTROL,
    does: 'tags a foreign node group with an Id of its name, and deletes that Id',
    guards: ['ownership'],
    async run() {
      const { world, request } = tagged();
      await run(world, remove(request.identity));
      return over(world, !isThere(world, 'theirs'));
    },
  },
  {
    actor: CLOUD_CONTROL,
    does: 'does the same, and updates its labels',
    guards: ['ownership'],
    async run() {
      const { world, request, properties } = tagged();
      const desired = { ...properties, Labels: { owned: 'yes' } };
      await run(world, update(request.identity, properties, desired));
      const { labels } = world.nodegroup(CLUSTER, 'theirs');
      return over(world, labels?.owned === 'yes');
    },
  },
  {
    actor: CLOUD_CONTROL,
    does: 'does the same, and reads or imports it',
    guards: ['ownership'],
    async run() {
      const { world, request } = tagged();
      return over(world, (await readModel(world, request.identity)) !== undefined);
    },
  },
  {
    actor: CLOUD_CONTROL,
    does: 'takes the Id tag off our node group, so that its own stack cannot delete it',
    guards: ['ownership'],
    async run() {
      const made = await living({ change: SMALL, timings: QUICK });
      const { world, request } = made;
      const { nodegroupName } = request.identity;
      const { tags, ...live } = world.nodegroup(CLUSTER, nodegroupName);
      const { [ID_TAG]: _, ...left } = tags;
      world.account.nodegroups.put(`${CLUSTER}/${nodegroupName}`, { ...live, tags: left });
      await run(world, remove(request.identity));
      return over(world, isThere(world, nodegroupName));
    },
  },
  {
    actor: INVOKER,
    does: 'makes up a Delete of what the stack holds',
    guards: ['confirmation'],
    async run() {
      const made = await victim();
      await invoke(made, { RequestType: 'Delete', PhysicalResourceId: made.id });
      return over(made.world, isGone(made));
    },
  },
  {
    actor: INVOKER,
    does: 'makes up an Update with other labels',
    guards: ['confirmation'],
    async run() {
      const made = await victim();
      const { stack, world, id } = made;
      const old = stack.requests[0]?.ResourceProperties ?? {};
      const ResourceProperties = { ...old, Labels: { owned: 'yes' } };
      const change = { ResourceProperties, OldResourceProperties: old };
      await invoke(made, { RequestType: 'Update', PhysicalResourceId: id, ...change });
      const { labels } = world.nodegroup(CLUSTER, id.split('/')[1] ?? '');
      return over(world, labels?.owned === 'yes');
    },
  },
  {
    actor: INVOKER,
    does: 'makes up a Delete, so that the create under way is stopped',
    guards: ['confirmation'],
    async run() {
      const made = given({ timings: { ...QUICK, nodegroupCreate: 600 } });
      const { stack, properties, world } = made;
      const { provider } = stack;
      world.clock.after(60, () => {
        const [first] = stack.requests;
        const change = { RequestType: 'Delete', PhysicalResourceId: 'x', RequestId: 'made-up' };
        const ResponseURL = `${BUCKET}/made-up?X-Amz-Signature=0`;
        provider.deliver({ ...first, ...change, ResponseURL });
      });
      const answer = await stack.run(() => stack.create(properties));
      return over(world, answer.Status !== 'SUCCESS');
    },
  },
  {
    actor: INVOKER,
    does: "gives a resource of a stack of its own our Id, by a function of its own, and forwards that stack's Delete",
    guards: ['origin'],
    async run() {
      const made = await victim();
      const what = { physicalId: made.id, status: 'DELETE_IN_PROGRESS', type: TYPE } as const;
      made.stack.provider.stacks.change(OTHER_STACK, 'Nodes', what);
      await invoke(made, {
        RequestType: 'Delete',
        PhysicalResourceId: made.id,
        StackId: OTHER_STACK,
        ResponseURL: `${BUCKET}/other?X-Amz-Signature=0`,
      });
      return over(made.world, isGone(made));
    },
  },
  {
    actor: INVOKER,
    does: "sends a Delete of another account's stack",
    guards: ['place', 'confirmation'],
    async run() {
      const made = await victim();
      const StackId = OTHER_STACK.replace('123456789012', '999999999999');
      await invoke(made, { RequestType: 'Delete', PhysicalResourceId: made.id, StackId });
      return over(made.world, isGone(made));
    },
  },
  {
    actor: INVOKER,
    does: 'has the answer, with the attributes, sent to a bucket of its own',
    guards: ['bucket'],
    async run() {
      const made = await victim();
      const ResponseURL = `${BUCKET.replace('useast1', 'useast1x')}/mine`;
      await invoke(made, { RequestType: 'Delete', PhysicalResourceId: 'x', ResponseURL });
      return over(
        made.world,
        made.stack.provider.puts.some(({ url }) => url === ResponseURL),
      );
    },
  },
  ...(
    ['names and tags a security group like ours', 'tags a security group of its own'] as const
  ).map(
    (how): Attack => ({
      actor: TAGGER,
      does: `${how}, so that the Delete of a cancelled create takes our CREATE_FAILED node group`,
      guards: how.startsWith('names') ? ['origin'] : ['origin', 'names'],
      async run() {
        const made = await victim();
        const { world, id, stack } = made;
        const [, nodegroupName = '', generation = ''] = id.split('/');
        const key = `${CLUSTER}/${nodegroupName}`;
        const live = world.nodegroup(CLUSTER, nodegroupName);
        world.account.nodegroups.put(key, { ...live, status: 'CREATE_FAILED' });
        const [group] = world.account.securityGroups.all();
        if (!group) throw new Error('no security group');
        const name = nodegroupName.replace(`-${generation}`, '');
        world.account.securityGroups.put('sg-mine', {
          ...group,
          id: 'sg-mine',
          name: how.startsWith('names') ? `efa-${name}-${generation}` : 'mine',
          vpcId: 'vpc-mine',
          tags: {
            [ID_TAG]: id,
            'efa-node-group:stack': 'other',
            'efa-node-group:logical-id': 'Nodes',
          },
        });
        watch(world).watchOthers();
        const placeholder = 'other-Nodes-0A1B2C3D4E5F';
        const what = { physicalId: placeholder, status: 'DELETE_IN_PROGRESS', type: TYPE } as const;
        stack.provider.stacks.change(OTHER_STACK, 'Nodes', what);
        await invoke(made, {
          RequestType: 'Delete',
          PhysicalResourceId: placeholder,
          StackId: OTHER_STACK,
          ResponseURL: `${BUCKET}/other?X-Amz-Signature=0`,
        });
        return over(world, !isThere(world, nodegroupName));
      },
    }),
  ),
  {
    actor: READER,
    does: 'waits for a NoEcho value that breaks a rule',
    guards: ['values'],
    async run() {
      const { stack, properties, world } = given();
      const bad = { ...properties, Labels: { token: `secret-${'x'.repeat(64)}` } };
      const answer = await stack.run(() => stack.create(bad));
      return over(world, (answer.Reason ?? '').includes('secret-'));
    },
  },
  {
    actor: AUTHOR,
    does: "has a reviewer's terminal obey what the template holds",
    guards: ['printable'],
    async run() {
      const { world } = scene();
      const Properties = { 'Bad\u001b]0;owned\u0007': 1 };
      const template = { Resources: { Nodes: { Type: 'Efa::EKS::NodeGroup', Properties } } };
      const { stderr, stdout } = await efaNodegroup(world, [
        'plan',
        '--template',
        file('t.json', template),
      ]);
      return (stdout + stderr).includes('\u001b]0;owned');
    },
  },
];
