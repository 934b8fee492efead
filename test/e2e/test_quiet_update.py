"""What an autoscaler, an operator or AWS did meanwhile is not undone, and nothing else is done, when one label is
added."""

from . import by_hand
from .nodegroup_stack import NodeGroupStack
from .scene import Scene

# What UpdateNodegroupConfig can change (EKS API reference).
CHANGES = ("labels", "taints", "scalingConfig", "updateConfig", "nodeRepairConfig", "warmPoolConfig")


def test_adding_a_label_changes_that_label_and_tags_alone(scene: Scene) -> None:
    stack = scene.created(
        ScalingConfig={"MinSize": 2, "MaxSize": 10},
        Subnets=scene.subnets[:3],
        Labels={"team": "ml"},
        LocalStorage="NONE",
    )
    before = stack.nodegroup
    by_hand.autoscale(stack, 6)
    by_hand.configure(stack, scalingConfig={"maxSize": 20})
    scene.let_efa_through(scene.cluster_group())
    since, versions = scene.call_count(), scene.template_versions(before)

    stack.tags = {"stack": "renamed"}
    ended = stack.update(Subnets=scene.subnets[:4], Labels={"team": "ml", "queue": "night"})

    assert ended.status == "UPDATE_COMPLETE"
    writes = scene.writes(since, *_ids(stack))
    [update] = [call for call in writes if call["action"] == "UpdateNodegroupConfig"]
    asked = {key: value for key, value in update["parameters"].items() if key in CHANGES}
    assert asked == {"labels": {"addOrUpdateLabels": {"queue": "night"}}}
    assert {call["action"] for call in writes} == {"UpdateNodegroupConfig", "TagResource", "CreateTags"}
    after = stack.nodegroup
    assert after["scalingConfig"] == {"minSize": 2, "maxSize": 20, "desiredSize": 6}
    assert after["labels"] == {**before["labels"], "queue": "night"}
    assert after["launchTemplate"] == before["launchTemplate"]
    assert scene.template_versions(after) == versions
    assert after["subnets"] == before["subnets"]
    assert after["tags"]["stack"] == "renamed"
    assert stack.outputs["EfaSecurityGroupId"] != scene.cluster_group()


def _ids(stack: NodeGroupStack) -> list[str]:
    group = stack.scene.ec2.describe_placement_groups(GroupNames=[stack.outputs["PlacementGroupName"]])[
        "PlacementGroups"
    ][0]
    return [stack.outputs["LaunchTemplateId"], stack.outputs["EfaSecurityGroupId"], group["GroupId"]]
