"""Which of a node group's nodes can be launched, in which Capacity Reservations, and why the others can't.

Sources: EC2 API reference CapacityReservationSpecification and LaunchTemplateCapacityReservationSpecificationRequest
(preference, target), InstanceMatchCriteria; EC2 user guide create-cr-group ("If the group does not have a Capacity
Reservation with matching attributes and available capacity, the instances run using On-Demand capacity"), cr-cpg (a
reservation in a placement group is used by launches into that group), ec2-capacity-blocks (instances end with the
block). Texts: scylla-cluster-tests#8839 and terraform-provider-aws#35745 (ReservationCapacityExceeded), EC2 "Error
codes" (InvalidCapacityReservationState.PendingActivation), terraform-provider-aws#1496 (InsufficientInstanceCapacity).

Capacity is counted when a node group is created, described or resized, and when reservations are described.
"""

from dataclasses import dataclass
from typing import Any

from local_aws.ec2_eks import resource_groups
from local_aws.ec2_eks.ec2.capacity import reservations
from local_aws.ec2_eks.eks.clusters.clusters import nodegroups_of
from local_aws.ec2_eks.eks.nodegroups.failure_tags import launch_failure
from local_aws.ec2_eks.framework.identifiers import identifier

ONLY_RESERVED = "capacity-reservations-only"


@dataclass(frozen=True)
class Refusal:
    """Why EC2 launches no more: its error code and text."""

    code: str
    text: str


def instance_id(nodegroup: Any, number: int) -> str:
    return identifier("i", nodegroup.arn, number)


def running(nodegroup: Any) -> int:
    desired = nodegroup.scaling_config["desiredSize"]
    if launch_failure(nodegroup.tags) or not nodegroup.local_copy:
        return 0
    return min(desired, sum(nodegroup.local_reserved.values())) if _needs_a_reservation(nodegroup) else desired


def count_reserved(ec2: Any, nodegroup: Any) -> None:
    """Gives back what the node group no longer needs and takes what it can get."""
    candidates = {one["CapacityReservationId"]: one for one in _candidates(ec2, nodegroup)}
    wanted = 0 if launch_failure(nodegroup.tags) else nodegroup.scaling_config["desiredSize"]
    kept: dict[str, int] = {}
    for reservation_id, count in nodegroup.local_reserved.items():
        if reservation_id in candidates and not _ended(candidates[reservation_id]):
            kept[reservation_id] = min(count, wanted - sum(kept.values()))
    nodegroup.local_reserved = kept
    for reservation_id, reservation in candidates.items():
        if reservation["State"] == "active":
            free = reservation["TotalInstanceCount"] - used(ec2, reservation_id)
            more = min(max(free, 0), wanted - sum(kept.values()))
            kept[reservation_id] = kept.get(reservation_id, 0) + more


def used(ec2: Any, reservation_id: str) -> int:
    return sum(nodegroup.local_reserved.get(reservation_id, 0) for nodegroup in nodegroups_of(ec2))


def refusal(ec2: Any, nodegroup: Any) -> Refusal | None:
    """None when all desired nodes run, or there is no Auto Scaling group."""
    if not nodegroup.local_copy:
        return None
    issue = launch_failure(nodegroup.tags)
    if issue:
        return _asked_for(ec2, nodegroup, issue)
    if running(nodegroup) == nodegroup.scaling_config["desiredSize"]:
        return None
    target = _target(nodegroup).get("CapacityReservationId")
    reservation = reservations.find(ec2, target) if target else None
    if target and not reservation:
        return Refusal("InvalidCapacityReservationId.NotFound", f"The capacity reservation '{target}' does not exist")
    if reservation and _is_pending_block(reservation):
        return Refusal("InvalidCapacityReservationState.PendingActivation", "Your Capacity Block is not active yet.")
    return Refusal(
        "ReservationCapacityExceeded",
        "The requested reservation does not have sufficient compatible and available capacity for this request.",
    )


