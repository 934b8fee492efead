"""A change that needs another node group: CloudFormation makes the new one, then deletes the old one."""

import pytest

from .nodegroup_stack import failure
from .scene import Scene


@pytest.mark.long
def test_a_create_only_change_makes_a_new_generation_and_deletes_the_old_one(scene: Scene) -> None:
    stack = scene.created()
    old, old_name = stack.outputs["Id"], stack.outputs["Name"]
    ended = stack.update(Placement={"Group": "NONE"})
    new = stack.outputs["Id"]
    assert ended.status == "UPDATE_COMPLETE"
    assert new != old
    assert stack.outputs["Name"] != old_name
    assert scene.of_id(old) == []
    assert scene.of_id(new) == ["launch template", "node group", "security group"]
    assert sorted(scene.nodegroups()) == sorted(["others", stack.outputs["Name"]])
    assert stack.nodegroup["status"] == "ACTIVE"
    assert "Placement" not in stack.data


@pytest.mark.long
def test_subnets_without_the_one_in_use_replace_the_node_group(scene: Scene) -> None:
    stack = scene.created()
    old, used = stack.outputs["Id"], stack.nodegroup["subnets"]
    kept = [subnet for subnet in scene.subnets if subnet not in used]
    ended = stack.update(Subnets=kept)
    assert ended.status == "UPDATE_COMPLETE"
    assert stack.outputs["Id"] != old
    assert set(stack.nodegroup["subnets"]) <= set(kept)
    assert scene.of_id(old) == []


def test_subnets_with_the_one_in_use_replace_nothing(scene: Scene) -> None:
    stack = scene.created()
    before = stack.nodegroup
    ended = stack.update(Subnets=before["subnets"])
    assert ended.status == "UPDATE_COMPLETE"
    assert stack.nodegroup["nodegroupArn"] == before["nodegroupArn"]
    assert stack.nodegroup["launchTemplate"] == before["launchTemplate"]


def test_a_fixed_name_stands_in_the_way_of_a_replacement_and_the_message_says_so(scene: Scene) -> None:
    stack = scene.created(NodegroupName="fixed", InstanceTypes=["p5.48xlarge"])
    before, identity = stack.nodegroup, stack.outputs["Id"]
    ended = stack.update(AmiType="AL2023_x86_64_STANDARD")
    reason = failure(ended, "UPDATE_FAILED")
    assert ended.status == "UPDATE_ROLLBACK_COMPLETE"
    assert "HandlerErrorCode: AlreadyExists" in reason
    assert "Remove NodegroupName" in reason
    assert stack.nodegroup == before
    assert scene.of_id(identity) == ["launch template", "node group", "placement group", "security group"]
    stack.properties.pop("AmiType")


@pytest.mark.long
def test_a_fixed_name_that_is_removed_lets_the_replacement_happen(scene: Scene) -> None:
    stack = scene.created(NodegroupName="fixed")
    old = stack.outputs["Id"]
    ended = stack.update(NodegroupName=None, Placement={"Group": "NONE"})
    assert ended.status == "UPDATE_COMPLETE"
    assert stack.outputs["Name"] != "fixed"
    assert scene.of_id(old) == []
