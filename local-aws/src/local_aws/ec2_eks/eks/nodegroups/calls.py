"""CreateNodegroup, DescribeNodegroup and DeleteNodegroup.

Sources: EKS API reference of the three calls. Our reading: a repeated CreateNodegroup with the same token and
parameters answers with the same node group as long as it lives; AWS says only that the token ensures idempotency.
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.eks.responses import EKSResponse

from local_aws.ec2_eks.eks.clusters import clusters
from local_aws.ec2_eks.eks.launch_template.template_checks import Fail
from local_aws.ec2_eks.eks.nodegroups import creation, states
from local_aws.ec2_eks.framework import dispatch
from local_aws.ec2_eks.framework.errors import ResourceInUseException, nodegroup_error
from local_aws.ec2_eks.framework.extend import extend


def failures_about(cluster_name: str, nodegroup_name: str) -> Fail:
    return lambda kind, message: nodegroup_error(kind, message, cluster_name, nodegroup_name)


@extend(EKSResponse)
class NodegroupCalls:
    def create_nodegroup(self: Any) -> ActionResult:
        request = dispatch.body(self)
        cluster_name, nodegroup_name = self._get_param("name"), request.get("nodegroupName", "")
        fail = failures_about(cluster_name, nodegroup_name)
        cluster = clusters.get_cluster(self.eks_backend, cluster_name)
        existing = cluster.nodegroups.get(nodegroup_name)
        if existing:
            return ActionResult({"nodegroup": _replayed(existing, request, fail)})
        nodegroup = creation.create(self, cluster, request, fail)
        return ActionResult({"nodegroup": nodegroup})

    def describe_nodegroup(self: Any) -> ActionResult:
        nodegroup = find(self)
        states.advance(self.eks_backend, nodegroup)
        return ActionResult({"nodegroup": find(self)})

    def delete_nodegroup(self: Any) -> ActionResult:
        """Our reading: refused while an update runs, accepted in every other state, repeated calls included."""
        nodegroup = find(self)
        if nodegroup.status == "UPDATING":
            raise nodegroup_error(
                ResourceInUseException,
                "Nodegroup cannot be deleted as it is currently being updated",
                nodegroup.cluster_name,
                nodegroup.nodegroup_name,
            )
        if nodegroup.status != "DELETING":
            states.begin(nodegroup, "DELETING")
        return ActionResult({"nodegroup": nodegroup})


def find(response: Any) -> Any:
    """Does not count as a poll."""
    return response.eks_backend.describe_nodegroup(response._get_param("name"), response._get_param("nodegroupName"))


def _replayed(existing: Any, request: dict[str, Any], fail: Fail) -> Any:
    """Source for the refusal: aws-cdk#26931, "NodeGroup already exists with name X and cluster name Y"."""
    token = request.get("clientRequestToken")
    if token and existing.client_request_token == token and existing.local_request == request:
        return existing
    raise fail(
        ResourceInUseException,
        f"NodeGroup already exists with name {existing.nodegroup_name} and cluster name {existing.cluster_name}",
    )
