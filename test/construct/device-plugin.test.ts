import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Cluster, type ICluster, KubernetesVersion } from 'aws-cdk-lib/aws-eks';
import type { HelmCluster } from '../../src/construct/device-plugin';
import { EfaNodeGroup } from '../../src/construct/efa-node-group';
import { EFA_COUNT_LABEL } from '../../src/core/ownership/tag-keys';
import { newApp } from './app';
import { EmptyLayer } from './empty-layer';

/** What helm gets for a chart on a cluster of the CDK. */
function chartOf(more: Parameters<EfaNodeGroup['addDevicePlugin']>[1] = {}) {
  const stack = new Stack(newApp(), 'Training');
  // both assignments hold for users: ICluster has what HelmCluster needs
  const eks: ICluster = new Cluster(stack, 'Cluster', {
    version: KubernetesVersion.V1_32,
    kubectlLayer: new EmptyLayer(stack, 'Kubectl'),
    defaultCapacity: 0,
  }) as ICluster;
  const cluster: HelmCluster = eks;
  const workers = new EfaNodeGroup(stack, 'Workers', {
    clusterName: eks.clusterName,
    nodeRole: 'arn:aws:iam::123456789012:role/node',
    subnets: ['subnet-0123456789abcdef0'],
    instanceTypes: ['p5.48xlarge'],
    scalingConfig: { minSize: 2, maxSize: 10 },
  });
  workers.addDevicePlugin(cluster, more);
  const charts = Template.fromStack(stack).findResources('Custom::AWSCDK-EKS-HelmChart');
  const [chart] = Object.values(charts);
  return {
    dependsOn: chart?.DependsOn as string[],
    properties: chart?.Properties as Record<string, string>,
    values: JSON.parse(chart?.Properties.Values ?? '{}'),
  };
}

describe('the EFA device plugin', () => {
  it('runs exactly on nodes with our label, whatever their taints', () => {
    const { values } = chartOf();
    expect(values.supportedInstanceLabels.keys).toEqual([EFA_COUNT_LABEL]);
    expect(values.supportedInstanceLabels.values).toEqual(
      expect.arrayContaining(['1', '2', '16', '32']),
    );
    expect(values.supportedInstanceLabels.values).not.toContain('0');
    expect(values.tolerations).toEqual([{ operator: 'Exists' }]);
  });

  it("is AWS's chart, after the node group", () => {
    const { properties, dependsOn } = chartOf();
    expect(properties).toMatchObject({
      Chart: 'aws-efa-k8s-device-plugin',
      Repository: 'https://aws.github.io/eks-charts',
      Namespace: 'kube-system',
      Version: 'v0.5.30',
    });
    expect(dependsOn.some((id) => id.startsWith('Workers'))).toBe(true);
  });

  it('takes another version and more values', () => {
    const { properties, values } = chartOf({ version: 'v0.6.0', values: { resources: {} } });
    expect(properties.Version).toBe('v0.6.0');
    expect(values.resources).toEqual({});
    expect(values.supportedInstanceLabels.keys).toEqual([EFA_COUNT_LABEL]);
  });
});
