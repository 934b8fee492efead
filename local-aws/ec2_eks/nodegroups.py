"""CreateNodegroup, DescribeNodegroup and DeleteNodegroup, with the states in between counted in polls.

Sources: EKS API reference of the three calls and Nodegroup (with a launch template instanceTypes, diskSize and
remoteAccess come back as given, that is mostly null); EKS user guide launch-templates (amiType CUSTOM and the AMI id
as release version for a custom AMI). Our reading: a repeated CreateNodegroup with the same token and parameters
answers with the same node group as long as it lives; AWS says only that the token ensures idempotency.

Node-group tags that make a failure: `local-aws:health-issue` = CODE ends in CREATE_FAILED, `local-aws:degraded` =
CODE in DEGRADED for as long as the tag is there, `local-aws:fail-delete` = CODE in one DELETE_FAILED.
"""

import copy
from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.eks.responses import EKSResponse

from ec2_eks import clusters, dispatch, lingering, nodegroup_checks, template_checks, versions
from ec2_eks.errors import InvalidParameterException, ResourceInUseException, nodegroup_error
from ec2_eks.extend import extend
from ec2_eks.polls import NODEGROUP, Progress
from ec2_eks.template_checks import DEFAULT_INSTANCE_TYPE, Fail, Resolved

FAIL_CREATE, DEGRADE, FAIL_DELETE = "local-aws:health-issue", "local-aws:degraded", "local-aws:fail-delete"
DEFAULT_AMI_TYPE = "AL2023_x86_64_STANDARD"  # EKS user guide: AL2 AMIs ended on 2025-11-26
DEFAULT_DISK_GIB = 20  # EKS API reference CreateNodegroup.diskSize, for Linux


def failures_about(cluster_name: str, nodegroup_name: str) -> Fail:
    return lambda kind, message: nodegroup_error(kind, message, cluster_name, nodegroup_name)


def begin(nodegroup: Any, status: str) -> None:
    nodegroup.status, nodegroup.local_progress, nodegroup.modified_at = status, Progress(NODEGROUP), utcnow()


def issue(code: str, nodegroup: Any) -> dict[str, Any]:
    group = nodegroup.resources["autoScalingGroups"][0]["name"]
    return {"code": code, "message": f"{code}: asked for by a tag of the node group", "resourceIds": [group]}


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
        nodegroup = _new_nodegroup(self, cluster, request, fail)
        return ActionResult({"nodegroup": nodegroup})

    def describe_nodegroup(self: Any) -> ActionResult:
        nodegroup = find(self)
        advance(self.eks_backend, nodegroup)
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
            begin(nodegroup, "DELETING")
        return ActionResult({"nodegroup": nodegroup})


def find(response: Any) -> Any:
    """Without a poll."""
    return response.eks_backend.describe_nodegroup(response._get_param("name"), response._get_param("nodegroupName"))


def advance(backend: Any, nodegroup: Any) -> None:
    """One poll. An update in progress is polled with its node group (nodegroup_updates)."""
    if nodegroup.status == "UPDATING":
        for update in nodegroup.local_updates.values():
            update.poll(nodegroup)
    elif nodegroup.status == "CREATING" and nodegroup.local_progress.poll():
        _settle_create(nodegroup)
    elif nodegroup.status == "DELETING" and nodegroup.local_progress.poll():
        _settle_delete(backend, nodegroup)
    if nodegroup.status in ("ACTIVE", "DEGRADED"):
        settle(nodegroup)


def settle(nodegroup: Any) -> None:
    """ACTIVE, or DEGRADED for as long as the tag says so."""
    code = nodegroup.tags.get(DEGRADE)
    nodegroup.status = "DEGRADED" if code else "ACTIVE"
    nodegroup.health = {"issues": [issue(code, nodegroup)] if code else []}


def _settle_create(nodegroup: Any) -> None:
    code = nodegroup.tags.get(FAIL_CREATE)
    settle(nodegroup)
    if code:
        nodegroup.status, nodegroup.health = "CREATE_FAILED", {"issues": [issue(code, nodegroup)]}


def _settle_delete(backend: Any, nodegroup: Any) -> None:
    code = nodegroup.tags.pop(FAIL_DELETE, None)
    if code:
        nodegroup.status, nodegroup.health = "DELETE_FAILED", {"issues": [issue(code, nodegroup)]}
        return
    lingering.leave_behind(clusters.ec2_of(backend), nodegroup)
    backend.delete_nodegroup(nodegroup.cluster_name, nodegroup.nodegroup_name)


def _replayed(existing: Any, request: dict[str, Any], fail: Fail) -> Any:
    """Source for the refusal: aws-cdk#26931, "NodeGroup already exists with name X and cluster name Y"."""
    token = request.get("clientRequestToken")
    if token and existing.client_request_token == token and existing.local_request == request:
        return existing
    raise fail(
        ResourceInUseException,
        f"NodeGroup already exists with name {existing.nodegroup_name} and cluster name {existing.cluster_name}",
    )


