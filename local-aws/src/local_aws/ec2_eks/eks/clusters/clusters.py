"""Clusters: what DescribeCluster says on AWS and moto's does not.

Sources: EKS API reference Cluster, VpcConfigResponse, AccessConfigResponse; EKS user guide sec-group-reqs for the
cluster security group (name, tags, rules). Older clusters lack the self egress rule that EFA needs, younger ones have
it (eksctl#8509: from 1.33): the setting `clusterSelfEgress` decides.
"""

import functools
import zlib
from typing import Any

from moto.ec2.models import ec2_backends
from moto.eks import models as moto_eks_models
from moto.eks.models import EKSBackend, eks_backends
from moto.eks.responses import EKSResponse
from moto.eks.utils import validate_role_arn

from local_aws.ec2_eks.framework.errors import InvalidParameterException, ResourceNotFoundException, nodegroup_error
from local_aws.ec2_eks.framework.extend import extend
from local_aws.ec2_eks.framework.settings import current

# moto builds a boto3 session for each call: 30 to 100 ms.
setattr(moto_eks_models, "validate_role_arn", functools.cache(validate_role_arn))  # noqa: B010 - not exported there

# A cluster tag whose value DescribeCluster shows as the status: CREATING, UPDATING, FAILED, ...
STATUS_TAG = "local-aws:status"

VPC_CONFIG_DEFAULTS = {
    "securityGroupIds": [],
    "endpointPublicAccess": True,
    "endpointPrivateAccess": False,
    "publicAccessCidrs": ["0.0.0.0/0"],
}


def ec2_of(eks_backend: Any) -> Any:
    return ec2_backends[eks_backend.account_id][eks_backend.region_name]


def nodegroups_of(ec2_backend: Any) -> list[Any]:
    """Of an account and Region, in the order of their creation within a cluster."""
    clusters = eks_backends[ec2_backend.account_id][ec2_backend.region_name].clusters.values()
    return [nodegroup for cluster in clusters for nodegroup in cluster.nodegroups.values()]


def get_cluster(eks_backend: Any, name: str) -> Any:
    if name not in eks_backend.clusters:
        raise nodegroup_error(ResourceNotFoundException, f"No cluster found for name: {name}.", name)
    cluster = eks_backend.clusters[name]
    cluster.status = (cluster.tags or {}).get(STATUS_TAG, "ACTIVE")
    return cluster


def subnet_or_none(ec2_backend: Any, subnet_id: str) -> Any:
    return next((zone[subnet_id] for zone in ec2_backend.subnets.values() if subnet_id in zone), None)


@extend(EKSBackend)
class Clusters:
    def create_cluster(self: Any, **request: Any) -> Any:
        config, ec2 = request.get("resources_vpc_config") or {}, ec2_of(self)
        for subnet_id in config.get("subnetIds", []):
            if not subnet_or_none(ec2, subnet_id):
                raise InvalidParameterException(
                    clusterName=request["name"], message=f"The subnet ID '{subnet_id}' does not exist"
                )
        cluster = self._moto_create_cluster(**request)
        cluster.platform_version = cluster.platformVersion
        cluster.kubernetes_network_config = {"ipFamily": "ipv4", **cluster.kubernetes_network_config}
        cluster.access_config = {
            "authenticationMode": "API_AND_CONFIG_MAP",
            "bootstrapClusterCreatorAdminPermissions": True,
        }
        cluster.resources_vpc_config = {**VPC_CONFIG_DEFAULTS, **config, **_network(ec2, cluster, config)}
        return cluster

    def describe_cluster(self: Any, name: str) -> Any:
        return get_cluster(self, name)

    def delete_cluster(self: Any, name: str) -> Any:
        """EKS deletes the cluster security group with the cluster."""
        cluster = self._moto_delete_cluster(name)
        group_id = cluster.resources_vpc_config.get("clusterSecurityGroupId")
        if group_id:
            ec2_of(self)._moto_delete_security_group(group_id=group_id)
        return cluster

    def update_cluster_config(self: Any, name: str, resources_vpc_config: Any, **request: Any) -> Any:
        """What the request leaves out stays. Source: UpdateClusterConfig, resourcesVpcConfig."""
        before = get_cluster(self, name).resources_vpc_config
        merged = {**before, **(resources_vpc_config or {})}
        return self._moto_update_cluster_config(name, merged, **request)


def _network(ec2: Any, cluster: Any, config: dict[str, Any]) -> dict[str, str]:
    subnets = [subnet_or_none(ec2, subnet_id) for subnet_id in config.get("subnetIds", [])]
    if not subnets:
        return {}
    return {
        "vpcId": subnets[0].vpc_id,
        "clusterSecurityGroupId": _cluster_security_group(ec2, cluster, subnets[0].vpc_id),
    }


def _cluster_security_group(ec2: Any, cluster: Any, vpc_id: str) -> str:
    name = f"eks-cluster-sg-{cluster.name}-{zlib.crc32(cluster.arn.encode())}"
    description = "EKS created security group applied to the control plane's interfaces and to managed workloads."
    tags = {"Name": name, f"kubernetes.io/cluster/{cluster.name}": "owned", "aws:eks:cluster-name": cluster.name}
    group = ec2.create_security_group(name, description, vpc_id, tags=tags)
    ec2.authorize_security_group_ingress(group.id, "-1", None, None, [], source_groups=[{"GroupId": group.id}])
    if current["clusterSelfEgress"]:
        add_self_egress(ec2, group.id)
    return group.id


def add_self_egress(ec2: Any, group_id: str) -> None:
    group = ec2.get_security_group_from_id(group_id)
    if not any(rule.source_group.get("GroupId") == group_id for rule in group.egress_rules):
        ec2.authorize_security_group_egress(group_id, "-1", None, None, [], source_groups=[{"GroupId": group_id}])


@extend(EKSResponse)
class ClusterAnswers:
    def create_cluster(self: Any) -> Any:
        """moto forgets that a cluster is a local one. Source: CreateCluster, outpostConfig."""
        answer = self._moto_create_cluster()
        answer.result["cluster"].outpost_config = self._get_param("outpostConfig")
        return answer

    def list_nodegroups(self: Any) -> Any:
        """moto fails with a page when the cluster is unknown. Source: ListNodegroups, Errors."""
        get_cluster(self.eks_backend, self._get_param("name"))
        return self._moto_list_nodegroups()
