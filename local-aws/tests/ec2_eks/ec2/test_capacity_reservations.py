"""Capacity Reservations and Capacity Blocks themselves; launching into them is in test_ec2_eks_reserved_nodes.py."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from tests.ec2_eks.world import World, fails

TOMORROW = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)


def test_described_as_created(world: World) -> None:
    tags = [{"ResourceType": "capacity-reservation", "Tags": [{"Key": "team", "Value": "x"}]}]
    shown = world.reservation(world.reserve(3, TagSpecifications=tags))
    assert shown["CapacityReservationArn"].endswith(f":capacity-reservation/{shown['CapacityReservationId']}")
    assert (shown["InstanceType"], shown["InstancePlatform"], shown["Tenancy"]) == (
        "p5.48xlarge",
        "Linux/UNIX",
        "default",
    )
    assert (shown["AvailabilityZone"], shown["AvailabilityZoneId"]) == ("us-east-1a", "use1-az6")
    assert (shown["TotalInstanceCount"], shown["AvailableInstanceCount"]) == (3, 3)
    assert (shown["State"], shown["EndDateType"], shown["ReservationType"]) == ("active", "unlimited", "default")
    assert shown["Tags"] == [{"Key": "team", "Value": "x"}]
    assert not {"EndDate", "PlacementGroupArn", "CapacityBlockId"} & set(shown)


def test_the_zone_by_name_or_by_id(world: World) -> None:
    by_id = world.reserve(AvailabilityZone=None, AvailabilityZoneId="use1-az1")
    assert world.reservation(by_id)["AvailabilityZone"] == "us-east-1b"
    assert fails(lambda: world.reserve(AvailabilityZoneId="use1-az1"))[0] == "InvalidParameterCombination"
    assert fails(lambda: world.reserve(AvailabilityZone="us-east-1z"))[0] == "InvalidParameterValue"


def test_what_can_not_be_reserved(world: World) -> None:
    assert fails(lambda: world.reserve(InstanceType="p5.none"))[0] == "InvalidParameterValue"
    assert fails(lambda: world.reserve(InstanceType="hpc7a.96xlarge"))[0] == "Unsupported"
    assert fails(lambda: world.reserve(EndDateType="limited"))[0] == "InvalidParameterCombination"


def test_a_token_reserves_once(world: World) -> None:
    assert world.reserve(ClientToken="one") == world.reserve(ClientToken="one")
    assert fails(lambda: world.reserve(3, ClientToken="one"))[0] == "IdempotentParameterMismatch"


def test_unknown_and_malformed_ids(world: World) -> None:
    assert fails(lambda: world.reservation("cr-0123456789abcdef0"))[0] == "InvalidCapacityReservationId.NotFound"
    assert fails(lambda: world.reservation("0123456789abcdef0"))[0] == "InvalidCapacityReservationId.Malformed"


def test_filters_and_pages(world: World) -> None:
    ours = [world.reserve(number) for number in (1, 2, 3)]
    other = world.reserve(1, AvailabilityZone="us-east-1b", InstanceMatchCriteria="open")
    world.ec2.create_tags(Resources=[other], Tags=[{"Key": "a", "Value": "b"}])

    def ids(**filters: str) -> list[str]:
        wanted = [{"Name": name.replace("_", "-"), "Values": [value]} for name, value in filters.items()]
        answer = world.ec2.describe_capacity_reservations(Filters=wanted)
        return [one["CapacityReservationId"] for one in answer["CapacityReservations"]]

    assert ids(availability_zone="us-east-1b") == ids(instance_match_criteria="open") == [other]
    assert ids(**{"tag:a": "b"}) == [other]
    assert ids(instance_type="p5.*", state="active") == [*ours, other]
    assert ids(state="expired") == []
    pages = list(world.ec2.get_paginator("describe_capacity_reservations").paginate(PaginationConfig={"PageSize": 3}))
    assert [len(page["CapacityReservations"]) for page in pages] == [3, 1]


def test_modified_and_cancelled(world: World) -> None:
    reservation_id = world.reserve()
    world.ec2.modify_capacity_reservation(
        CapacityReservationId=reservation_id, InstanceCount=5, EndDateType="limited", EndDate=TOMORROW
    )
    shown = world.reservation(reservation_id)
    assert (shown["TotalInstanceCount"], shown["EndDateType"], shown["EndDate"]) == (5, "limited", TOMORROW)
    world.ec2.modify_capacity_reservation(CapacityReservationId=reservation_id, EndDateType="unlimited")
    assert "EndDate" not in world.reservation(reservation_id)
    world.ec2.cancel_capacity_reservation(CapacityReservationId=reservation_id)
    shown = world.reservation(reservation_id)
    assert (shown["State"], shown["AvailableInstanceCount"]) == ("cancelled", 0)
    again = fails(lambda: world.ec2.cancel_capacity_reservation(CapacityReservationId=reservation_id))
    assert again[0] == "IncorrectState"


def test_inside_a_placement_group(world: World) -> None:
    group = world.ec2.create_placement_group(GroupName="pg", Strategy="cluster")["PlacementGroup"]
    spread = world.ec2.create_placement_group(GroupName="spread", Strategy="spread")["PlacementGroup"]
    reservation_id = world.reserve(PlacementGroupArn=group["GroupArn"])
    assert world.reservation(reservation_id)["PlacementGroupArn"] == group["GroupArn"]
    assert fails(lambda: world.ec2.delete_placement_group(GroupName="pg"))[0] == "InvalidPlacementGroup.InUse"
    world.ec2.cancel_capacity_reservation(CapacityReservationId=reservation_id)
    world.ec2.delete_placement_group(GroupName="pg")
    for wrong in ({"PlacementGroupArn": spread["GroupArn"]}, {"PlacementGroupArn": f"{spread['GroupArn']}-none"}):
        assert fails(partial(world.reserve, **wrong))[0].startswith("Invalid")


def test_dates_change_the_state(world: World) -> None:
    reservation_id = world.reserve(StartDate=TOMORROW)
    assert world.reservation(reservation_id)["State"] == "scheduled"

    def state(**dates: str) -> str:
        world.control("POST", "/local-aws/capacity-reservations", {"CapacityReservationId": reservation_id, **dates})
        return world.reservation(reservation_id)["State"]

    assert state(StartDate="2026-01-01T00:00:00Z") == "active"
    assert state(EndDate=(TOMORROW - timedelta(days=2)).isoformat()) == "expired"


@pytest.mark.parametrize("state", ["payment-pending", "failed", "expired", "assessing", "unsupported"])
def test_any_state_by_control(world: World, state: str) -> None:
    created = world.control(
        "POST",
        "/local-aws/capacity-reservations",
        {
            "region": "us-east-1",
            "InstanceType": "p5.48xlarge",
            "AvailabilityZoneId": "use1-az6",
            "TotalInstanceCount": 2,
            "ReservationType": "capacity-block",
            "State": state,
        },
    )
    shown = world.reservation(created["CapacityReservationId"])
    assert (shown["State"], shown["ReservationType"], shown["EndDateType"]) == (state, "capacity-block", "limited")
    assert shown["CapacityBlockId"].startswith("cb-")
    assert shown["EndDate"] > shown["StartDate"]
    assert (shown["InstanceMatchCriteria"], shown["AvailableInstanceCount"]) == ("targeted", 0)


def test_a_block_is_offered_bought_and_fixed(world: World) -> None:
    asked = {"InstanceType": "p5.48xlarge", "InstanceCount": 4, "CapacityDurationHours": 48}
    offerings = world.ec2.describe_capacity_block_offerings(**asked)["CapacityBlockOfferings"]
    offering = next(one for one in offerings if one["AvailabilityZone"] == "us-east-1a")
    bought = world.ec2.purchase_capacity_block(
        CapacityBlockOfferingId=offering["CapacityBlockOfferingId"], InstancePlatform="Linux/UNIX"
    )["CapacityReservation"]
    shown = world.reservation(bought["CapacityReservationId"])
    assert (shown["State"], shown["ReservationType"], shown["TotalInstanceCount"]) == ("scheduled", "capacity-block", 4)
    assert shown["EndDate"] - shown["StartDate"] == timedelta(hours=48)
    cancel = fails(lambda: world.ec2.cancel_capacity_reservation(CapacityReservationId=bought["CapacityReservationId"]))
    assert cancel == ("IncorrectState", "A Capacity Block can't be cancelled.")
    none = {"InstanceType": "c6in.32xlarge", "CapacityDurationHours": 24}
    assert world.ec2.describe_capacity_block_offerings(**none)["CapacityBlockOfferings"] == []
    unknown = {"CapacityBlockOfferingId": "cbo-none", "InstancePlatform": "Linux/UNIX"}
    assert fails(lambda: world.ec2.purchase_capacity_block(**unknown))[0] == "InvalidCapacityBlockOfferingIdNotFound"
