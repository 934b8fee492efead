/** Reads the custom AMI, the key pair and the snapshots. */

import {
  DescribeImagesCommand,
  DescribeKeyPairsCommand,
  DescribeSnapshotsCommand,
} from '@aws-sdk/client-ec2';
import type { Environment } from '../../core/model/facts';
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

/** EC2 refuses the whole call where one snapshot does not exist; then each is described in a call of its own. */
export async function findSnapshots(
  clients: Clients,
  ids: readonly string[],
): Promise<Environment> {
  const together = await snapshotsOf(clients, ids);
  const alone = ids.length === 1 ? [] : ids.map((id) => snapshotsOf(clients, [id]));
  const snapshots = together ?? (await Promise.all(alone)).flatMap((each) => each ?? []);
  const isKnown = (id: string) => snapshots.some(({ SnapshotId }) => SnapshotId === id);
  return { snapshots, unknownSnapshotIds: ids.filter((id) => !isKnown(id)) };
}

async function snapshotsOf({ ec2 }: Clients, ids: readonly string[]) {
  const answer = await find('ec2:DescribeSnapshots', ids.join(', '), NOT_FOUND.snapshot, () =>
    ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [...ids] })),
  );
  return answer && (answer.Snapshots ?? []);
}
