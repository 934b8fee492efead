"""Placement groups of somebody else: one by name, and the one that a reservation is in. Neither is made, tagged or
deleted."""

import pytest

from .lifecycle import assert_an_update_of_nothing_writes_nothing, assert_read_back, assert_refused
from .reservations import in_use, reserve
from .scene import Scene, together

ZONE = "us-east-1c"


@pytest.mark.long
def test_an_existing_group_by_name_and_that_of_a_reservation(scene: Scene) -> None:
    name, arn = _somebodys_group(scene)
    # it also shows the zone of the group
    reservation = reserve(scene, zone=ZONE, PlacementGroupArn=arn)
    by_name = scene.stack(Placement={"GroupName": name})
    reserved = scene.stack(CapacityReservation={"Id": reservation})
    assert [ended.status for ended in together(by_name.create, reserved.create)] == ["CREATE_COMPLETE"] * 2
    shown = {"PlacementGroupName": name, "PlacementGroupArn": arn, "AvailabilityZone": ZONE}
    assert_read_back(by_name, **shown)
    model = assert_read_back(reserved, **shown, Placement={"Group": "AUTO"})
    assert "GroupName" not in model["Placement"]
    assert in_use(scene, reservation) == 2
    for stack in (by_name, reserved):
        assert stack.data["Placement"] == {"GroupName": name}
        assert scene.of_id(stack.outputs["Id"]) == ["launch template", "node group", "security group"]
        assert_an_update_of_nothing_writes_nothing(stack)
    assert_refused(
        by_name,
        "NotUpdatable",
        f"Placement.GroupName: {name} cannot be changed to other",
        Placement={"GroupName": "other"},
    )

    since = scene.call_count()
    assert by_name.update(Tags={"team": "ml"}).status == "UPDATE_COMPLETE"
    assert_read_back(by_name, **shown)
    together(by_name.delete, reserved.delete)
    assert not [call for call in scene.writes(since, name) if call["action"] == "DeletePlacementGroup"]
    [group] = scene.ec2.describe_placement_groups(GroupNames=[name])["PlacementGroups"]
    assert (group["State"], group["Tags"]) == ("available", [{"Key": "owner", "Value": "others"}])


def _somebodys_group(scene: Scene) -> tuple[str, str]:
    """Name and ARN."""
    name = f"{scene.cluster}-theirs"
    tags = [{"ResourceType": "placement-group", "Tags": [{"Key": "owner", "Value": "others"}]}]
    group = scene.ec2.create_placement_group(GroupName=name, Strategy="cluster", TagSpecifications=tags)[
        "PlacementGroup"
    ]
    scene.know_others()
    return name, group["GroupArn"]
