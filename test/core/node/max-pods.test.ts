/** MaxPods where EKS has a number of its own (EKS user guide, choosing-instance-type, "How maxPods is determined"). */
import type { Properties } from '../../../src/core/model/properties';
import { maxPods } from '../../../src/core/node/max-pods';

const warningsOf = (desired: Partial<Properties>) =>
  maxPods.warnings?.({ desired: desired as Properties } as never);

describe('MaxPods', () => {
  it.each([
    ['the default AMI type', undefined],
    ['AL2023', 'AL2023_x86_64_NVIDIA'],
  ] as const)('with %s warns that EKS may set another one', (_name, AmiType) => {
    expect(warningsOf({ MaxPods: 51, ...(AmiType && { AmiType }) })).toEqual([
      { path: 'MaxPods', message: expect.stringContaining('another limit than 51') },
    ]);
  });

  // launch-templates: "if you set settings.kubernetes.max-pods [...] these values in your user data are applied"
  it('with Bottlerocket is applied', () => {
    expect(warningsOf({ MaxPods: 51, AmiType: 'BOTTLEROCKET_x86_64' })).toEqual([]);
  });

  it('that is absent warns of nothing', () => {
    expect(warningsOf({})).toEqual([]);
  });
});
