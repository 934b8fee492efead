/**
 * What EKS refuses of labels and taints. Sources: "Label cannot contain reserved prefixes [kubernetes.io/, k8s.io/,
 * eks.amazonaws.com/]" (eksctl#4007), the same of taints (containers-roadmap#1451); the text about values in
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

function checkKey(what: 'Label' | 'Taint', key: string): void {
  if (RESERVED.some((prefix) => key.startsWith(prefix) || key.includes(`.${prefix}`))) {
    throw invalid(`${what} cannot contain reserved prefixes [${RESERVED.join(', ')}]`);
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
