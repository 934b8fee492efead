"""Capacity Reservations as EC2 has them: On-Demand ones and Capacity Blocks.

Sources: EC2 API reference CapacityReservation (fields, states); EC2 user guide ec2-capacity-reservations and
ec2-capacity-blocks. A reservation changes its state by its dates (scheduled, active, expired) as the clock reaches
them, unless the control route set the state: then it stays. Dates are in UTC without a zone, as moto parses them.
"""

from datetime import timedelta
from typing import Any

from moto.core.utils import utcnow
from moto.ec2 import utils as ec2_utils

from local_aws.ec2_eks.ec2 import tagged_resources
from local_aws.ec2_eks.framework.errors import ec2_error
from local_aws.ec2_eks.framework.settings import store

CAPACITY_BLOCK = "capacity-block"

Reservation = dict[str, Any]


def all_of(ec2_backend: Any) -> list[Reservation]:
    reservations = list(store(ec2_backend, "capacity_reservations").values())
    for reservation in reservations:
        _follow_the_clock(reservation)
    return reservations


def find(ec2_backend: Any, reservation_id: str) -> Reservation | None:
    return next((one for one in all_of(ec2_backend) if one["CapacityReservationId"] == reservation_id), None)


def get(ec2_backend: Any, reservation_id: str) -> Reservation:
    """Source: "Error codes", InvalidCapacityReservationId.NotFound and .Malformed; the texts are our reading."""
    if not reservation_id.startswith("cr-"):
        raise ec2_error(
            "InvalidCapacityReservationId.Malformed", f"The capacity reservation ID '{reservation_id}' is malformed"
        )
    reservation = find(ec2_backend, reservation_id)
    if not reservation:
        raise not_found(reservation_id)
    return reservation


def not_found(reservation_id: str) -> Exception:
    return ec2_error(
        "InvalidCapacityReservationId.NotFound", f"The capacity reservation '{reservation_id}' does not exist"
    )


def in_placement_group(ec2_backend: Any, group_arn: str) -> list[Reservation]:
    return [
        one for one in all_of(ec2_backend) if one.get("PlacementGroupArn") == group_arn and one["State"] == "active"
    ]


def add(ec2_backend: Any, zone: Any, **given: Any) -> Reservation:
    """What `given` leaves out has EC2's default; StartDate in the future makes it `scheduled`."""
    reservation_id, created = ec2_utils.random_id("cr"), utcnow()
    region, account = ec2_backend.region_name, ec2_backend.account_id
    arn_prefix = f"arn:{ec2_backend.partition}:ec2:{region}:{account}"
    starts_later = "StartDate" in given and given["StartDate"] > created
    reservation = {
        "CapacityReservationId": reservation_id,
        "CapacityReservationArn": f"{arn_prefix}:capacity-reservation/{reservation_id}",
        "OwnerId": account,
        "AvailabilityZone": zone.name,
        "AvailabilityZoneId": zone.zone_id,
        "InstancePlatform": "Linux/UNIX",
        "Tenancy": "default",
        "EbsOptimized": False,
        "EphemeralStorage": False,
        "State": "scheduled" if starts_later else "active",
        "StartDate": created,
        "EndDateType": "limited" if "EndDate" in given else "unlimited",
        "InstanceMatchCriteria": "open",
        "ReservationType": "default",
        "CreateDate": created,
        **given,
    }
    store(ec2_backend, "capacity_reservations")[reservation_id] = reservation
    return reservation


def add_block(ec2_backend: Any, zone: Any, **given: Any) -> Reservation:
    """A Capacity Block is a `targeted` reservation with an end. Source: EC2 Auto Scaling user guide
    launch-template-capacity-blocks. A day from now unless `given` says otherwise."""
    begin = given.get("StartDate", utcnow())
    block = {
        "ReservationType": CAPACITY_BLOCK,
        "InstanceMatchCriteria": "targeted",
        "CapacityBlockId": ec2_utils.random_id("cb"),
        "EndDate": begin + timedelta(days=1),
    }
    return add(ec2_backend, zone, **{**block, **given})


def zone_of(ec2_backend: Any, name: str | None, zone_id: str | None) -> Any:
    """By name or id, as CreateCapacityReservation takes them."""
    if bool(name) == bool(zone_id):
        raise ec2_error(
            "InvalidParameterCombination", "Specify either the Availability Zone or the Availability Zone ID."
        )
    for zone in ec2_backend.describe_availability_zones():
        if zone.name == name or zone.zone_id == zone_id:
            return zone
    raise ec2_error("InvalidParameterValue", f"Invalid availability zone: [{name or zone_id}]")


def pin_state(reservation: Reservation, state: str) -> None:
    reservation["State"], reservation["local_pinned"] = state, True


def view(ec2_backend: Any, reservation: Reservation, used: int) -> Reservation:
    """Our reading: nothing is available while it is not active; EC2's example of a purchased block shows 0."""
    total = reservation["TotalInstanceCount"]
    shown = {name: value for name, value in reservation.items() if not name.startswith("local_")}
    return {
        **shown,
        "AvailableInstanceCount": max(total - used, 0) if reservation["State"] == "active" else 0,
        "CapacityAllocations": [{"AllocationType": "used", "Count": used}],
        "Tags": tagged_resources.tags_of(ec2_backend, reservation["CapacityReservationId"]),
    }


def _follow_the_clock(reservation: Reservation) -> None:
    if reservation.get("local_pinned"):
        return
    if reservation["State"] == "scheduled" and reservation["StartDate"] <= utcnow():
        reservation["State"] = "active"
    if reservation["State"] == "active" and "EndDate" in reservation and reservation["EndDate"] <= utcnow():
        reservation["State"] = "expired"


def _check_id(ec2_backend: Any, reservation_id: str) -> None:
    if not find(ec2_backend, reservation_id):
        raise not_found(reservation_id)


tagged_resources.register("capacity-reservation", "cr", _check_id)
