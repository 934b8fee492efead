/** The EFA device plugin, with which pods can request `vpc.amazonaws.com/efa`. */
import type { Construct } from 'constructs';

/** A label of this resource's nodes, whose value is the number of their EFA interfaces. */
const EFA_COUNT_LABEL = 'efa-node-group/efa-count';
/** More than any instance type has; p5.48xlarge has 32. */
const MAXIMUM_EFA_COUNT = 64;

/** Source: the chart's repository, aws/eks-charts. */
const CHART = {
  chart: 'aws-efa-k8s-device-plugin',
  repository: 'https://aws.github.io/eks-charts',
  namespace: 'kube-system',
  version: 'v0.5.30',
};

/** The part of the CDK's EKS cluster (aws-eks or aws-eks-v2) that is used here. */
export interface HelmCluster {
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

/**
 * Installs the chart in the cluster, once for all its node groups. By default the chart runs the plugin on a list of
 * instance types, which lacks new types and includes nodes without EFA, on which the plugin crashes. This installation
 * runs it on the nodes with our label, and tolerates every taint, as nodes with GPUs usually have one.
 */
export function addDevicePlugin(
  cluster: HelmCluster,
  { version = CHART.version, values = {} }: DevicePluginOptions = {},
): Construct {
  return cluster.addHelmChart('EfaDevicePlugin', {
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
