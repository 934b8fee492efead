"""A node group by the custom resource, from its create to its delete."""

from .nodegroup_stack import RESOURCE
from .scene import Scene

OWNED_RESOURCES = ["launch template", "node group", "placement group", "security group"]


def test_create_and_delete(scene: Scene) -> None:
    stack = scene.custom_stack().created()
    identity = stack.outputs["Id"]
    assert stack.physical_id == identity
    assert scene.of_id(identity) == OWNED_RESOURCES
    assert stack.nodegroup["status"] == "ACTIVE"
    assert stack.nodegroup["scalingConfig"] == {"minSize": 2, "maxSize": 4, "desiredSize": 2}
    assert (stack.outputs["EfaInterfaceCount"], stack.outputs["Name"]) == ("1", stack.nodegroup["nodegroupName"])
    assert stack.delete().status == "DELETE_COMPLETE"
    assert scene.ours() == []


def test_a_service_timeout_is_not_the_node_groups(scene: Scene) -> None:
    stack = scene.custom_stack(ServiceTimeout=3000).created()
    before, since = stack.nodegroup, scene.call_count()
    ended = stack.update(ServiceTimeout=2400)
    assert ended.status == "UPDATE_COMPLETE"
    assert stack.nodegroup == before
    assert scene.writes(since, before["launchTemplate"]["id"]) == []


def test_an_update_in_place_makes_one_call(scene: Scene) -> None:
    stack = scene.custom_stack().created()
    outputs, since = stack.outputs, scene.call_count()
    ended = stack.update(ScalingConfig={"MinSize": 2, "MaxSize": 12}, Labels={"team": "b"})
    assert ended.status == "UPDATE_COMPLETE"
    assert stack.outputs == outputs
    assert stack.nodegroup["scalingConfig"]["maxSize"] == 12
    assert stack.nodegroup["labels"]["team"] == "b"
    assert [call["action"] for call in scene.writes(since)] == ["UpdateNodegroupConfig"]


def test_a_roll(scene: Scene) -> None:
    stack = scene.custom_stack(InstanceTags={"job": "one"}).created()
    outputs = stack.outputs
    ended = stack.update(InstanceTags={"job": "two"})
    assert ended.status == "UPDATE_COMPLETE"
    assert stack.outputs == {**outputs, "LaunchTemplateVersion": "2"}
    assert stack.nodegroup["launchTemplate"]["version"] == "2"


def test_a_create_only_change_makes_a_new_generation_and_deletes_the_old_one(scene: Scene) -> None:
    stack = scene.custom_stack(InstanceTypes=["p5.48xlarge"]).created()
    old = stack.outputs["Id"]
    ended = stack.update(AmiType="AL2023_x86_64_STANDARD")
    new = stack.outputs["Id"]
    assert ended.status == "UPDATE_COMPLETE"
    assert new != old
    assert stack.physical_id == new
    assert scene.of_id(old) == []
    assert scene.of_id(new) == OWNED_RESOURCES
    assert stack.nodegroup["amiType"] == "AL2023_x86_64_STANDARD"


def test_a_fixed_name_stands_in_the_way_of_a_replacement_and_the_message_says_so(scene: Scene) -> None:
    stack = scene.custom_stack(NodegroupName="fixed", InstanceTypes=["p5.48xlarge"]).created()
    before, identity = stack.nodegroup, stack.outputs["Id"]
    ended = stack.update(AmiType="AL2023_x86_64_STANDARD")
    [reason] = ended.reasons(RESOURCE, "UPDATE_FAILED")
    assert ended.status == "UPDATE_ROLLBACK_COMPLETE"
    assert "AlreadyExists" in reason
    assert "Remove NodegroupName" in reason
    assert stack.nodegroup == before
    assert stack.physical_id == identity
    assert scene.of_id(identity) == OWNED_RESOURCES


def test_sizes_that_an_autoscaler_moved_stay(scene: Scene) -> None:
    stack = scene.custom_stack().created()
    scene.local.ec2_eks_route(
        "POST",
        "/local-aws/autoscaler",
        {
            "clusterName": scene.cluster,
            "nodegroupName": stack.outputs["Name"],
            "desiredSize": 4,
            "region": scene.local.region,
        },
    )
    assert stack.update(Labels={"team": "c"}).status == "UPDATE_COMPLETE"
    assert stack.nodegroup["scalingConfig"]["desiredSize"] == 4
