"""Node groups that launch into Capacity Reservations: what is counted, and what fails in AWS's words."""

from typing import Any

import pytest

from tests.ec2_eks.world import CLUSTER, World, fails

FULL = "The requested reservation does not have sufficient compatible and available capacity for this request."
POOL = [
    {"Type": "AWS::EC2::CapacityReservationPool"},
    {
        "Type": "AWS::ResourceGroups::Generic",
        "Parameters": [{"Name": "allowed-resource-types", "Values": ["AWS::EC2::CapacityReservation"]}],
    },
]


def targeting(world: World, reservation_id: str, name: str = "efa-lt", **data: Any) -> dict:
    target = {"CapacityReservationTarget": {"CapacityReservationId": reservation_id}}
    return {"launchTemplate": {"id": world.template(f"lt-{name}", CapacityReservationSpecification=target, **data)}}


def grouping(world: World, preference: str | None, *reservation_ids: str) -> dict:
    arns = [world.reservation(one)["CapacityReservationArn"] for one in reservation_ids]
    group = world.resource_groups.create_group(Name="pool", Configuration=POOL)["Group"]["GroupArn"]
    world.resource_groups.group_resources(Group=group, ResourceArns=arns)
    wanted: dict[str, Any] = {"CapacityReservationTarget": {"CapacityReservationResourceGroupArn": group}}
    if preference:
        wanted["CapacityReservationPreference"] = preference
    return {"launchTemplate": {"id": world.template("efa-lt", CapacityReservationSpecification=wanted)}}


def available(world: World, reservation_id: str) -> int:
    return world.reservation(reservation_id)["AvailableInstanceCount"]


def change(world: World, reservation_id: str, **fields: Any) -> None:
    world.control("POST", "/local-aws/capacity-reservations", {"CapacityReservationId": reservation_id, **fields})


def test_nodes_are_counted_and_given_back(world: World) -> None:
    reservation_id = world.reserve(3)
    shown = world.active(**targeting(world, reservation_id))
    assert shown["status"] == "ACTIVE"
    assert available(world, reservation_id) == 1
    assert len(world.auto_scaling_group()["Instances"]) == 2
    world.eks.update_nodegroup_config(clusterName=CLUSTER, nodegroupName="ng", scalingConfig={"desiredSize": 1})
    world.settle()
    assert available(world, reservation_id) == 2
    fewer = fails(lambda: world.ec2.modify_capacity_reservation(CapacityReservationId=reservation_id, InstanceCount=0))
    assert fewer[0] == "InvalidParameterValue"
    world.delete()
    assert available(world, reservation_id) == 3


def test_a_full_reservation(world: World) -> None:
    reservation_id = world.reserve(1)
    world.create(**targeting(world, reservation_id))
    activity = world.activities()[0]
    assert activity["StatusMessage"] == (
        f"Could not launch On-Demand Instances. ReservationCapacityExceeded - {FULL} Launching EC2 instance failed."
    )
    assert len(world.auto_scaling_group()["Instances"]) == 1
    assert available(world, reservation_id) == 0
    shown = world.settle()
    issue = shown["health"]["issues"][0]
    assert (shown["status"], issue["code"]) == ("CREATE_FAILED", "AsgInstanceLaunchFailures")
    assert issue["message"] == activity["StatusMessage"]
    assert issue["resourceIds"]


def test_a_reservation_that_grows_while_the_group_waits(world: World) -> None:
    reservation_id = world.reserve(1)
    world.create(**targeting(world, reservation_id))
    world.describe()
    world.ec2.modify_capacity_reservation(CapacityReservationId=reservation_id, InstanceCount=2)
    assert world.settle()["status"] == "ACTIVE"
    assert available(world, reservation_id) == 0


def test_a_group_that_outgrows_its_reservation_is_degraded_until_there_is_room(world: World) -> None:
    reservation_id = world.reserve(2)
    world.active(**targeting(world, reservation_id))
    world.eks.update_nodegroup_config(clusterName=CLUSTER, nodegroupName="ng", scalingConfig={"desiredSize": 3})
    shown = world.settle()
    assert shown["status"] == "DEGRADED"
    assert "ReservationCapacityExceeded" in shown["health"]["issues"][0]["message"]
    world.ec2.modify_capacity_reservation(CapacityReservationId=reservation_id, InstanceCount=3)
    assert world.describe()["status"] == "ACTIVE"


@pytest.mark.parametrize(
    "differs",
    [
        {"AvailabilityZone": "us-east-1b"},
        {"InstanceType": "c5n.18xlarge"},
        {"Tenancy": "dedicated"},
        {"InstancePlatform": "Windows"},
    ],
)
def test_a_reservation_of_another_zone_type_tenancy_or_platform(world: World, differs: dict) -> None:
    reservation_id = world.reserve(4, **differs)
    shown = world.active(**targeting(world, reservation_id))
    assert shown["status"] == "CREATE_FAILED"
    assert FULL in shown["health"]["issues"][0]["message"]
    assert available(world, reservation_id) == 4


def test_a_reservation_that_does_not_exist_or_is_cancelled(world: World) -> None:
    world.create(**targeting(world, "cr-0123456789abcdef0"))
    assert "InvalidCapacityReservationId.NotFound" in world.activities()[0]["StatusMessage"]
    cancelled = world.reserve(4)
    world.ec2.cancel_capacity_reservation(CapacityReservationId=cancelled)
    world.create("b", **targeting(world, cancelled, "b"))
    assert "ReservationCapacityExceeded" in world.activities("b")[0]["StatusMessage"]


