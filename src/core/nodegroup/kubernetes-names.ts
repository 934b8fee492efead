/** Keys and values of labels and taints (Kubernetes, "Labels and Selectors", "Syntax and character set"). */

const NAME = /^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/;
const PREFIX = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
/** EKS: "Label cannot start with reserved prefixes [kubernetes.io/, k8s.io/, eks.amazonaws.com/]" (cdk-preflight, 2026). */
const RESERVED = ['kubernetes.io', 'k8s.io', 'eks.amazonaws.com'];
/**
 * The kubelet "must begin with an allowed prefix (kubelet.kubernetes.io, node.kubernetes.io) or be in the specifically
 * allowed set" (Kubernetes, kubelet --node-labels): with another label it does not start, and the node never joins.
 */
const OF_KUBELET = ['kubelet.kubernetes.io', 'node.kubernetes.io'];
const ALLOWED_BY_KUBELET = [
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'beta.kubernetes.io/instance-type',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
];

/** Why EKS refuses the key of a label, or no node would join with it; undefined where neither holds. */
export function labelKeyProblem(key: string): string | undefined {
  const prefix = prefixOf(key);
  if (prefix === undefined || RESERVED.includes(prefix)) return keyProblem(key);
  const isOfKubelet =
    OF_KUBELET.some((domain) => isUnderDomain(prefix, domain)) || ALLOWED_BY_KUBELET.includes(key);
  return isOfKubelet ? syntaxProblem(key) : keyProblem(key);
}

/** The same for taints, of which EKS is not known to take subdomains of its reserved prefixes. */
export function keyProblem(key: string): string | undefined {
  const prefix = prefixOf(key);
  const reserved = RESERVED.find((domain) => prefix !== undefined && isUnderDomain(prefix, domain));
  if (reserved === undefined) return syntaxProblem(key);
  return `The prefix is reserved: EKS or the kubelet refuses keys of ${reserved} and its subdomains. Use a prefix of your own, such as example.com/name.`;
}

function prefixOf(key: string): string | undefined {
  return key.split('/').reverse()[1];
}

function isUnderDomain(prefix: string, domain: string): boolean {
  return prefix === domain || prefix.endsWith(`.${domain}`);
}

function syntaxProblem(key: string): string | undefined {
  const [name = '', prefix, ...more] = key.split('/').reverse();
  return NAME.test(name) && (prefix === undefined || PREFIX.test(prefix)) && more.length === 0
    ? undefined
    : `The key is not one of Kubernetes, which is a name of letters, digits, -, _ and ., after a DNS name and / where it has a prefix. Correct the key.`;
}

/** The same for a value that is not empty. */
export function valueProblem(value: string): string | undefined {
  return NAME.test(value)
    ? undefined
    : `The value is not one of Kubernetes, which has letters, digits, -, _ and . only, and begins and ends with a letter or digit. Correct the value.`;
}
