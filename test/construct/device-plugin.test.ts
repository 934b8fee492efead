import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Cluster, type ICluster, KubernetesVersion } from 'aws-cdk-lib/aws-eks';
import * as eksv2 from 'aws-cdk-lib/aws-eks-v2';
import type { HelmCluster } from '../../src/construct/device-plugin';
import { EfaNodeGroup } from '../../src/construct/efa-node-group';
import type { EfaNodeGroupProps } from '../../src/construct/node-group-props';
import { EfaSmokeTest } from '../../src/construct/smoke-test';
import { EFA_COUNT_LABEL } from '../../src/core/ownership/tag-keys';
import { annotationsOf, newApp } from './app';
import { EmptyLayer } from './empty-layer';

/** As far as it is asked of a Job or a Service. */
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly selector?: object;
    readonly template: {
      readonly spec: {
        readonly affinity: Record<
          'nodeAffinity' | 'podAntiAffinity',
          { readonly requiredDuringSchedulingIgnoredDuringExecution: unknown }
        >;
        readonly containers: readonly [
          {
            readonly image: string;
            readonly command: readonly string[];
            readonly resources: { readonly limits: object };
          },
        ];
      };
    };
  };
}
type Manifests = readonly [Manifest, Manifest, Manifest, Manifest];
const WORKERS: EfaNodeGroupProps = { instanceTypes: ['p5.48xlarge'], minSize: 2, maxSize: 10 };

// the assignment holds for users: ICluster has what HelmCluster and ManifestCluster need
function clusterOf(stack: Stack): ICluster {
  return new Cluster(stack, 'Cluster', {
    version: KubernetesVersion.V1_33,
    kubectlLayer: new EmptyLayer(stack, 'Kubectl'),
    defaultCapacity: 0,
  }) as ICluster;
}
function scene() {
  const stack = new Stack(newApp(), 'Training');
  const cluster: ICluster & HelmCluster = clusterOf(stack);
  const group = (id: string) => new EfaNodeGroup(stack, id, { ...WORKERS, cluster });
  return { stack, cluster, group };
}
/** What helm gets for a chart on a cluster of the CDK. */
function chartOf(more: Parameters<EfaNodeGroup['addDevicePlugin']>[1] = {}) {
  const { stack, cluster, group } = scene();
  group('Workers').addDevicePlugin(cluster, more);
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

  it('is installed once, however many node groups ask for it', () => {
    const { stack, cluster, group } = scene();
    const first = group('One').addDevicePlugin(cluster);
    expect(group('Two').addDevicePlugin(cluster)).toBe(first);
    const template = Template.fromStack(stack);
    template.resourceCountIs('Custom::AWSCDK-EKS-HelmChart', 1);
    const [chart] = Object.values(template.findResources('Custom::AWSCDK-EKS-HelmChart'));
    for (const id of ['One', 'Two']) {
      expect(chart?.DependsOn).toContainEqual(expect.stringMatching(`^${id}`));
    }
    expect(annotationsOf(stack, 'warning')).not.toContainEqual(
      expect.stringContaining('devicePlugin'),
    );
  });

  it('keeps the options of the first call, and a warning says so', () => {
    const { stack, cluster, group } = scene();
    group('One').addDevicePlugin(cluster, { version: 'v0.6.0' });
    group('Two').addDevicePlugin(cluster, { version: 'v0.7.0' });
    Template.fromStack(stack).hasResourceProperties('Custom::AWSCDK-EKS-HelmChart', {
      Version: 'v0.6.0',
    });
    expect(annotationsOf(stack, 'warning')).toContainEqual(
      expect.stringContaining('eks-efa-nodegroup:devicePlugin'),
    );
  });

  it.each<[string, (stack: Stack) => ICluster]>([
    ['aws-eks', (stack) => clusterOf(stack)],
    [
      'aws-eks-v2',
      (stack) =>
        new eksv2.Cluster(stack, 'Cluster', {
          version: eksv2.KubernetesVersion.V1_33,
          defaultCapacityType: eksv2.DefaultCapacityType.NODEGROUP,
          defaultCapacity: 0,
          kubectlProviderOptions: { kubectlLayer: new EmptyLayer(stack, 'Kubectl') },
        }) as unknown as ICluster,
    ],
  ])('makes no cycle with a cluster of %s in another stack', (_name, make) => {
    const app = newApp();
    const shared = new Stack(app, 'Shared');
    const training = new Stack(app, 'Training');
    const cluster = make(shared);
    const workers = new EfaNodeGroup(training, 'Workers', { ...WORKERS, cluster });
    workers.addDevicePlugin(cluster as HelmCluster);
    const assembly = app.synth();
    const charts = (stack: Stack) =>
      Object.values(assembly.getStackByName(stack.stackName).template.Resources).filter(
        (resource) => /HelmChart$/.test((resource as { Type: string }).Type),
      );
    expect([charts(shared), charts(training)].map(({ length }) => length)).toEqual([1, 0]);
    expect(training.dependencies).toEqual([shared]);
    expect(shared.dependencies).toEqual([]);
  });
});

