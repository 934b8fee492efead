/** What each layout makes of a type, and what it costs. */
import { type LayoutDocument, layoutDocument, layoutText } from '../../src/cli/picture/layouts';
import { scene } from '../world/scene';
import { efaNodegroup } from './terminal';

/** Interfaces of each card, addresses of an interface, and vCPUs: EC2's own figures. */
function typeWith(cards: readonly number[], addresses: number, vCpus: number) {
  return {
    InstanceType: 'x.large' as never,
    VCpuInfo: { DefaultVCpus: vCpus },
    NetworkInfo: {
      EfaSupported: true,
      EfaInfo: { MaximumEfaInterfaces: cards.length },
      Ipv4AddressesPerInterface: addresses,
      NetworkCards: cards.map((MaximumNetworkInterfaces, NetworkCardIndex) => ({
        NetworkCardIndex,
        MaximumNetworkInterfaces,
      })),
    },
  };
}

describe('pods', () => {
  // what nodeadm and EKS advertise, and what the CNI has addresses for
  it.each([
    ['p5.48xlarge', [2, 2], 50, 192, 100, 51],
    ['trn2.3xlarge', [2], 15, 12, 30, 16],
    ['p5en.48xlarge', [4, 4], 50, 192, 198, 149],
    ['p5.4xlarge, with 118 addresses', [4], 30, 16, 110, 89],
    ['g4dn.8xlarge', [4], 15, 32, 58, 44],
    ['hpc6id.32xlarge', [1, 1], 50, 64, 51, 51],
    ['p4d.24xlarge, with 737 addresses', [15, 15], 50, 96, 250, 250],
  ])('of a type like %s', (_like, cards, addresses, vCpus, advertised, usable) => {
    const { layouts } = layoutDocument(typeWith(cards, addresses, vCpus));
    expect(layouts.map(({ pods }) => pods)).toEqual([
      { advertised, usable: advertised },
      { advertised, usable: advertised },
      { advertised, usable },
    ]);
  });

  it('without a limit of EKS where EC2 reports no vCPUs', () => {
    const { VCpuInfo: _, ...type } = typeWith([15], 50, 96);
    expect(layoutDocument(type).layouts[0]?.pods).toEqual({ advertised: 737, usable: 737 });
  });

  it('unknown where EC2 does not report the limits', () => {
    const { NetworkInfo } = typeWith([2], 50, 64);
    const { Ipv4AddressesPerInterface: _, ...without } = NetworkInfo;
    const document = layoutDocument({ NetworkInfo: without });
    expect(document.layouts[0]?.pods).toBeNull();
    expect(layoutText(document)).toContain('pods: unknown');
  });
});

describe('plan layout', () => {
  const layout = (...args: string[]) => efaNodegroup(scene().world, ['plan', 'layout', ...args]);

  it('shows the layouts side by side', async () => {
    const { exitCode, stdout } = await layout('p5.48xlarge');
    expect(exitCode).toBe(0);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {3,}/));
    expect(lines[0]).toEqual(['p5.48xlarge']);
    expect(lines[1]?.slice(-2)).toEqual(['EFA_ALL', 'ENA_PRIMARY']);
    expect(stdout).toContain('[0 interface] [1 efa-only ]');
    expect(stdout).toMatch(
      /interfaces: 32, EFA: 32 +interfaces: 32, EFA: 32 +interfaces: 33, EFA: 32$/m,
    );
    expect(stdout).toMatch(
      /IP addresses per node: 1 +IP addresses per node: 32 +IP addresses per node: 1$/m,
    );
    expect(stdout).toMatch(
      /pods: 100 +pods: 100 +pods: 51 of the 100 that the kubelet advertises$/m,
    );
  });

  it('says which card takes no EFA', async () => {
    const { stdout } = await layout('p6-b300.48xlarge');
    expect(stdout).toContain('card 0      [0 interface] 3 free (no EFA)');
    expect(stdout).toContain('cards 1-16  [0 -        ] [1 efa-only ] 2 free');
  });

  it('of several types, as JSON', async () => {
    const { stdout } = await layout('p5.48xlarge', 'hpc6id.32xlarge', '--json');
    const documents = JSON.parse(stdout) as LayoutDocument[];
    expect(documents.map(({ instanceType }) => instanceType)).toEqual([
      'p5.48xlarge',
      'hpc6id.32xlarge',
    ]);
    expect(documents[1]?.layouts.map(({ interfaces }) => interfaces.length)).toEqual([2, 2, 2]);
  });

  it.each([
    ['m5.large', 'Instance type m5.large does not support EFA. Use another instance type.\n'],
    [
      'p9.huge',
      'Instance type p9.huge does not exist in us-east-1. Check the name, or pass another --region.\n',
    ],
  ])('%s: exit code 1', async (type, stderr) => {
    expect(await layout(type)).toMatchObject({ exitCode: 1, stderr });
  });
});
