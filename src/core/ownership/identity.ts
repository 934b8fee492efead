/** The identity of a node group: its Id, the names of its resources, and the tokens of the calls that create them. */
import type { Identity } from '../model/request';
import { canonicalJson, sha256Hex } from '../util/hash';

const GENERATION_LENGTH = 12;
const ID = /^([0-9A-Za-z][A-Za-z0-9_-]{0,99})\/([0-9A-Za-z][A-Za-z0-9_-]{0,62})\/([0-9a-f]{12})$/;
/** EKS: a node group's name has at most 63 characters (API_CreateNodegroup). */
const NODEGROUP_NAME_MAX_LENGTH = 63;

/** 64 hex digits that two operations never share and every invocation of one operation does. */
export function operationKey(of: {
  readonly accountId: string;
  readonly region: string;
  readonly typeName: string;
  readonly logicalId: string;
  readonly clientRequestToken: string;
}): string {
  return sha256Hex(of.accountId, of.region, of.typeName, of.logicalId, of.clientRequestToken);
}

/** The identity that a Create with this operation key makes. */
export function newIdentity(
  key: string,
  clusterName: string,
  nodegroupName: string | undefined,
  logicalId: string,
): Identity {
  const generation = key.slice(0, GENERATION_LENGTH);
  const prefix = logicalId.replace(/[^A-Za-z0-9]/g, '').slice(0, 40) || 'efa';
  return { clusterName, nodegroupName: nodegroupName ?? `${prefix}-${generation}`, generation };
}

export function formatId({ clusterName, nodegroupName, generation }: Identity): string {
  return `${clusterName}/${nodegroupName}/${generation}`;
}

/** Undefined where the text is not `cluster/nodegroup/generation`. */
export function parseId(id: string | undefined): Identity | undefined {
  const [, clusterName, nodegroupName, generation] = ID.exec(id ?? '') ?? [];
  return clusterName && nodegroupName && generation
    ? { clusterName, nodegroupName, generation }
    : undefined;
}

/**
 * Name of the launch template, the security group and the placement group: unique, because it ends in
 * the generation, and known from the Id alone. At most 80 characters; EC2 takes 128, 255 and 255.
 */
export function resourceName({ nodegroupName, generation }: Identity): string {
  const readable = nodegroupName.endsWith(`-${generation}`)
    ? nodegroupName.slice(0, -generation.length - 1)
    : nodegroupName;
  return `efa-${readable.slice(0, NODEGROUP_NAME_MAX_LENGTH)}-${generation}`;
}

/**
 * ClientToken or clientRequestToken of a call: the same whenever the operation sends the same content
 * again. EC2 documents at most 64 ASCII characters (EC2 developer guide, ec2-api-idempotency), and for
 * some calls 128 (API_CreateLaunchTemplate); 64 fit everywhere.
 */
export function callToken(
  key: string,
  call: string,
  content: unknown,
  attempt: number | undefined,
): string {
  return sha256Hex(key, call, canonicalJson(content), String(attempt ?? 0));
}
