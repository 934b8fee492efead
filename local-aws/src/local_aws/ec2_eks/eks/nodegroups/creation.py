"""A node group as CreateNodegroup makes it: what EKS refuses first, then what it shows.

Sources: EKS API reference CreateNodegroup and Nodegroup (with a launch template instanceTypes, diskSize and
remoteAccess come back as given, that is mostly null); EKS user guide launch-templates (amiType CUSTOM and the AMI id as
release version for a custom AMI).
"""

import copy
from typing import Any

from local_aws.ec2_eks.auto_scaling import activities
from local_aws.ec2_eks.eks import versions
from local_aws.ec2_eks.eks.clusters import clusters
from local_aws.ec2_eks.eks.launch_template import template_checks, template_copy
from local_aws.ec2_eks.eks.launch_template.template_checks import (
    DEFAULT_AMI_TYPE,
    DEFAULT_INSTANCE_TYPE,
    Fail,
    Resolved,
)
from local_aws.ec2_eks.eks.nodegroups import checks, features, labels
from local_aws.ec2_eks.eks.nodegroups.states import begin
from local_aws.ec2_eks.framework.errors import InvalidParameterException

DEFAULT_DISK_GIB = 20  # EKS API reference CreateNodegroup.diskSize, for Linux


def create(response: Any, cluster: Any, request: dict[str, Any], fail: Fail) -> Any:
    """Checked as EKS does, then CREATING, with its Auto Scaling group and EKS's copy of the template."""
    backend = response.eks_backend
    ec2 = clusters.ec2_of(backend)
    _check_request(cluster, request, fail)
    resolved = (
        template_checks.resolve(ec2, request["launchTemplate"], fail)
        if request.get("launchTemplate")
        else Resolved({}, {})
    )
    template_checks.check(ec2, cluster, resolved.data, request, fail)
    types = template_checks.instance_types(resolved.data, request)
    subnets = checks.subnets(ec2, cluster, request.get("subnets", []), fail)
    checks.zones(response.region, subnets, types, fail)
    ami_type = "CUSTOM" if resolved.data.get("ImageId") else request.get("amiType") or DEFAULT_AMI_TYPE
    if request.get("capacityType") == "CAPACITY_BLOCK":
        features.capacity_block(ec2, resolved.data, subnets, fail)
    features.usage_class(request.get("capacityType"), resolved.data, types, fail)
    features.warm_pool(request.get("warmPoolConfig") or {}, ami_type, request.get("capacityType"), fail)
    features.hibernation(request.get("warmPoolConfig") or {}, resolved.data, fail)
    checks.architecture(ami_type, types if request.get("amiType") else [], fail)
    group = checks.placement_group(ec2, resolved.data, subnets, fail)
    nodegroup = _moto_nodegroup(backend, cluster, request)
    _describe_as_eks(nodegroup, cluster, request, resolved, ami_type)
    nodegroup.local_instance_types, nodegroup.local_placement_group = types, group
    template_copy.create(backend, cluster, nodegroup)
    activities.follow(ec2, nodegroup)
    return nodegroup


def _check_request(cluster: Any, request: dict[str, Any], fail: Fail) -> None:
    checks.name(request.get("nodegroupName", ""), fail)
    checks.node_role(request.get("nodeRole", ""), cluster, fail)
    checks.tags(request.get("tags") or {}, fail)
    scaling = request.get("scalingConfig")
    if scaling:
        if {"minSize", "maxSize", "desiredSize"} - set(scaling):
            raise fail(
                InvalidParameterException, "minSize, maxSize and desiredSize must all be specified in scalingConfig"
            )
        checks.scaling(scaling, fail)
    most = (scaling or checks.DEFAULT_SCALING)["maxSize"]
    checks.update_config(request.get("updateConfig") or {}, most, fail)
    labels.labels(request.get("labels") or {}, fail)
    labels.taints(request.get("taints") or [], fail)
    features.enumerated("CapacityTypes", "capacityType", request.get("capacityType"), fail)
    features.ami_type(request.get("amiType"), cluster, fail)
    features.node_repair(request.get("nodeRepairConfig") or {}, fail)
    if request.get("version"):
        checks.new_version(request["version"], cluster, fail)
    if request.get("releaseVersion"):
        version = request.get("version") or cluster.version
        checks.release(request["releaseVersion"], version, request.get("amiType") or DEFAULT_AMI_TYPE, fail)


def _moto_nodegroup(backend: Any, cluster: Any, request: dict[str, Any]) -> Any:
    """moto checks diskSize and remoteAccess beside a template, the role's ARN, and that the cluster is ACTIVE."""
    return backend.create_nodegroup(
        cluster_name=cluster.name,
        node_role=request.get("nodeRole", ""),
        nodegroup_name=request["nodegroupName"],
        subnets=request["subnets"],
        scaling_config=dict(request.get("scalingConfig") or checks.DEFAULT_SCALING),
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
    """Replaces the values that moto makes up by those of the request and the template."""
    with_template = bool(resolved.specification)
    image = resolved.data.get("ImageId")
    nodegroup.launch_template = resolved.specification or None
    nodegroup.instance_types = request.get("instanceTypes") or (None if with_template else [DEFAULT_INSTANCE_TYPE])
    nodegroup.disk_size = None if with_template else request.get("diskSize") or DEFAULT_DISK_GIB
    nodegroup.remote_access = request.get("remoteAccess")
    nodegroup.ami_type = ami_type
    nodegroup.version = request.get("version") or cluster.version
    nodegroup.release_version = (
        image or request.get("releaseVersion") or versions.newest_release(nodegroup.version, ami_type)
    )
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
    nodegroup.local_reserved, nodegroup.local_launched, nodegroup.local_activities = {}, 0, []
    begin(nodegroup, "CREATING")