def test_a_reservation_in_a_placement_group_is_for_launches_into_it(world: World) -> None:
    group = world.ec2.create_placement_group(GroupName="pg", Strategy="cluster")["PlacementGroup"]
    world.ec2.create_placement_group(GroupName="other", Strategy="cluster")
    reservation_id = world.reserve(4, PlacementGroupArn=group["GroupArn"])
    inside = world.active(**targeting(world, reservation_id, Placement={"GroupName": "pg"}))
    assert inside["status"] == "ACTIVE"
    assert available(world, reservation_id) == 2
    other = world.active("b", **targeting(world, reservation_id, "b", Placement={"GroupName": "other"}))
    assert other["status"] == "CREATE_FAILED"
    assert available(world, reservation_id) == 2


def test_open_reservations_are_taken_by_any_launch_that_fits(world: World) -> None:
    reservation_id = world.reserve(1, InstanceMatchCriteria="open")
    assert world.active()["status"] == "ACTIVE"
    assert available(world, reservation_id) == 0
    world.delete()
    untouched = world.reserve(1, InstanceMatchCriteria="open")
    none = {"CapacityReservationPreference": "none"}
    world.active("b", launchTemplate={"id": world.template("lt-b", CapacityReservationSpecification=none)})
    assert available(world, untouched) == 1 == available(world, reservation_id)


def test_only_reservations(world: World) -> None:
    only = {"CapacityReservationPreference": "capacity-reservations-only"}
    template = {"id": world.template(CapacityReservationSpecification=only)}
    assert world.active(launchTemplate=template)["status"] == "CREATE_FAILED"
    world.delete()
    world.reserve(2, InstanceMatchCriteria="open")
    assert world.active(launchTemplate=template)["status"] == "ACTIVE"


def test_a_resource_groups_members_share_the_nodes(world: World) -> None:
    first, second, elsewhere = world.reserve(1), world.reserve(2), world.reserve(9, AvailabilityZone="us-east-1b")
    template = grouping(world, "capacity-reservations-only", first, second, elsewhere)
    assert world.active(**template)["status"] == "ACTIVE"
    assert [available(world, one) for one in (first, second, elsewhere)] == [0, 1, 9]


@pytest.mark.parametrize(("preference", "status"), [(None, "ACTIVE"), ("capacity-reservations-only", "CREATE_FAILED")])
def test_a_full_resource_group_falls_back_unless_told(world: World, preference: str | None, status: str) -> None:
    shown = world.active(**grouping(world, preference, world.reserve(1)))
    assert shown["status"] == status


def block(world: World, state: str, **fields: Any) -> str:
    request: dict[str, Any] = {"region": "us-east-1", "InstanceType": "p5.48xlarge", "AvailabilityZone": "us-east-1a"}
    request |= {"TotalInstanceCount": 2, "ReservationType": "capacity-block", "State": state, **fields}
    return world.control("POST", "/local-aws/capacity-reservations", request)["CapacityReservationId"]


def in_block(world: World, reservation_id: str) -> dict:
    data: dict[str, Any] = {"InstanceType": "p5.48xlarge", "InstanceMarketOptions": {"MarketType": "capacity-block"}}
    return {**targeting(world, reservation_id, **data), "capacityType": "CAPACITY_BLOCK", "instanceTypes": None}


def test_a_block_that_is_active(world: World) -> None:
    reservation_id = block(world, "active")
    assert world.active(**in_block(world, reservation_id))["status"] == "ACTIVE"
    group = world.auto_scaling_group()
    assert available(world, reservation_id) == 0
    assert len(group["Instances"]) == 2
    assert "MixedInstancesPolicy" not in group
    assert group["LaunchTemplate"]["LaunchTemplateName"].startswith("eks-")


def test_a_block_that_is_not_active_yet_and_then_is(world: World) -> None:
    reservation_id = block(world, "scheduled")
    world.create(**in_block(world, reservation_id))
    assert (
        world.activities()[0]["StatusMessage"]
        == "Your Capacity Block is not active yet. Launching EC2 instance failed."
    )
    change(world, reservation_id, State="active")
    assert world.settle()["status"] == "ACTIVE"


def test_a_block_takes_its_instances_along_at_its_end(world: World) -> None:
    reservation_id = block(world, "active")
    world.active(**in_block(world, reservation_id))
    change(world, reservation_id, State="expired")
    assert world.describe()["status"] == "DEGRADED"
    assert world.auto_scaling_group()["Instances"] == []


def test_an_on_demand_launch_does_not_enter_a_block(world: World) -> None:
    shown = world.active(**targeting(world, block(world, "active")))
    assert shown["status"] == "CREATE_FAILED"
    assert FULL in shown["health"]["issues"][0]["message"]


def test_a_cancelled_reservation_leaves_its_instances(world: World) -> None:
    reservation_id = world.reserve(2)
    world.active(**targeting(world, reservation_id))
    world.ec2.cancel_capacity_reservation(CapacityReservationId=reservation_id)
    assert world.describe()["status"] == "ACTIVE"
    assert len(world.auto_scaling_group()["Instances"]) == 2
