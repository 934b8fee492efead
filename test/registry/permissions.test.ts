/**
 * `handlers.*.permissions` of schema.json are the calls that the code makes, by observation, and those that
 * AWS makes of the caller's permissions besides.
 */
import schema from '../../schema.json';
import { makeAws } from '../../src/aws/aws';
import type { ClientConfig } from '../../src/aws/clients';
import { SENDERS } from '../../src/aws/perform';
import type { Properties } from '../../src/core/model/properties';
import {
  create,
  type Living,
  readModel,
  remove,
  run,
  SMALL,
  setting,
  succeeded,
  update,
} from '../reconcile/driver';
import { watch } from '../reconcile/watch';
import type { RecordedCall } from '../world/endpoint';
import type { World } from '../world/world';

type Handler = keyof typeof schema.handlers;

/**
 * What AWS asks of the caller besides. The first source of each is the schema of AWS::EKS::Nodegroup itself
 * (`aws cloudformation describe-type`), whose handlers make the same calls of EKS as ours.
 */
const ALSO_NEEDED: Readonly<Partial<Record<Handler, readonly (readonly [string, string])[]>>> = {
  create: [
    ['iam:PassRole', 'the node role is given to EKS'],
    ['iam:GetRole', 'EKS reads its service-linked role (terraform-aws-eks#823)'],
    ['iam:ListAttachedRolePolicies', 'EKS checks the node role (ACK community#2164)'],
    ['iam:CreateServiceLinkedRole', 'EKS user guide, using-service-linked-roles-eks-nodegroups'],
    ['ec2:DescribeVpcs', "as in AWS::EKS::Nodegroup's own schema"],
    ['ec2:RunInstances', 'asked of who gives a launch template: EKS user guide, launch-templates'],
    ['ec2:CreateTags', 'TagSpecifications of the creating calls, and of the launch template'],
    ['eks:TagResource', 'API_CreateNodegroup, tags'],
  ],
  update: [
    ['iam:PassRole', 'a new template version launches nodes with the role'],
    ['iam:GetRole', 'as for create'],
    ['ec2:RunInstances', 'as for create'],
  ],
};

const observed: Record<Handler, Set<string>> = {
  create: new Set(),
  read: new Set(),
  update: new Set(),
  delete: new Set(),
  list: new Set(),
};

function note(handler: Handler, calls: readonly RecordedCall[]): void {
  for (const { service, action } of calls) observed[handler].add(`${service}:${action}`);
}

async function observe(handler: Handler, world: World, run: () => Promise<unknown>) {
  const first = world.calls.length;
  await run();
  note(handler, world.calls.slice(first));
}

/** The node group's updates, one after the other: what each changes of the properties before. */
async function updates(made: Living, changes: readonly Partial<Properties>[]): Promise<Properties> {
  let { properties } = made;
  for (const [at, change] of changes.entries()) {
    const desired = { ...properties, ...change };
    const request = update(made.request.identity, properties, desired, { token: `update ${at}` });
    const end = await run(made.world, request);
    succeeded(end);
    note('update', end.calls);
    properties = desired;
  }
  return properties;
}

async function aLife(options: Parameters<typeof setting>[0]): Promise<void> {
  const made = setting(options);
  const { world, request } = made;
  const end = await run(world, request);
  note('create', end.calls);
  const { model } = succeeded(end);
  if (!model) throw new Error('no model');
  await updates({ ...made, model }, [
    { Labels: { a: 'b' }, Tags: { team: 'ml', stage: 'test' } },
    { Tags: { team: 'hpc' } },
    { Placement: { Group: 'CREATE', AvailabilityZone: model.AvailabilityZone ?? '' } },
    { Volume: { SizeGiB: 200 } },
    { Volume: { SizeGiB: 300 }, LocalStorage: 'NONE' },
    { Volume: { SizeGiB: 400 } },
    { Efa: { SecurityGroup: 'NONE' } },
    { Efa: { SecurityGroup: 'CREATE' } },
  ]);
  await observe('read', world, () => readModel(world, request.identity));
  await observe('list', world, () =>
    makeAws(world.clientConfig() as unknown as ClientConfig).listIds(undefined),
  );
  // somebody took the Id tag off, and Delete puts it on again
  const { clusterName, nodegroupName } = request.identity;
  const { tags, ...live } = world.nodegroup(clusterName, nodegroupName);
  const { 'efa-node-group:id': _, ...others } = tags;
  const key = `${clusterName}/${nodegroupName}`;
  world.account.nodegroups.put(key, { ...live, tags: others });
  note('delete', (await run(world, remove(request.identity))).calls);
}

