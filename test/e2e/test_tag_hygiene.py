"""A job that tidies up takes the Id tag off a node group: it is still ours, by the launch template that it uses."""

from local_aws.client.inventory import ID_TAG

from .nodegroup_stack import NodeGroupStack
from .scene import Scene


def test_an_update_puts_it_back_and_delete_deletes_the_nodes(scene: Scene, entry_point: type[NodeGroupStack]) -> None:
    stack = scene.stack_by(entry_point).created()
    take_off(stack)
    assert stack.update(Labels={"team": "b"}).status == "UPDATE_COMPLETE"
    assert stack.nodegroup["tags"][ID_TAG] == stack.outputs["Id"]
    take_off(stack)
    assert stack.delete().status == "DELETE_COMPLETE"
    assert scene.nodegroups() == ["others"]
    assert scene.ours() == []


def take_off(stack: NodeGroupStack) -> None:
    stack.scene.eks.untag_resource(resourceArn=stack.nodegroup["nodegroupArn"], tagKeys=[ID_TAG])
    assert ID_TAG not in stack.nodegroup["tags"]
