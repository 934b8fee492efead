/** Reads the custom AMI and the key pair. */

import { DescribeImagesCommand, DescribeKeyPairsCommand } from '@aws-sdk/client-ec2';
import { NOT_FOUND } from '../../core/model/not-found';
import { type Clients, find } from '../clients';

export async function findImage({ ec2 }: Clients, id: string) {
  const answer = await find('ec2:DescribeImages', id, NOT_FOUND.image, () =>
    ec2.send(new DescribeImagesCommand({ ImageIds: [id] })),
  );
  return answer?.Images?.[0];
}

export async function findKeyPair({ ec2 }: Clients, name: string) {
  const answer = await find('ec2:DescribeKeyPairs', name, NOT_FOUND.keyPair, () =>
    ec2.send(new DescribeKeyPairsCommand({ KeyNames: [name] })),
  );
  return answer?.KeyPairs?.[0];
}
