"""Instances and interfaces outlive their node group for a while, and keep its placement group and security groups in
use.

Sources: DeletePlacementGroup and DeleteSecurityGroup in the EC2 API reference; terminations past 15 minutes in
aws/aws-parallelcluster#6373; left-over interfaces of the VPC CNI in terraform-aws-eks#2004.

How long is counted in polls, by asker: each kind of call about each resource still sees them `lingerPolls` times (CNI
interfaces `cniLingerPolls` times more), whatever other askers do. So a test knows how often a delete is refused, in
any order and in parallel, and a describe may well be ahead of a delete, as AWS's own views are.
"""

from collections import Counter
from typing import Any

from local_aws.ec2_eks.ec2.instances import nodes
from local_aws.ec2_eks.eks.clusters import clusters
from local_aws.ec2_eks.framework.settings import current, store


class Remains:
    """What is left of one deleted node group."""

    def __init__(self, ec2_backend: Any, nodegroup: Any):
        self.instances = nodes.instances(ec2_backend, nodegroup, "shutting-down")
        self.interfaces = nodes.interfaces(ec2_backend, nodegroup)
        self.placement_group = nodegroup.local_placement_group
        leave_cni = current["cniLingerPolls"] > 0
        self.cni_interfaces = (
            [nodes.cni_leftover(nodegroup, instance) for instance in self.instances] if leave_cni else []
        )
        self.asked: Counter[str] = Counter()

    def see(self, asker: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Count one poll by `asker`; the instances and interfaces that it still sees."""
        self.asked[asker] += 1
        shutting_down = self.asked[asker] <= current["lingerPolls"]
        leaked = self.asked[asker] <= current["lingerPolls"] + current["cniLingerPolls"]
        instances = self.instances if shutting_down else []
        return instances, (self.interfaces if shutting_down else []) + (self.cni_interfaces if leaked else [])


def leave_behind(ec2_backend: Any, nodegroup: Any) -> None:
    remains = Remains(ec2_backend, nodegroup)
    if remains.instances:
        store(ec2_backend, "remains").setdefault("all", []).append(remains)


def remains_of(ec2_backend: Any) -> list[Remains]:
    return store(ec2_backend, "remains").get("all", [])


def uses_placement_group(ec2_backend: Any, group: dict[str, Any]) -> bool:
    name = group["GroupName"]
    living = [
        nodegroup
        for nodegroup in clusters.nodegroups_of(ec2_backend)
        if (nodegroup.local_placement_group or {}).get("GroupName") == name
    ]
    left = [
        remains
        for remains in remains_of(ec2_backend)
        if (remains.placement_group or {}).get("GroupId") == group["GroupId"]
    ]
    seen = [remains.see(f"DeletePlacementGroup {name}")[0] for remains in left]
    return any(nodes.instances(ec2_backend, nodegroup) for nodegroup in living) or any(seen)


def uses_security_group(ec2_backend: Any, group_id: str) -> bool:
    asker = f"DeleteSecurityGroup {group_id}"
    left = [
        remains for remains in remains_of(ec2_backend) if _carry(remains.interfaces + remains.cni_interfaces, group_id)
    ]
    seen = [_carry(remains.see(asker)[1], group_id) for remains in left]
    living = (nodes.interfaces(ec2_backend, nodegroup) for nodegroup in clusters.nodegroups_of(ec2_backend))
    return any(_carry(interfaces, group_id) for interfaces in living) or any(seen)


def _carry(interfaces: list[dict[str, Any]], group_id: str) -> bool:
    return any(group["GroupId"] == group_id for interface in interfaces for group in interface["Groups"])
