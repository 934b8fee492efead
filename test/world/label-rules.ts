/**
 * What EKS refuses of labels and taints. Sources: "Label cannot start with reserved prefixes [kubernetes.io/, k8s.io/,
 * eks.amazonaws.com/]" (2026-09-25, github.com/badmintoncryer/cdk-preflight, pf-eks-nodegroup-label-reserved-prefix; in 2021,
 * eksctl#4007, it said "contain"), the same of taints (govuk-infrastructure#1264), where our reading is the older text; the text about values in
 * aws-controllers-k8s/community#2208; API_UpdateLabelsPayload: keys and values of labels have 1 to 63 characters; API_Taint:
 * values 0 to 63. The syntax is that of Kubernetes (labels, "Syntax and character set").
 */
import type { Taint } from '@aws-sdk/client-eks';
import { eksError } from './eks-errors';

const invalid = (message: string) => eksError('InvalidParameterException', message);

const NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const RESERVED = ['kubernetes.io/', 'k8s.io/', 'eks.amazonaws.com/'];

export function checkLabels(labels: Readonly<Record<string, string>> = {}): void {
  for (const [key, value] of Object.entries(labels)) {
    checkKey('Label', key);
    checkValue(value);
  }
}

export function checkTaints(taints: readonly Taint[] = []): void {
  for (const { key = '', value } of taints) {
    checkKey('Taint', key);
    if (value) checkValue(value);
  }
}

/**
 * Why the kubelet does not start with such labels: "Labels in the 'kubernetes.io' namespace must begin with an allowed prefix
 * (kubelet.kubernetes.io, node.kubernetes.io) or be in the specifically allowed set" (Kubernetes, kubelet --node-labels;
 * terraform-aws-eks#3346).
 */
export function kubeletProblem(labels: Readonly<Record<string, string>> = {}): string | undefined {
  const unknown = Object.keys(labels).filter(
    (key) =>
      /(^|\.)(kubernetes|k8s)\.io\//.test(key) &&
      !/(^|\.)(kubelet|node)\.kubernetes\.io\//.test(key) &&
      !/^(topology|failure-domain\.beta)\.kubernetes\.io\/(zone|region)$/.test(key) &&
      !/^beta\.kubernetes\.io\/(instance-type|os|arch)$/.test(key),
  );
  return unknown.length > 0
    ? `unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [${unknown.join(' ')}]`
    : undefined;
}

function checkKey(what: 'Label' | 'Taint', key: string): void {
  const isReserved = (prefix: string) =>
    key.startsWith(prefix) || (what === 'Taint' && key.includes(`.${prefix}`));
  if (RESERVED.some(isReserved)) {
    throw invalid(`${what} cannot start with reserved prefixes [${RESERVED.join(', ')}]`);
  }
  const [name = '', prefix, ...more] = key.split('/').reverse();
  const isSound =
    more.length === 0 && NAME.test(name) && (prefix === undefined || PREFIX.test(prefix));
  if (!isSound || key.length > 63) throw invalid(`Invalid key: ${key}`);
}

function checkValue(value: string): void {
  if (NAME.test(value) && value.length <= 63) return;
  throw invalid(
    `Invalid value: ${value} : field must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
  );
}
