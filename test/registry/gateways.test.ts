/** Read and List cannot wait: they give the code that CloudFormation retries. */
import type { FaultError } from '../world/faults';
import { GATEWAY_ANSWERS } from '../world/faults';
import { scene } from '../world/scene';
import { CloudFormation } from './cloudformation';

beforeEach(() => jest.spyOn(console, 'log').mockImplementation(() => {}));
afterEach(() => jest.restoreAllMocks());

const FAULTS: readonly (readonly [string, FaultError, string])[] = [
  ...Object.entries(GATEWAY_ANSWERS).map(
    ([name, answer]) => [name, answer, codeOf(answer)] as const,
  ),
  ...(['EMFILE', 'EHOSTUNREACH', 'ENETUNREACH', 'EPROTO', 'EAI_AGAIN', 'ECONNRESET'] as const).map(
    (code) => [code, code, 'NetworkFailure'] as const,
  ),
];

function codeOf({ status }: { readonly status: number }): string {
  if (status === 429) return 'Throttling';
  return status === 408 ? 'NetworkFailure' : 'ServiceInternalError';
}

describe.each(FAULTS)('%s', (_, error, errorCode) => {
  it.each(['READ', 'LIST'] as const)(`ends a %s as ${errorCode}`, async (action) => {
    const { world } = scene();
    world.faults.add({ times: 100, error });
    const model = { Id: 'training/Nodes-0123456789ab/0123456789ab' };
    const cloudFormation = new CloudFormation(world);
    const event = await cloudFormation.invoke({ action, ...(action === 'READ' && { model }) });
    expect(event).toMatchObject({ status: 'FAILED', errorCode });
  });

  it.each(['CREATE', 'UPDATE', 'DELETE'] as const)(
    'is waited for in the first invocation of a %s',
    async (action) => {
      const { world, subnetIds } = scene();
      world.faults.add({ times: 100, error });
      const model = {
        ClusterName: 'training',
        NodeRole: 'arn:aws:iam::123456789012:role/nodes',
        Subnets: [...subnetIds],
        InstanceTypes: ['hpc6id.32xlarge'],
        ScalingConfig: { MinSize: 1, MaxSize: 1 },
        ...(action !== 'CREATE' && { Id: 'training/Nodes-0123456789ab/0123456789ab' }),
      };
      const cloudFormation = new CloudFormation(world);
      const event = await cloudFormation.invoke({ action, model, previous: model });
      expect(event).toMatchObject({ status: 'IN_PROGRESS' });
      expect(event.callbackDelaySeconds).toBeGreaterThan(0);
    },
  );
});
