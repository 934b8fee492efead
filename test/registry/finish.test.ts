/** The end of an invocation: everything is delivered, and nothing is slept through. */
import { LoggerProxy } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib';
import { scene } from '../world/scene';
import { CloudFormation } from './cloudformation';

beforeEach(() => jest.spyOn(console, 'log').mockImplementation(() => {}));
afterEach(() => jest.restoreAllMocks());

test('an invocation sets no timer of a second, as the library would', async () => {
  const timers = jest.spyOn(globalThis, 'setTimeout');
  await new CloudFormation(scene().world).invoke({ action: 'LIST', credentials: 'none' });
  expect(timers.mock.calls.map(([, milliseconds]) => milliseconds)).not.toContain(1000);
});

test('the answer comes after the last log line, however slow its delivery is', async () => {
  const order: string[] = [];
  const { log } = LoggerProxy.prototype;
  jest.spyOn(LoggerProxy.prototype, 'log').mockImplementation(function (this: LoggerProxy, ...of) {
    const { logPublishers } = this as unknown as { logPublishers: Publisher[] };
    if (!logPublishers.some((publisher) => publisher.slow)) {
      this.addLogPublisher({
        slow: true,
        addFilter: () => {},
        publishLogEvent: async (message: string) => {
          await new Promise((resolve) => setTimeout(resolve, 30));
          order.push(message);
        },
      } as never);
    }
    return log.apply(this, of);
  });
  await new CloudFormation(scene().world).invoke({ action: 'LIST', credentials: 'none' });
  order.push('answer');
  expect(order).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^START/),
      '[LIST] invoking handler...',
      expect.stringMatching(/^Handler error/),
      expect.stringMatching(/^END/),
      expect.stringMatching(/^REPORT/),
    ]),
  );
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(order.at(-1)).toBe('answer');
});

interface Publisher {
  readonly slow?: boolean;
}
