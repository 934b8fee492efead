/**
 * What EKS adds to the user data of its own AMIs, so that nodes join: it merges the two in its copy of the launch template
 * (EKS user guide, launch-templates, "Amazon EC2 user data"), and EC2's limit is for the whole.
 */
import type { Environment } from '../model/facts';
import type { Properties } from '../model/properties';
import { amiFamilyOf } from './families';

/** Headers, service CIDR, the kubelet's flags and EKS's own labels, roughly: no page of AWS shows the whole. */
const OTHERS_BYTES = 1_024;

/**
 * The least that it adds, in bytes: name, endpoint and certificate authority of the cluster (amazon-eks-ami,
 * nodeadm/doc/api.md; Bottlerocket, settings.kubernetes). 0 where nothing is known.
 */
export function joiningBytes(amiType: string, cluster: Environment['cluster']): number {
  if (!cluster || cluster === 'absent' || !amiFamilyOf(amiType).isManaged) return 0;
  const { name = '', endpoint = '', certificateAuthority } = cluster;
  return Buffer.byteLength(name + endpoint + (certificateAuthority?.data ?? ''));
}

/** What it may add besides: the labels and taints of the node group are among the kubelet's flags. */
export function otherJoiningBytes({ Labels, Taints }: Properties): number {
  return OTHERS_BYTES + Buffer.byteLength(JSON.stringify([Labels ?? {}, Taints ?? []]));
}
