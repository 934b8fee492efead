/** CloudFormation may send numbers and booleans as texts, at every depth: lists, and objects in lists, too. */
import { seedProperties } from '../reconcile/driver';
import { scene } from '../world/scene';
import { CloudFormation, type Event, type Json, type Operation } from './cloudformation';

beforeEach(() => jest.spyOn(console, 'log').mockImplementation(() => {}));
afterEach(() => jest.restoreAllMocks());

const QUICK = { nodegroupCreate: 20, nodegroupDelete: 20, instanceLinger: 0, configUpdate: 20 };
const TYPED = {
  InstanceTypes: ['hpc6id.32xlarge'],
  ScalingConfig: { MinSize: 1, MaxSize: 3, DesiredSize: 2 },
  Volume: { SizeGiB: 200, Iops: 4000, Throughput: 250, Encrypted: true },
  Monitoring: false,
  MaxPods: 30,
  MetadataOptions: { HttpPutResponseHopLimit: 2 },
  Efa: {
    NetworkInterfaces: [
      { NetworkCardIndex: 0, DeviceIndex: 0, InterfaceType: 'efa' },
      { NetworkCardIndex: 1, DeviceIndex: 0, InterfaceType: 'efa-only' },
    ],
  },
  UpdateConfig: { MaxUnavailable: 1 },
  NodeRepairConfig: {
    Enabled: true,
    MaxUnhealthyNodeThresholdCount: 2,
    MaxParallelNodesRepairedCount: 1,
    NodeRepairConfigOverrides: [
      {
        NodeMonitoringCondition: 'AcceleratedInstanceNotReady',
        NodeUnhealthyReason: 'NvidiaXID13Error',
        MinRepairWaitTimeMins: 30,
        RepairAction: 'Reboot',
      },
    ],
  },
};
const CHANGED = {
  ...TYPED,
  ScalingConfig: { MinSize: 2, MaxSize: 4 },
  NodeRepairConfig: {
    ...TYPED.NodeRepairConfig,
    NodeRepairConfigOverrides: [
      { ...TYPED.NodeRepairConfig.NodeRepairConfigOverrides[0], MinRepairWaitTimeMins: 45 },
    ],
  },
};

function asTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTexts);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, asTexts(each)]));
}

/** As CloudFormation repeats it; what an IN_PROGRESS event gives back is typed where the library knows the type. */
async function last(cloudFormation: CloudFormation, operation: Operation): Promise<Event> {
  let { model } = operation;
  let context: Json | undefined;
  for (let invocation = 0; invocation < 100; invocation += 1) {
    const event = await cloudFormation.invoke({ ...operation, ...(model && { model }) }, context);
    if (event.status !== 'IN_PROGRESS') return event;
    model = event.resourceModel;
    context = event.callbackContext;
    cloudFormation.world.clock.advance(event.callbackDelaySeconds ?? 0);
  }
  throw new Error('not settled');
}

/** The model after a create, after an update, and what was sent. */
async function life(form: (value: unknown) => unknown) {
  const made = scene({ timings: QUICK });
  const cloudFormation = new CloudFormation(made.world);
  const first = form({ ...seedProperties(made), LocalStorage: 'NONE', ...TYPED }) as Json;
  const second = form({ ...seedProperties(made), LocalStorage: 'NONE', ...CHANGED }) as Json;
  const created = await last(cloudFormation, { action: 'CREATE', model: first });
  expect(`${created.status} ${created.message}`).toMatch(/^SUCCESS/);
  const Id = created.resourceModel?.Id;
  const model = { ...second, Id };
  const updated = await last(cloudFormation, { action: 'UPDATE', model, previous: first });
  expect(updated).toMatchObject({ status: 'SUCCESS' });
  const sent = made.world.calls.filter(({ write }) => write);
  return {
    models: [created.resourceModel, updated.resourceModel],
    sent: sent.map(({ action, input }) => ({ action, input })),
  };
}

test('texts at every depth make what typed values make', async () => {
  const [typed, texts] = [await life((value) => value), await life(asTexts)];
  expect(typed.models[0]).toMatchObject(TYPED);
  expect(texts).toEqual(typed);
  expect(typed.sent.map(({ action }) => action)).toContain('UpdateNodegroupConfig');
});

test('an update from typed values to the same as texts makes no changing call', async () => {
  const made = scene({ timings: QUICK });
  const cloudFormation = new CloudFormation(made.world);
  const typed = { ...seedProperties(made), LocalStorage: 'NONE', ...TYPED } as unknown as Json;
  const created = await last(cloudFormation, { action: 'CREATE', model: typed });
  const before = made.world.calls.length;
  const model = { ...(asTexts(typed) as Json), Id: created.resourceModel?.Id };
  const updated = await last(cloudFormation, { action: 'UPDATE', model, previous: typed });
  expect(`${updated.status} ${updated.message}`).toMatch(/^SUCCESS/);
  expect(made.world.calls.slice(before).filter(({ write }) => write)).toEqual([]);
});
