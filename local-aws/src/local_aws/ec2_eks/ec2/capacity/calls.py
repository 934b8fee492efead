"""CreateCapacityReservation, DescribeCapacityReservations, ModifyCapacityReservation and CancelCapacityReservation.

Sources: EC2 API reference of the four calls; EC2 user guide cr-cpg (a reservation in a placement group is for a group
of strategy cluster, and not for a future date), capacity-blocks-using (a Capacity Block can't be changed or cancelled).
Our readings: a future-dated reservation is `scheduled` at once, without `assessing`; the codes of what AWS does not
list.
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.responses import EC2Response

from local_aws.ec2_eks.auto_scaling import launching
from local_aws.ec2_eks.ec2 import catalogue, placement_groups, tagged_resources
from local_aws.ec2_eks.ec2.capacity import reservations
from local_aws.ec2_eks.framework import filters
from local_aws.ec2_eks.framework.errors import ec2_error
from local_aws.ec2_eks.framework.extend import extend
from local_aws.ec2_eks.framework.paging import page
from local_aws.ec2_eks.framework.tokens import once_per_token

MOST_RESULTS = 1000  # DescribeCapacityReservations, MaxResults
CREATE_FIELDS = (
    *("InstancePlatform", "Tenancy", "EbsOptimized", "EphemeralStorage", "InstanceMatchCriteria"),
    *("PlacementGroupArn", "StartDate", "EndDate", "EndDateType", "DeliveryPreference"),
)
CANCELLABLE = ("active", "scheduled", "assessing", "delayed", "pending")


@extend(EC2Response)
class CapacityReservations:
    def create_capacity_reservation(self: Any) -> ActionResult:
        return once_per_token(self, "CreateCapacityReservation", lambda: _create(self))

    def describe_capacity_reservations(self: Any) -> ActionResult:
        self.error_on_dryrun()
        ec2, wanted, ids = (
            self.ec2_backend,
            self._filters_from_querystring(),
            self._get_param("CapacityReservationIds", []),
        )
        launching.recount(ec2)
        found = [reservations.get(ec2, one) for one in ids] if ids else reservations.all_of(ec2)
        chosen = [one for one in found if filters.matches(wanted, _filter_values(one), _tags(ec2, one))]
        shown, next_token = page(self, chosen, MOST_RESULTS)
        return ActionResult({"CapacityReservations": [_view(ec2, one) for one in shown], "NextToken": next_token})

    def modify_capacity_reservation(self: Any) -> ActionResult:
        reservation = _own(self, "modified")
        given = {name: self._get_param(name) for name in ("EndDate", "EndDateType", "InstanceMatchCriteria")}
        changes = {name: value for name, value in given.items() if value is not None}
        count = self._get_param("InstanceCount")
        in_use = launching.used(self.ec2_backend, reservation["CapacityReservationId"])
        if count is not None and int(count) < in_use:
            raise ec2_error(
                "InvalidParameterValue",
                f"The instance count {count} is less than the {in_use} instances that run in it.",
            )
        _check_end(changes)
        self.error_on_dryrun()
        if changes.get("EndDateType") == "unlimited":
            reservation.pop("EndDate", None)
        reservation.update(changes)
        reservation["TotalInstanceCount"] = int(count) if count is not None else reservation["TotalInstanceCount"]
        return ActionResult({"Return": True})

    def cancel_capacity_reservation(self: Any) -> ActionResult:
        reservation = _own(self, "cancelled")
        self.error_on_dryrun()
        reservations.pin_state(reservation, "cancelled")
        return ActionResult({"Return": True})


def _create(response: Any) -> ActionResult:
    ec2, instance_type = response.ec2_backend, response._get_param("InstanceType")
    zone = reservations.zone_of(ec2, response._get_param("AvailabilityZone"), response._get_param("AvailabilityZoneId"))
    given = {name: response._get_param(name) for name in CREATE_FIELDS}
    fields = {name: value for name, value in given.items() if value is not None}
    if not catalogue.instance_type(instance_type):
        raise ec2_error("InvalidParameterValue", f"Invalid value '{instance_type}' for InstanceType.")
    if zone.zone_id not in catalogue.offered_zone_ids(ec2.region_name, instance_type):
        raise ec2_error(
            "Unsupported",
            f"Your requested instance type ({instance_type}) is not supported in your requested Availability Zone"
            f" ({zone.name}).",
        )
    _check_end(fields)
    _check_placement_group(ec2, fields)
    tags = response._parse_tag_specification("capacity-reservation").get("capacity-reservation", {})
    response.error_on_dryrun()
    count = int(response._get_param("InstanceCount"))
    reservation = reservations.add(ec2, zone, InstanceType=instance_type, TotalInstanceCount=count, **fields)
    if tags:
        ec2.create_tags([reservation["CapacityReservationId"]], tags)
    launching.recount(ec2)
    return ActionResult({"CapacityReservation": _view(ec2, reservation)})


def _check_end(fields: dict[str, Any]) -> None:
    """ "You must provide an EndDate value if EndDateType is limited. Omit EndDate if EndDateType is unlimited." """
    if "EndDateType" in fields and (fields["EndDateType"] == "limited") != ("EndDate" in fields):
        raise ec2_error(
            "InvalidParameterCombination", "EndDate must be specified if, and only if, EndDateType is limited."
        )


def _check_placement_group(ec2: Any, fields: dict[str, Any]) -> None:
    arn = fields.get("PlacementGroupArn")
    if not arn:
        return
    group = next((one for one in placement_groups.groups(ec2).values() if one["GroupArn"] == arn), None)
    if not group:
        raise placement_groups.unknown(arn.rpartition("/")[2])
    if group["Strategy"] != "cluster" or "StartDate" in fields:
        raise ec2_error(
            "InvalidParameterCombination",
            "A placement group of a Capacity Reservation must have the strategy cluster, and no start date.",
        )


def _own(response: Any, change: str) -> reservations.Reservation:
    reservation = reservations.get(response.ec2_backend, response._get_param("CapacityReservationId"))
    block = reservation["ReservationType"] == reservations.CAPACITY_BLOCK
    if block or reservation["State"] not in CANCELLABLE:
        what = "A Capacity Block" if block else f"A Capacity Reservation in the state {reservation['State']}"
        raise ec2_error("IncorrectState", f"{what} can't be {change}.")
    return reservation


def _view(ec2: Any, reservation: reservations.Reservation) -> reservations.Reservation:
    return reservations.view(ec2, reservation, launching.used(ec2, reservation["CapacityReservationId"]))


def _tags(ec2: Any, reservation: reservations.Reservation) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in tagged_resources.tags_of(ec2, reservation["CapacityReservationId"])}


def _filter_values(reservation: reservations.Reservation) -> dict[str, Any]:
    """By the names of DescribeCapacityReservations, Filters."""
    names = (
        *("InstanceType", "OwnerId", "InstancePlatform", "AvailabilityZone", "AvailabilityZoneId", "Tenancy"),
        *("State", "EndDateType", "InstanceMatchCriteria", "PlacementGroupArn", "StartDate", "EndDate"),
    )
    return {
        "".join(f"-{char.lower()}" if char.isupper() else char for char in name).lstrip("-"): reservation.get(name)
        for name in names
    }
