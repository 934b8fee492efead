"""An update that EKS fails: the stack goes back, the nodes keep what they had, and the next update works."""

from .nodegroup_stack import NodeGroupStack, failure
from .scene import Scene, without_record


def test_a_roll_that_fails_leaves_the_old_version_live(scene: Scene) -> None:
    stack = scene.created(InstanceTags={"job": "one"})
    before = stack.nodegroup
    ended = stack.update(InstanceTags={"job": "two"}, Tags={"local-aws:fail-update": "PodEvictionFailure"})
    reason = failure(ended, "UPDATE_FAILED")
    assert ended.status == "UPDATE_ROLLBACK_COMPLETE"
    assert "HandlerErrorCode: NotStabilized" in reason
    assert "PodEvictionFailure: asked for by a tag of the node group" in reason
    assert stack.nodegroup["launchTemplate"] == before["launchTemplate"]
    assert without_record(stack.nodegroup["tags"]) == without_record(before["tags"])
    assert stack.nodegroup["status"] == "ACTIVE"
    assert _instance_tag(stack) == "one"

    stack.properties.pop("Tags")
    ended = stack.update(InstanceTags={"job": "three"})
    assert ended.status == "UPDATE_COMPLETE"
    assert _instance_tag(stack) == "three"
    assert stack.nodegroup["launchTemplate"]["version"] == stack.outputs["LaunchTemplateVersion"]


def _instance_tag(stack: NodeGroupStack) -> str:
    tags = next(each["Tags"] for each in stack.data["TagSpecifications"] if each["ResourceType"] == "instance")
    return next(tag["Value"] for tag in tags if tag["Key"] == "job")
