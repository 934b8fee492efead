/** Keys and values of labels and taints (Kubernetes, "Labels and Selectors", "Syntax and character set"). */

const NAME = /^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/;
const PREFIX = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
/** EKS: "cannot contain reserved prefixes [kubernetes.io/, k8s.io/, eks.amazonaws.com/]" (containers-roadmap#1451). */
const RESERVED = ['kubernetes.io', 'k8s.io', 'eks.amazonaws.com'];

/** Why EKS refuses the key; undefined where it does not. */
export function keyProblem(key: string): string | undefined {
  const [name = '', prefix, ...more] = key.split('/').reverse();
  const reserved = RESERVED.find((domain) => prefix === domain || prefix?.endsWith(`.${domain}`));
  if (reserved !== undefined) {
    const example = NAME.test(name) ? name : 'name';
    return `The prefix ${prefix} is reserved: EKS refuses keys of ${reserved} and its subdomains. Use a prefix of your own, such as example.com/${example}.`;
  }
  return NAME.test(name) && (prefix === undefined || PREFIX.test(prefix)) && more.length === 0
    ? undefined
    : `${key} is not a key of Kubernetes, which is a name of letters, digits, -, _ and ., after a DNS name and / where it has a prefix. Correct the key.`;
}

/** The same for a value that is not empty. */
export function valueProblem(value: string): string | undefined {
  return NAME.test(value)
    ? undefined
    : `${value} is not a value of Kubernetes, which has letters, digits, -, _ and . only, and begins and ends with a letter or digit. Correct the value.`;
}
