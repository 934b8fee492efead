"""UpdateClusterVersion, so that a test can have a cluster that is ahead of its node groups.

Sources: EKS API reference UpdateClusterVersion; EKS user guide sec-group-reqs: EKS recreates the cluster security
group's default rules on a cluster update; the self egress rule from 1.33 is eksctl#8509. Our reading: it is done at
once, and the update can't be described later.
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.eks.responses import EKSResponse
from moto.moto_api._internal import mock_random

from local_aws.ec2_eks.eks import versions
from local_aws.ec2_eks.eks.clusters import clusters
from local_aws.ec2_eks.framework import dispatch
from local_aws.ec2_eks.framework.errors import InvalidParameterException
from local_aws.ec2_eks.framework.extend import extend

FIRST_WITH_SELF_EGRESS = "1.33"


@extend(EKSResponse)
class ClusterUpdates:
    def update_cluster_version(self: Any) -> ActionResult:
        cluster = clusters.get_cluster(self.eks_backend, self._get_param("name"))
        version = dispatch.body(self).get("version", "")
        if versions.number(version) < versions.number(cluster.version):
            raise InvalidParameterException(
                clusterName=cluster.name,
                message=f"unsupported Kubernetes version update from {cluster.version} to {version}",
            )
        cluster.version = version
        group_id = cluster.resources_vpc_config.get("clusterSecurityGroupId")
        if group_id and versions.number(version) >= versions.number(FIRST_WITH_SELF_EGRESS):
            clusters.add_self_egress(clusters.ec2_of(self.eks_backend), group_id)
        return ActionResult(
            {
                "update": {
                    "id": str(mock_random.uuid4()),
                    "status": "Successful",
                    "type": "VersionUpdate",
                    "createdAt": utcnow(),
                    "errors": [],
                    "params": [{"type": "Version", "value": version}],
                }
            }
        )