describe('the smoke test', () => {
  /** The objects of all manifests. */
  const objectsOf = (template: Template): Manifests =>
    Object.values(template.findResources('Custom::AWSCDK-EKS-KubernetesResource')).flatMap(
      ({ Properties: { Manifest: text } }) => JSON.parse(textOf(text)),
    ) as unknown as Manifests;
  /** With TOKEN for what only CloudFormation knows. */
  const textOf = (text: string | { readonly 'Fn::Join': [string, unknown[]] }): string =>
    typeof text === 'string'
      ? text
      : text['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'TOKEN')).join('');

  it('sends messages from one node of the group to another, and asks a node for its devices', () => {
    const { stack, cluster, group } = scene();
    new EfaSmokeTest(stack, 'Smoke', { cluster, nodeGroup: group('Workers') });
    const objects = objectsOf(Template.fromStack(stack));
    const [info, service, server, client] = objects;
    expect(objects.map(({ kind }) => kind)).toEqual(['Job', 'Service', 'Job', 'Job']);
    const commandOf = (job: Manifest) => job.spec.template.spec.containers[0].command.at(-1);
    expect(commandOf(info)).toContain('fi_info -p efa');
    expect(commandOf(server)).toContain('fi_pingpong -p efa');
    expect(commandOf(client)).toContain(`fi_pingpong -p efa -e rdm ${service.metadata.name}`);
    expect(service.spec.selector).toEqual({ 'job-name': server.metadata.name });
    for (const job of [info, server, client]) {
      const { affinity, containers } = job.spec.template.spec;
      expect(containers[0].resources.limits).toEqual({ 'vpc.amazonaws.com/efa': 1 });
      expect(affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution).toEqual({
        nodeSelectorTerms: [
          {
            matchExpressions: [
              { key: EFA_COUNT_LABEL, operator: 'Exists' },
              { key: 'eks.amazonaws.com/nodegroup', operator: 'In', values: ['TOKEN'] },
            ],
          },
        ],
      });
    }
    expect(client.spec.template.spec.affinity.podAntiAffinity).toEqual({
      requiredDuringSchedulingIgnoredDuringExecution: [
        {
          topologyKey: 'kubernetes.io/hostname',
          labelSelector: { matchLabels: service.spec.selector },
        },
      ],
    });
  });

  it('makes no cycle with a cluster in another stack', () => {
    const app = newApp();
    const shared = new Stack(app, 'Shared');
    const training = new Stack(app, 'Training');
    const cluster = clusterOf(shared);
    const nodeGroup = new EfaNodeGroup(training, 'Workers', { ...WORKERS, cluster });
    new EfaSmokeTest(training, 'Smoke', { cluster, nodeGroup, image: 'mine', namespace: 'efa' });
    const [job] = objectsOf(Template.fromStack(shared));
    expect(job.metadata.namespace).toBe('efa');
    expect(job.spec.template.spec.containers[0].image).toBe('mine');
    expect(shared.dependencies).toEqual([]);
  });
});
