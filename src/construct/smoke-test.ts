/** Jobs that show whether the nodes of a cluster reach each other by EFA. */
import { Stack, Token } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { EFA_COUNT_LABEL } from './device-plugin';
import type { IEfaNodeGroup } from './imported';

/** With libfabric and its tools, CUDA and NCCL; AWS publishes it. Source: aws-samples/awsome-distributed-training. */
const IMAGE =
  'public.ecr.aws/hpc-cloud/nccl-tests:cuda13.0.2-efa1.48.0-ofiv1.19.0-ncclv2.30.4-1-testsv2.18.3';
/** Where AWS's EFA installer puts libfabric's tools. */
const TOOLS = '/opt/amazon/efa/bin';
const INFO = 'efa-info';
const SERVER = 'efa-pingpong-server';
const CLIENT = 'efa-pingpong-client';
/** Nodes may have to start first. */
const DEADLINE_SECONDS = 3600;

/** The part of the CDK's EKS cluster (aws-eks or aws-eks-v2) that is used here. */
export interface ManifestCluster extends IConstruct {
  /** As `eks.ICluster` has it. */
  addManifest(id: string, ...manifest: Record<string, unknown>[]): Construct;
}

/** Of `EfaSmokeTest`. */
export interface EfaSmokeTestProps {
  /** The cluster, of aws-eks or aws-eks-v2. */
  readonly cluster: ManifestCluster;
  /**
   * The node group whose nodes are tested: two of them. One of another stack than the cluster's is not named in the Jobs, because
   * the two stacks would depend on each other.
   * @default - any nodes of the cluster that have EFA interfaces
   */
  readonly nodeGroup?: IEfaNodeGroup;
  /**
   * Container image with libfabric's tools in /opt/amazon/efa/bin, of the architecture of the nodes.
   * @default - an image of AWS's for x86_64, public.ecr.aws/hpc-cloud/nccl-tests
   */
  readonly image?: string;
  /**
   * Namespace of the Jobs, which has to exist.
   * @default 'default'
   */
  readonly namespace?: string;
}

/**
 * Two tests, as plain Jobs: `efa-info` lists what libfabric finds of EFA on a node (`fi_info -p efa`), and
 * `efa-pingpong-client` sends messages from one node to another over EFA alone (`fi_pingpong -p efa`) and prints their rate.
 * Each needs one EFA device of a node, so that nodes that are in use may have none left. Read the results with `kubectl logs`.
 */
export class EfaSmokeTest extends Construct {
  /** The Jobs and their Service. */
  readonly manifest: Construct;

  constructor(scope: Construct, id: string, props: EfaSmokeTestProps) {
    super(scope, id);
    const { cluster, nodeGroup } = props;
    this.manifest = cluster.addManifest(`EfaSmokeTest${this.node.addr}`, ...manifests(props));
    const dependsOnGroup = nodeGroup && Stack.of(nodeGroup) === Stack.of(this.manifest);
    if (dependsOnGroup) this.manifest.node.addDependency(nodeGroup);
  }
}

function manifests(props: EfaSmokeTestProps): Record<string, unknown>[] {
  const namespace = props.namespace ?? 'default';
  const job = (name: string, command: string) => jobOf(props, namespace, name, command);
  return [
    job(INFO, `${TOOLS}/fi_info -p efa -t FI_EP_RDM`),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: SERVER, namespace },
      spec: { clusterIP: 'None', selector: { 'job-name': SERVER }, ports: [{ port: 47592 }] },
    },
    job(SERVER, `${TOOLS}/fi_pingpong -p efa -e rdm`),
    job(
      CLIENT,
      // the name is known once the server's pod runs; its program listens some seconds later
      `until getent hosts ${SERVER}; do sleep 2; done; sleep 10; ${TOOLS}/fi_pingpong -p efa -e rdm ${SERVER}`,
    ),
  ];
}

function jobOf(
  { cluster, nodeGroup, image = IMAGE }: EfaSmokeTestProps,
  namespace: string,
  name: string,
  command: string,
): Record<string, unknown> {
  const efa = { 'vpc.amazonaws.com/efa': 1 };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace },
    spec: {
      backoffLimit: 4,
      activeDeadlineSeconds: DEADLINE_SECONDS,
      template: {
        spec: {
          restartPolicy: 'Never',
          affinity: {
            nodeAffinity: required({
              nodeSelectorTerms: [{ matchExpressions: nodesOf(cluster, nodeGroup) }],
            }),
            // two pods of one node would talk to each other without the network
            ...(name === CLIENT && {
              podAntiAffinity: required([
                {
                  topologyKey: 'kubernetes.io/hostname',
                  labelSelector: { matchLabels: { 'job-name': SERVER } },
                },
              ]),
            }),
          },
          tolerations: [{ operator: 'Exists' }],
          containers: [
            {
              name,
              image,
              command: ['/bin/bash', '-c', command],
              resources: { requests: efa, limits: efa },
            },
          ],
        },
      },
    },
  };
}

function required(terms: unknown): Record<string, unknown> {
  return { requiredDuringSchedulingIgnoredDuringExecution: terms };
}

function nodesOf(cluster: IConstruct, nodeGroup: IEfaNodeGroup | undefined): object[] {
  const haveEfa = { key: EFA_COUNT_LABEL, operator: 'Exists' };
  if (!nodeGroup) return [haveEfa];
  const { nodegroupName } = nodeGroup;
  const isElsewhere = Stack.of(nodeGroup) !== Stack.of(cluster);
  if (isElsewhere && Token.isUnresolved(nodegroupName)) return [haveEfa];
  // EKS user guide, managed node groups: the label of all their nodes
  return [haveEfa, { key: 'eks.amazonaws.com/nodegroup', operator: 'In', values: [nodegroupName] }];
}
