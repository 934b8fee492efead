"""Nodes in On-Demand Capacity Reservations, in a resource group of them, in a Capacity Block; and on Spot."""

import pytest

from .lifecycle import (
    assert_an_update_of_nothing_writes_nothing,
    assert_read_back,
    assert_refused,
    updated_without_a_stack,
    writes_of,
)
from .reservations import STARTS, change, group_of, in_use, reserve, scheduled_block
from .scene import SMALL_TYPE, Scene, new_key

BLOCK_TYPE, BLOCK_ZONE = "p5.48xlarge", "us-east-1b"


@pytest.mark.long
def test_a_reservation_then_a_group_of_them_then_one_of_another_zone(scene: Scene) -> None:
    first, second, elsewhere = reserve(scene), reserve(scene), reserve(scene, zone="us-east-1c")
    stack = scene.created(CapacityReservation={"Id": first})
    zone = scene.ec2.describe_availability_zones(ZoneNames=["us-east-1b"])["AvailabilityZones"][0]["ZoneId"]
    assert_read_back(
        stack,
        CapacityType="ON_DEMAND",
        AvailabilityZoneId=zone,
        PlacementGroupName="",
        UpdateConfig={"UpdateStrategy": "MINIMAL"},
    )
    assert in_use(scene, first) == 2
    assert "Placement" not in stack.data
    assert_an_update_of_nothing_writes_nothing(stack)
    assert_refused(
        stack,
        "NotUpdatable",
        "CapacityReservation: ",
        "us-east-1b",
        f"{elsewhere} is in us-east-1c",
        CapacityReservation={"Id": elsewhere},
    )

    before, group = stack.nodegroup, group_of(scene, second)
    ended = stack.update(CapacityReservation={"ResourceGroupArn": group})
    assert ended.status == "UPDATE_COMPLETE"
    assert stack.nodegroup["nodegroupArn"] == before["nodegroupArn"]
    assert_read_back(stack, CapacityReservation={"ResourceGroupArn": group, "Preference": "capacity-reservations-only"})
    assert (in_use(scene, first), in_use(scene, second)) == (0, 2)

    old = stack.outputs["Id"]
    assert stack.update(CapacityReservation={"Id": elsewhere}).status == "UPDATE_COMPLETE"
    assert stack.outputs["Id"] != old
    assert scene.of_id(old) == []
    assert_read_back(stack, AvailabilityZone="us-east-1c")
    assert (in_use(scene, second), in_use(scene, elsewhere)) == (0, 2)

    assert stack.delete().status == "DELETE_COMPLETE"
    assert in_use(scene, elsewhere) == 0
    assert scene.local.client("resource-groups").list_group_resources(Group=group)["Resources"]


@pytest.mark.long
def test_a_capacity_block_before_and_after_its_start(scene: Scene) -> None:
    block = scheduled_block(scene, BLOCK_TYPE, BLOCK_ZONE)
    given = {"InstanceTypes": [BLOCK_TYPE], "CapacityReservation": {"Id": block}}
    key = new_key()
    answer = scene.invoke("CREATE", scene.properties(**given), key)
    assert answer["errorCode"] == "InvalidRequest"
    assert answer["message"].startswith("ScalingConfig.MinSize: 2 exceeds the 0 active instances")
    assert STARTS in answer["message"]
    assert writes_of(scene, key) == []

    stack = scene.created(**given, ScalingConfig={"MinSize": 0, "MaxSize": 4})
    assert_read_back(stack, CapacityType="CAPACITY_BLOCK", AvailabilityZone=BLOCK_ZONE)
    assert (stack.data["InstanceType"], stack.data["InstanceMarketOptions"]) == (
        BLOCK_TYPE,
        {"MarketType": "capacity-block"},
    )
    assert_an_update_of_nothing_writes_nothing(stack)

    change(scene, block, State="active")
    since = scene.call_count()
    assert stack.update(ScalingConfig={"MinSize": 2, "MaxSize": 4, "DesiredSize": 2}).status == "UPDATE_COMPLETE"
    assert [call["action"] for call in scene.writes(since)] == ["UpdateNodegroupConfig"]
    assert in_use(scene, block) == 2
    assert_refused(
        stack,
        "InvalidRequest",
        "ScalingConfig.DesiredSize: 2 nodes",
        "Capacity Block",
        Volume={"SizeGiB": 200},
    )
    empty = {"MinSize": 0, "MaxSize": 4, "DesiredSize": 0}
    answer, writes = updated_without_a_stack(stack, ScalingConfig=empty, Volume={"SizeGiB": 200})
    assert answer["status"] == "SUCCESS", answer["message"]
    assert writes == ["UpdateNodegroupConfig", "CreateLaunchTemplateVersion", "UpdateNodegroupVersion"]
    assert stack.delete().status == "DELETE_COMPLETE"
    change(scene, block, State="expired")


def test_spot_of_two_types_that_are_alike(scene: Scene) -> None:
    stack = scene.stack(CapacityType="SPOT", InstanceTypes=[SMALL_TYPE, "c5n.9xlarge"])
    ended = stack.create()
    assert ended.status == "CREATE_COMPLETE", ended.events
    assert any(
        "Warning: CapacityType: EC2 can interrupt Spot Instances" in event.get("ResourceStatusReason", "")
        for event in ended.events
    )
    assert_read_back(stack, EfaInterfaceCount="1", PlacementGroupName="")
    assert sorted(stack.nodegroup["instanceTypes"]) == sorted(stack.properties["InstanceTypes"])
    assert_an_update_of_nothing_writes_nothing(stack)
    assert_refused(
        stack, "NotUpdatable", "CapacityType: SPOT cannot be changed to ON_DEMAND in place", CapacityType="ON_DEMAND"
    )