def _asked_for(ec2: Any, nodegroup: Any, issue: str) -> Refusal:
    subnet, instance_type = ec2.get_subnet(nodegroup.subnets[0]), nodegroup.local_instance_types[0]
    zone = subnet.availability_zone
    if issue == "InsufficientFreeAddresses":
        return Refusal(
            "InsufficientFreeAddressesInSubnet",
            f"There are not enough free addresses in subnet '{subnet.id}' to satisfy the requested number of"
            " instances.",
        )
    if issue == "InstanceLimitExceeded":
        return Refusal(
            "VcpuLimitExceeded",
            "You have requested more vCPU capacity than your current vCPU limit of 0 allows for the instance bucket"
            " that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to"
            " request an adjustment to this limit.",
        )
    others = sorted(one.name for one in ec2.describe_availability_zones() if one.name != zone)
    return Refusal(
        "InsufficientInstanceCapacity",
        f"We currently do not have sufficient {instance_type} capacity in the Availability Zone you requested ({zone})."
        f" Our system will be working on provisioning additional capacity. You can currently get {instance_type}"
        f" capacity by not specifying an Availability Zone in your request or choosing {', '.join(others)}.",
    )


def _is_pending_block(reservation: reservations.Reservation) -> bool:
    is_block = reservation["ReservationType"] == reservations.CAPACITY_BLOCK
    return is_block and reservation["State"] in ("scheduled", "payment-pending", "pending")


def _specification(nodegroup: Any) -> dict[str, Any]:
    return nodegroup.local_copy_data.get("CapacityReservationSpecification") or {}


def _target(nodegroup: Any) -> dict[str, str]:
    return _specification(nodegroup).get("CapacityReservationTarget") or {}


def _needs_a_reservation(nodegroup: Any) -> bool:
    preference = _specification(nodegroup).get("CapacityReservationPreference")
    return preference == ONLY_RESERVED or "CapacityReservationId" in _target(nodegroup)


def _candidates(ec2: Any, nodegroup: Any) -> list[reservations.Reservation]:
    """The reservations that the node group may use. `open` ones are taken by any launch that fits, named or not."""
    everything = reservations.all_of(ec2)
    if not everything or _specification(nodegroup).get("CapacityReservationPreference") == "none":
        return []
    target = _target(nodegroup)
    group_arn = target.get("CapacityReservationResourceGroupArn")
    members = resource_groups.members(ec2, group_arn) if group_arn else []
    return [
        one
        for one in everything
        if _named(one, target, members) and _fits(ec2, one, nodegroup, in_any_group=bool(group_arn))
    ]


def _named(reservation: reservations.Reservation, target: dict[str, str], members: list[str]) -> bool:
    if "CapacityReservationId" in target:
        return reservation["CapacityReservationId"] == target["CapacityReservationId"]
    if "CapacityReservationResourceGroupArn" in target:
        return reservation["CapacityReservationArn"] in members
    return reservation["InstanceMatchCriteria"] == "open"


def _fits(ec2: Any, reservation: reservations.Reservation, nodegroup: Any, in_any_group: bool) -> bool:
    """With a resource group as the target EC2 also uses reservations inside a placement group that the launch does not
    name. Source: EC2 user guide using-cpg-odcr-crg."""
    zones = {ec2.get_subnet(subnet_id).availability_zone for subnet_id in nodegroup.subnets}
    group_arn = (nodegroup.local_placement_group or {}).get("GroupArn")
    tenancy = (nodegroup.local_copy_data.get("Placement") or {}).get("Tenancy", "default")
    return (
        reservation["InstanceType"] in nodegroup.local_instance_types
        and reservation["AvailabilityZone"] in zones
        and not reservation.get("OutpostArn")
        and reservation["Tenancy"] == tenancy
        and reservation["InstancePlatform"] == "Linux/UNIX"
        and (reservation.get("PlacementGroupArn") in (None, group_arn) or (in_any_group and not group_arn))
        and _same_market(reservation, nodegroup)
    )


def _same_market(reservation: reservations.Reservation, nodegroup: Any) -> bool:
    """Source: EC2 user guide capacity-blocks-launch: only launches with the market type capacity-block enter a
    block."""
    market = (nodegroup.local_copy_data.get("InstanceMarketOptions") or {}).get("MarketType")
    return (reservation["ReservationType"] == reservations.CAPACITY_BLOCK) == (market == "capacity-block")


def _ended(reservation: reservations.Reservation) -> bool:
    """Instances outlive an On-Demand reservation, which then counts them no more; not a block."""
    return reservation["ReservationType"] == reservations.CAPACITY_BLOCK and reservation["State"] != "active"


def recount(ec2: Any) -> None:
    for nodegroup in nodegroups_of(ec2):
        count_reserved(ec2, nodegroup)
