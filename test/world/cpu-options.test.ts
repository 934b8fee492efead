/** The world's rules for CPU options; their source is in cpu-options-rules.ts. */
import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { CreateNodegroupCommand } from '@aws-sdk/client-eks';
import { prepared } from './prepared';

const INTERFACE = [{ NetworkCardIndex: 0, DeviceIndex: 0, InterfaceType: 'interface' }];

async function created(type: string, CpuOptions: RequestLaunchTemplateData['CpuOptions']) {
  const { world, input } = await prepared({ data: { NetworkInterfaces: INTERFACE, CpuOptions } });
  return world.eks.send(
    new CreateNodegroupCommand({ ...input, instanceTypes: [type as 'm5.large'] }),
  );
}

describe('CPU options that EC2 takes', () => {
  test.each([
    ['p5.48xlarge', { CoreCount: 96, ThreadsPerCore: 1 }],
    ['p5.48xlarge', { CoreCount: 12, ThreadsPerCore: 2 }],
    ['hpc6id.32xlarge', { CoreCount: 64, ThreadsPerCore: 1 }],
    // EC2 tells no valid values of it, only the default ones
    ['hpc7a.96xlarge', { CoreCount: 192, ThreadsPerCore: 1 }],
    ['p5.48xlarge', undefined],
  ])('%s: %j', async (type, options) => {
    await expect(created(type, options)).resolves.toMatchObject({ nodegroup: {} });
  });
});

describe('CPU options that EC2 refuses', () => {
  test.each([
    ['p5.48xlarge', { CoreCount: 13, ThreadsPerCore: 1 }, 'core count 13'],
    ['p5.48xlarge', { CoreCount: 96, ThreadsPerCore: 3 }, '3 threads'],
    ['hpc6id.32xlarge', { CoreCount: 64, ThreadsPerCore: 2 }, '2 threads'],
    ['hpc7a.96xlarge', { CoreCount: 192, ThreadsPerCore: 2 }, '2 threads'],
    ['p5.48xlarge', { CoreCount: 96 }, 'both'],
    ['p5.48xlarge', { ThreadsPerCore: 1 }, 'both'],
  ])('%s: %j', async (type, options, words) => {
    await expect(created(type, options)).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringContaining(words),
    });
  });
});
