/** What several instance types have to have in common, and which of them represents all. */

import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { representative } from '../../../src/core/instance-type/hardware';
import { choose } from '../../../src/core/lifecycle/create/choose';
import { instanceTypeFindings } from '../../../src/core/node/instance-types';
import { create, environment, offeredIn, typeNamed } from '../given';

const C5N = typeNamed('c5n.18xlarge');
const M5DN = typeNamed('m5dn.24xlarge');
const ARM = typeNamed('c7gn.16xlarge');
const P5 = typeNamed('p5.48xlarge');
const P5E = typeNamed('p5e.48xlarge');
const P5EN = typeNamed('p5en.48xlarge');

function given(types: readonly InstanceTypeInfo[], more: Parameters<typeof create>[0] = {}) {
  const names = types.map(({ InstanceType = '' }) => InstanceType as string);
  const observed = environment({
    instanceTypes: types,
    offerings: offeredIn(['use1-az1', 'use1-az2'], types),
  });
  return { request: create({ InstanceTypes: names, ...more }), observed };
}

describe('types that are alike', () => {
  it('the one with fewest disks represents them, in whatever order they are given', () => {
    expect(representative([M5DN, C5N])?.InstanceType).toBe('c5n.18xlarge');
    expect(representative([C5N, M5DN])?.InstanceType).toBe('c5n.18xlarge');
    expect(representative([])).toBeUndefined();
  });

  it('use disks only where every type has some', () => {
    const { request, observed } = given([M5DN, C5N]);
    expect(choose(request, observed)).toMatchObject({ localStorage: 'NONE' });
    const both = given([P5, P5E]);
    expect(choose(both.request, both.observed)).toMatchObject({ localStorage: 'RAID0' });
  });

  it('have no placement group by AUTO, and a single one has', () => {
    const { request, observed } = given([P5, P5E]);
    expect(choose(request, observed)).toMatchObject({ placementGroup: { kind: 'none' } });
    const one = given([P5]);
    expect(choose(one.request, one.observed)).toMatchObject({
      placementGroup: { kind: 'created' },
    });
  });
});

describe('types that are not alike', () => {
  it.each<[string, readonly InstanceTypeInfo[], readonly string[]]>([
    [
      'other interfaces: both are shown',
      [P5, P5EN],
      [
        'p5.48xlarge: 32 EFA (0/0 efa, 1-31/1 efa-only); p5en.48xlarge: 16 EFA (0/0 efa, 1-15/1 efa-only)',
      ],
    ],
    [
      'another architecture',
      [C5N, ARM],
      ['c5n.18xlarge: x86_64 STANDARD; c7gn.16xlarge: arm64 STANDARD'],
    ],
    ['both', [ARM, P5], ['different interfaces', 'c7gn.16xlarge: arm64 STANDARD']],
  ])('%s', (_name, types, texts) => {
    const { request, observed } = given(types);
    const findings = instanceTypeFindings(request.desired, observed);
    expect(findings).toHaveLength(texts.length);
    texts.forEach((text, at) => {
      expect(findings[at]).toEqual({
        path: 'InstanceTypes',
        message: expect.stringContaining(text),
      });
    });
  });

  it('may differ in cards that a list leaves empty', () => {
    const NetworkInterfaces = [
      { NetworkCardIndex: 0, DeviceIndex: 0, InterfaceType: 'efa' as const },
    ];
    const { request, observed } = given([P5, P5EN], { Efa: { NetworkInterfaces } });
    expect(choose(request, observed)).toMatchObject({ interfaces: NetworkInterfaces });
  });

  it('are not compared where one of them is unknown or has no EFA', () => {
    const { request, observed } = given([P5, P5EN]);
    const one = { ...observed, instanceTypes: [P5], unknownInstanceTypes: ['p5en.48xlarge'] };
    expect(instanceTypeFindings(request.desired, one)).toEqual([
      {
        path: 'InstanceTypes',
        message: expect.stringContaining('Instance type p5en.48xlarge does not exist'),
      },
    ]);
  });
});
