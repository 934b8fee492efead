"""The states of a node group, counted in polls: each description advances them.

Source: EKS API reference Nodegroup.status, NodegroupHealth, Issue. Node-group tags that make a failure:
`local-aws:health-issue` = CODE ends in CREATE_FAILED, `local-aws:degraded` = CODE in DEGRADED for as long as the tag is
there, `local-aws:fail-delete` = CODE in one DELETE_FAILED.

Without a tag, a group whose nodes do not fit into their reservation (launching.py) ends in CREATE_FAILED, or is
DEGRADED once it was ACTIVE, in Auto Scaling's words ("last error: AsgInstanceLaunchFailures: Could not launch On-Demand
Instances. ...", public reports of terraform's users); one whose user data EKS can't merge ends in CREATE_FAILED
("Ec2LaunchTemplateInvalidConfiguration: User data was not in the MIME multipart format.", the same). Our reading: EKS
says nothing of it while the group is CREATING, and DEGRADED ends when the nodes run.
"""

from typing import Any

from moto.core.utils import utcnow

from local_aws.ec2_eks.auto_scaling import activities
from local_aws.ec2_eks.ec2.instances import lingering
from local_aws.ec2_eks.eks.clusters import clusters
from local_aws.ec2_eks.eks.launch_template import template_copy
from local_aws.ec2_eks.eks.nodegroups import public_subnets
from local_aws.ec2_eks.eks.nodegroups.failure_tags import DEGRADE, FAIL_CREATE, FAIL_DELETE
from local_aws.ec2_eks.framework.polls import NODEGROUP, Progress

NO_LAUNCH, BAD_TEMPLATE = "AsgInstanceLaunchFailures", "Ec2LaunchTemplateInvalidConfiguration"
NO_IPV6 = "Ec2SubnetMissingIpv6Assignment"

Issue = dict[str, Any]


def begin(nodegroup: Any, status: str) -> None:
    nodegroup.status, nodegroup.local_progress, nodegroup.modified_at = status, Progress(NODEGROUP), utcnow()


def advance(backend: Any, nodegroup: Any) -> None:
    """One poll. An update in progress is polled with its node group (nodegroup_updates)."""
    ec2 = clusters.ec2_of(backend)
    if nodegroup.status == "DELETING":
        if nodegroup.local_progress.poll():
            _settle_delete(backend, nodegroup)
        return
    activities.follow(ec2, nodegroup)
    if nodegroup.status == "UPDATING":
        for update in nodegroup.local_updates.values():
            update.poll(ec2, nodegroup)
    elif nodegroup.status == "CREATING" and nodegroup.local_progress.poll():
        _settle_create(backend, ec2, nodegroup)
    if nodegroup.status in ("ACTIVE", "DEGRADED"):
        settle(ec2, nodegroup)


def settle(ec2: Any, nodegroup: Any) -> None:
    """ACTIVE, or DEGRADED for as long as the tag says so or nodes can't be launched."""
    issue = _issue(ec2, nodegroup, nodegroup.tags.get(DEGRADE))
    nodegroup.status = "DEGRADED" if issue else "ACTIVE"
    nodegroup.health = {"issues": [issue] if issue else []}


def _settle_create(backend: Any, ec2: Any, nodegroup: Any) -> None:
    settle(ec2, nodegroup)
    asked_for = nodegroup.tags.get(DEGRADE) and not nodegroup.tags.get(FAIL_CREATE)
    issue = None if asked_for else _issue(ec2, nodegroup, nodegroup.tags.get(FAIL_CREATE))
    no_ipv6 = _without_ipv6(ec2, backend.clusters[nodegroup.cluster_name], nodegroup)
    issue = no_ipv6 or public_subnets.issue(ec2, nodegroup) or issue
    if issue:
        nodegroup.status, nodegroup.health = "CREATE_FAILED", {"issues": [issue]}


def _settle_delete(backend: Any, nodegroup: Any) -> None:
    code = nodegroup.tags.pop(FAIL_DELETE, None)
    if code:
        nodegroup.status, nodegroup.health = "DELETE_FAILED", {"issues": [_tagged_issue(nodegroup, code)]}
        return
    lingering.leave_behind(clusters.ec2_of(backend), nodegroup)
    template_copy.delete(backend, nodegroup)
    backend.delete_nodegroup(nodegroup.cluster_name, nodegroup.nodegroup_name)


def _issue(ec2: Any, nodegroup: Any, tagged_code: str | None) -> Issue | None:
    if nodegroup.local_unmergeable:
        return _about_the_group(nodegroup, BAD_TEMPLATE, nodegroup.local_unmergeable)
    refused = activities.failure_message(ec2, nodegroup)
    if refused and tagged_code in (None, NO_LAUNCH):
        return _about_the_group(nodegroup, NO_LAUNCH, refused)
    return _tagged_issue(nodegroup, tagged_code) if tagged_code else None


def _without_ipv6(ec2: Any, cluster: Any, nodegroup: Any) -> Issue | None:
    """EKS user guide cni-ipv6: the subnets of an IPv6 cluster's nodes assign IPv6 addresses. The text: eksctl#4701."""
    if cluster.kubernetes_network_config.get("ipFamily") != "ipv6":
        return None
    subnets = [clusters.subnet_or_none(ec2, subnet_id) for subnet_id in nodegroup.subnets]
    without = [
        subnet.id for subnet in subnets if subnet and subnet.assign_ipv6_address_on_creation not in (True, "true")
    ]
    message = (
        f"One or more Amazon EC2 Subnets of [{', '.join(without)}] for node group {nodegroup.nodegroup_name} does not"
        " automatically assign IPv6 addresses to instances launched into it. See IP addressing in VPC guide:"
        " https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html#subnet-public-ip"
    )
    return {"code": NO_IPV6, "message": message, "resourceIds": without} if without else None


def _tagged_issue(nodegroup: Any, code: str) -> Issue:
    return _about_the_group(nodegroup, code, f"{code}: asked for by a tag of the node group")


def _about_the_group(nodegroup: Any, code: str, message: str) -> Issue:
    group = nodegroup.resources["autoScalingGroups"][0]["name"]
    return {"code": code, "message": message, "resourceIds": [group]}
