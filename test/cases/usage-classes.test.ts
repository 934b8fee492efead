/** How EC2 sells an instance type (usage-class-rules.ts of the world), and the nearest that it sells. */
import type { UsageClassType } from '@aws-sdk/client-ec2';
import { silenceLogs } from '../custom-resource/given';
import type { Scene } from '../world/scene';
import { refusedEverywhere, takenEverywhere } from './everywhere';

silenceLogs();

const HPC = {
  InstanceTypes: ['hpc7a.96xlarge'],
  CapacityType: 'SPOT',
  LocalStorage: 'AUTO',
};

/** p5, as if EC2 sold it in these ways. */
const sold =
  (...SupportedUsageClasses: UsageClassType[]) =>
  ({ world }: Scene) => {
    const { instanceTypes } = world.account;
    const type = instanceTypes.get('p5.48xlarge');
    if (type) instanceTypes.set('p5.48xlarge', { ...type, SupportedUsageClasses });
  };

refusedEverywhere([
  {
    name: 'a type of HPC as Spot Instances',
    properties: HPC,
    path: 'CapacityType',
    words: [
      'EC2 does not offer hpc7a.96xlarge as Spot Instances',
      'Remove SPOT, or use another instance type',
    ],
    atSynth: false,
  },
  {
    name: 'one of several types',
    properties: { ...HPC, InstanceTypes: ['hpc6id.32xlarge', 'hpc7a.96xlarge'] },
    path: 'CapacityType',
    words: ['EC2 does not offer hpc7a.96xlarge as Spot Instances'],
    atSynth: false,
  },
  {
    name: 'a type of Capacity Blocks alone',
    properties: {},
    world: sold('capacity-block'),
    path: 'CapacityType',
    words: [
      'EC2 does not offer p5.48xlarge as On-Demand Instances, which is the default',
      'Set CapacityReservation.Id to a reservation of it',
    ],
    atSynth: false,
  },
]);

takenEverywhere([
  { name: 'the same type On-Demand', properties: { ...HPC, CapacityType: undefined } },
  { name: 'a type that has Spot', properties: { ...HPC, InstanceTypes: ['c5n.18xlarge'] } },
  { name: 'a type of which EC2 does not say it', properties: HPC, world: unsaid },
]);

function unsaid({ world }: Scene): void {
  const { SupportedUsageClasses: _, ...type } =
    world.account.instanceTypes.get('hpc7a.96xlarge') ?? {};
  world.account.instanceTypes.set('hpc7a.96xlarge', type);
}
