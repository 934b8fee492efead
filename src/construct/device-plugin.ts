/** The EFA device plugin, with which pods can request `vpc.amazonaws.com/efa`. */
import { Stack } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { warn } from './synthesis/findings';

/** A label of this resource's nodes, whose value is the number of their EFA interfaces. */
export const EFA_COUNT_LABEL = 'efa-node-group/efa-count';
/** More than any instance type has; p5.48xlarge has 32. */
const MAXIMUM_EFA_COUNT = 64;

/** Source: the chart's repository, aws/eks-charts, Chart.yaml and templates/daemonset.yaml of 2026-08-03. */
const CHART = {
  chart: 'aws-efa-k8s-device-plugin',
  repository: 'https://aws.github.io/eks-charts',
  namespace: 'kube-system',
  version: 'v0.5.30',
};

/** The part of the CDK's EKS cluster (aws-eks or aws-eks-v2) that is used here. */
export interface HelmCluster extends IConstruct {
  /** As `eks.ICluster` has it. */
  addHelmChart(
    id: string,
    options: {
      readonly chart: string;
      readonly repository: string;
      readonly namespace: string;
      readonly version: string;
      readonly release: string;
      readonly values: Record<string, unknown>;
    },
  ): Construct;
}
/** Of the chart's installation. */
export interface DevicePluginOptions {
  /**
   * Version of the chart.
   * @default 'v0.5.30'
   */
  readonly version?: string;
  /**
   * Values of the chart that override the ones set here.
   * @default - none
   */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Id of the chart among the children of a cluster, and that of the construct that `addHelmChart` makes for it. */
const ID = 'EfaDevicePlugin';
const CHILD = `chart-${ID}`;

/**
 * Installs the chart in the cluster, once for all its node groups: a further call returns what is there. By default the
 * chart runs the plugin on a list of instance types, which lacks new types and includes nodes without EFA, on which the
 * plugin crashes. This installation runs it on the nodes with our label, of whatever type, and tolerates every taint, as
 * nodes with GPUs usually have one.
 * @param options of the first call; those of a further one have no effect, and a warning says so
 */
export function addDevicePlugin(
  cluster: HelmCluster,
  options: DevicePluginOptions = {},
): Construct {
  const installed = cluster.node.tryFindChild(CHILD);
  if (installed) {
    if (Object.keys(options).length > 0) {
      warn(
        installed,
        'devicePlugin',
        `The EFA device plugin of ${cluster.node.path} is there already, and the options of a further call have no effect. Give them to the first one.`,
      );
    }
    return installed as Construct;
  }
  const { version = CHART.version, values = {} } = options;
  return cluster.addHelmChart(ID, {
    ...CHART,
    version,
    release: CHART.chart,
    values: {
      supportedInstanceLabels: {
        keys: [EFA_COUNT_LABEL],
        values: Array.from({ length: MAXIMUM_EFA_COUNT }, (_, at) => String(at + 1)),
      },
      tolerations: [{ operator: 'Exists' }],
      ...values,
    },
  });
}

/** The same, deleted before the node group, where both are of one stack: of two, each would wait for the other. */
export function addDevicePluginFor(
  group: Construct,
  cluster: HelmCluster,
  options: DevicePluginOptions,
): Construct {
  const chart = addDevicePlugin(cluster, options);
  if (Stack.of(chart) === Stack.of(group)) chart.node.addDependency(group);
  return chart;
}
