/** The EFA device plugin, with which pods can request `vpc.amazonaws.com/efa`. */
import type { Construct } from 'constructs';

/** Nodes of this resource carry it, with the number of their EFA interfaces. */
const EFA_COUNT_LABEL = 'efa-node-group/efa-count';
/** More than any instance type has: 32 of p5.48xlarge. */
const MAXIMUM_EFA_COUNT = 64;

/** Source: the chart's repository, aws/eks-charts. */
const CHART = {
  chart: 'aws-efa-k8s-device-plugin',
  repository: 'https://aws.github.io/eks-charts',
  namespace: 'kube-system',
  version: 'v0.5.30',
};

/** Of an EKS cluster of the CDK (aws-eks or aws-eks-v2), what is used here. */
export interface HelmCluster {
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
export interface DevicePluginOptions {
  /** Version of the chart. Default: v0.5.30. */
  readonly version?: string;
  /** More values of the chart, which win over ours. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/**
 * Puts the chart on the cluster, once for all its node groups. The chart by itself runs the plugin on a list of
 * instance types, which lacks new ones and names nodes that have no EFA, where the plugin crashes; this runs it on the
 * nodes that carry our label. It tolerates every taint, as GPU nodes have.
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
