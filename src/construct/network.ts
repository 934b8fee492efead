/** The subnets of the nodes, and what has to be there before nodes can start in them. */
import type { ISubnet, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import type { IConstruct, IDependable } from 'constructs';
import type { INodeGroupCluster } from './cluster';
import { constructBehind } from './synthesis/references';

/** Where the nodes may run. */
export interface NodeNetwork {
  readonly subnetIds: readonly string[];
  /** Routes: a node that starts before them cannot reach the cluster, and EKS gives it up. */
  readonly routes: readonly IDependable[];
}

/** What says where the nodes run. */
export interface NetworkProps {
  readonly cluster?: INodeGroupCluster | undefined;
  readonly vpc?: IVpc | undefined;
  readonly vpcSubnets?: SubnetSelection | undefined;
  readonly subnets?: readonly string[] | undefined;
}

/** @throws Error where there is no VPC to select from, or subnets are given twice */
export function nodeNetworkOf(scope: IConstruct, props: NetworkProps): NodeNetwork {
  const { vpc, vpcSubnets, subnets } = props;
  if (subnets && vpcSubnets) {
    throw new Error(`${scope.node.path}: Give vpcSubnets or subnets, not both.`);
  }
  if (subnets) return { subnetIds: subnets, routes: subnets.flatMap(routesOf) };
  const from = vpc ?? props.cluster?.vpc;
  if (!from) {
    throw new Error(
      `${scope.node.path}: There is no VPC to select subnets from. Give cluster, or vpc, or subnets.`,
    );
  }
  const chosen = from.selectSubnets(vpcSubnets ?? { subnetType: SubnetType.PRIVATE_WITH_EGRESS });
  return { subnetIds: chosen.subnetIds, routes: [chosen.internetConnectivityEstablished] };
}

/** Of a subnet of this app that is given by its id. */
function routesOf(subnetId: string): readonly IDependable[] {
  const subnet = constructBehind(subnetId, isSubnet);
  return subnet ? [subnet.internetConnectivityEstablished] : [];
}

function isSubnet(construct: IConstruct): construct is ISubnet & IConstruct {
  return 'internetConnectivityEstablished' in construct && 'subnetId' in construct;
}