def _new_nodegroup(response: Any, cluster: Any, request: dict[str, Any], fail: Fail) -> Any:
    backend = response.eks_backend
    ec2 = clusters.ec2_of(backend)
    _check_request(cluster, request, fail)
    resolved = (
        template_checks.resolve(ec2, request["launchTemplate"], fail)
        if request.get("launchTemplate")
        else Resolved({}, {})
    )
    template_checks.check(ec2, resolved.data, request, fail)
    types = template_checks.instance_types(resolved.data, request)
    subnets = nodegroup_checks.subnets(ec2, cluster, request.get("subnets", []), fail)
    nodegroup_checks.zones(response.region, subnets, types, fail)
    ami_type = "CUSTOM" if resolved.data.get("ImageId") else request.get("amiType") or DEFAULT_AMI_TYPE
    nodegroup_checks.architecture(ami_type, types if request.get("amiType") else [], fail)
    group = nodegroup_checks.placement_group(ec2, resolved.data, subnets, None, fail)
    nodegroup = _moto_nodegroup(backend, cluster, request)
    _describe_as_eks(nodegroup, cluster, request, resolved, ami_type)
    nodegroup.local_instance_types, nodegroup.local_placement_group = types, group
    return nodegroup


def _check_request(cluster: Any, request: dict[str, Any], fail: Fail) -> None:
    nodegroup_checks.name(request.get("nodegroupName", ""), fail)
    nodegroup_checks.tags(request.get("tags") or {}, fail)
    scaling = request.get("scalingConfig")
    if scaling:
        if {"minSize", "maxSize", "desiredSize"} - set(scaling):
            raise fail(
                InvalidParameterException, "minSize, maxSize and desiredSize must all be specified in scalingConfig"
            )
        nodegroup_checks.scaling(scaling, fail)
    nodegroup_checks.update_config(request.get("updateConfig") or {}, fail)
    if request.get("version"):
        nodegroup_checks.new_version(request["version"], cluster, fail)
    if request.get("releaseVersion"):
        nodegroup_checks.release(request["releaseVersion"], cluster.version, fail)


def _moto_nodegroup(backend: Any, cluster: Any, request: dict[str, Any]) -> Any:
    """moto checks diskSize and remoteAccess beside a template, the role's ARN, and that the cluster is ACTIVE."""
    return backend.create_nodegroup(
        cluster_name=cluster.name,
        node_role=request.get("nodeRole", ""),
        nodegroup_name=request["nodegroupName"],
        subnets=request["subnets"],
        scaling_config=dict(request.get("scalingConfig") or nodegroup_checks.DEFAULT_SCALING),
        disk_size=request.get("diskSize"),
        remote_access=request.get("remoteAccess"),
        instance_types=request.get("instanceTypes"),
        labels=dict(request.get("labels") or {}),
        taints=list(request.get("taints") or []),
        tags=dict(request.get("tags") or {}),
        client_request_token=request.get("clientRequestToken"),
        launch_template=request.get("launchTemplate") and dict(request["launchTemplate"]),
        capacity_type=request.get("capacityType"),
    )


def _describe_as_eks(nodegroup: Any, cluster: Any, request: dict[str, Any], resolved: Resolved, ami_type: str) -> None:
    """Everything that moto invents is set to what the request and the template say."""
    with_template = bool(resolved.specification)
    image = resolved.data.get("ImageId")
    nodegroup.launch_template = resolved.specification or None
    nodegroup.instance_types = request.get("instanceTypes") or (None if with_template else [DEFAULT_INSTANCE_TYPE])
    nodegroup.disk_size = None if with_template else request.get("diskSize") or DEFAULT_DISK_GIB
    nodegroup.remote_access = request.get("remoteAccess")
    nodegroup.ami_type = ami_type
    nodegroup.version = cluster.version
    nodegroup.release_version = image or request.get("releaseVersion") or versions.newest_release(cluster.version)
    nodegroup.update_config = request.get("updateConfig") or {"maxUnavailable": 1}
    nodegroup.node_repair_config = request.get("nodeRepairConfig")
    nodegroup.warm_pool_config = request.get("warmPoolConfig")
    nodegroup.health = {"issues": []}
    nodegroup.resources = {"autoScalingGroups": [{"name": f"eks-{nodegroup.nodegroup_name}-{nodegroup.uuid}"}]}
    nodegroup.local_request, nodegroup.local_updates = copy.deepcopy(request), {}
    nodegroup.local_launch_data = resolved.data
    nodegroup.local_cluster_groups = [
        group for group in [cluster.resources_vpc_config.get("clusterSecurityGroupId")] if group
    ]
    begin(nodegroup, "CREATING")