/** What is only observed where a property names it: reservations, another's placement group, an image, a key. */
async function namedThings(): Promise<void> {
  const made = setting({ change: SMALL });
  const { world } = made;
  const { LocalStorage: _, ...properties } = made.properties;
  const [instanceType] = SMALL.InstanceTypes;
  const zone = { zone: 'us-east-1a', zoneId: 'use1-az1' };
  const reservation = world.addReservation({ instanceType, ...zone, count: 20 });
  const ResourceGroupArn = world.addResourceGroup('reserved', [reservation]);
  const GroupName = world.addPlacementGroup('mine');
  const GroupId = world.addSharedGroup('shared');
  for (const key of ['one', 'two']) world.addKeyPair(key);
  watch(world).watchOthers();
  const lives: readonly (readonly [Partial<Properties>, readonly Partial<Properties>[]])[] = [
    [
      { CapacityReservation: { ResourceGroupArn }, KeyName: 'one' },
      [
        { KeyName: 'two' },
        { CapacityReservation: { Id: reservation } },
        { CapacityReservation: { ResourceGroupArn } },
      ],
    ],
    [{ Placement: { GroupName } }, []],
    [{ Placement: { GroupId } }, []],
    [{ ImageId: world.addImage(), UserData: '#!/bin/bash\n' }, [{ ImageId: world.addImage() }]],
    [
      { AmiType: 'BOTTLEROCKET_x86_64', Volume: { SnapshotId: world.addSnapshot() } },
      [{ Volume: { SnapshotId: world.addSnapshot() } }],
    ],
  ];
  for (const [given, changes] of lives) {
    const request = create({ ...properties, ...given }, { token: JSON.stringify(given) });
    const end = await run(world, request);
    note('create', end.calls);
    const { model } = succeeded(end);
    if (!model) throw new Error('no model');
    await updates({ ...made, properties: request.desired, request, model }, changes);
    succeeded(await run(world, remove(request.identity)));
  }
}

beforeAll(async () => {
  await namedThings();
  const options = { change: { ...SMALL, Placement: { Group: 'CREATE' } } } as const;
  // nodes that terminate slowly keep their groups in use: the blockers are read
  await aLife({ ...options, timings: { instanceLinger: 500 } });
  // a name that is taken is observed: here by our own launch template, whose create lost its response
  const { world, request } = setting(options);
  const code = 'InvalidLaunchTemplateName.AlreadyExistsException';
  world.faults.add({ action: 'CreateLaunchTemplate', when: 'after', error: { code } });
  const end = await run(world, request);
  succeeded(end);
  note('create', end.calls);
}, 60_000);

describe.each(Object.keys(observed) as Handler[])('%s', (handler) => {
  const allowed: readonly string[] = schema.handlers[handler].permissions;
  const alsoNeeded = (ALSO_NEEDED[handler] ?? []).map(([action]) => action);

  it('may make every call that it makes, and no other', () => {
    expect([...observed[handler], ...alsoNeeded].sort()).toEqual([...allowed].sort());
  });

  it('needs nothing besides that it calls for itself', () => {
    expect(alsoNeeded.filter((action) => observed[handler].has(action))).toEqual([]);
  });
});

it('every changing call of the code was seen', () => {
  const seen = new Set(Object.values(observed).flatMap((actions) => [...actions]));
  expect(Object.keys(SENDERS).filter((call) => !seen.has(call))).toEqual([]);
});
