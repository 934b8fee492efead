import { inspect } from 'node:util';
import { seedProperties } from '../reconcile/driver';
import { scene } from '../world/scene';
import { CloudFormation, type Event, SECRETS } from './cloudformation';

const USER_DATA = '#!/bin/sh\nexport TOKEN=canary-in-user-data';
const CANARIES = [...Object.values(SECRETS), 'canary-in-user-data'];
const encoded = CANARIES.map((text) => Buffer.from(text).toString('base64').slice(4, -4));

let lines: string[];
beforeEach(() => {
  lines = [];
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
    jest.spyOn(console, method).mockImplementation((...args: unknown[]) => {
      lines.push(
        args.map((arg) => (typeof arg === 'string' ? arg : inspect(arg, false, 9))).join(' '),
      );
    });
  }
});
afterEach(() => jest.restoreAllMocks());

function silentOf(text: string): void {
  for (const canary of [...CANARIES, ...encoded]) expect(text).not.toContain(canary);
}

describe('secrets', () => {
  it.each<readonly [string, (made: ReturnType<typeof scene>) => object]>([
    ['goes well', () => ({})],
    ['is refused for its user data', () => ({ PreBootstrapUserData: 'canary-in-user-data' })],
    [
      'is refused for the length of its user data',
      () => ({ PreBootstrapUserData: `${USER_DATA}${'x'.repeat(20_000)}` }),
    ],
    [
      'is refused for its settings in TOML',
      () => ({
        AmiType: 'BOTTLEROCKET_x86_64',
        PreBootstrapUserData: "[settings]\na = 'canary-in-user-data \"'\n",
      }),
    ],
    [
      'has a custom AMI, and fails in EKS',
      ({ world }) => {
        world.failNextCreate([{ code: 'AccessDenied', message: 'no such right' }]);
        return {
          ImageId: world.addImage(),
          LocalStorage: 'AUTO',
          PreBootstrapUserData: undefined,
          UserData: USER_DATA,
        };
      },
    ],
    [
      'fails in EKS',
      ({ world }) => {
        world.failNextCreate([{ code: 'AccessDenied', message: 'no such right' }]);
        return {};
      },
    ],
    [
      'is refused by EC2',
      ({ world }) => {
        world.faults.add({
          action: 'CreateLaunchTemplate',
          error: { code: 'InvalidParameterValue' },
        });
        return {};
      },
    ],
  ])('stay out of logs, messages, tags and context of a create that %s', async (_name, change) => {
    const made = scene({ timings: { nodegroupCreate: 20 } });
    const { world } = made;
    const cloudFormation = new CloudFormation(world);
    const given = {
      ...seedProperties(made),
      InstanceTypes: ['hpc6id.32xlarge'],
      PreBootstrapUserData: USER_DATA,
      ...change(made),
    };
    const model = JSON.parse(JSON.stringify(given)) as typeof given;
    const events = await cloudFormation.run({ action: 'CREATE', model });
    expect(lines.length).toBeGreaterThan(5);
    silentOf(lines.join('\n'));
    for (const { message, callbackContext } of events as readonly Event[]) {
      silentOf(JSON.stringify({ message, callbackContext }));
    }
    // what CloudFormation keeps of the resource has nothing write-only
    silentOf(JSON.stringify(events.at(-1)?.resourceModel ?? {}));
    silentOf(JSON.stringify(world.resources()));
  });
});
