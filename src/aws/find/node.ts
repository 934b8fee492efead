/** Reads the custom AMI and the key pair. */
import { DescribeImagesCommand, DescribeKeyPairsCommand } from '@aws-sdk/client-ec2';
import { type Clients, find } from '../clients';

/** Does not exist, is not an id, is not shared with this account (EC2 API reference, error codes). */
const NO_IMAGE = ['InvalidAMIID.NotFound', 'InvalidAMIID.Malformed', 'InvalidAMIID.Unavailable'];

export async function findImage({ ec2 }: Clients, id: string) {
  const answer = await find('ec2:DescribeImages', id, NO_IMAGE, () =>
    ec2.send(new DescribeImagesCommand({ ImageIds: [id] })),
  );
  return answer?.Images?.[0];
}

export async function findKeyPair({ ec2 }: Clients, name: string) {
  const answer = await find('ec2:DescribeKeyPairs', name, ['InvalidKeyPair.NotFound'], () =>
    ec2.send(new DescribeKeyPairsCommand({ KeyNames: [name] })),
  );
  return answer?.KeyPairs?.[0];
}
