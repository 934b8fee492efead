"""Outputs of attributes that a node group has no value for: the stack succeeds, with empty ones."""

from .nodegroup_stack import NodeGroupStack
from .scene import Scene

EMPTY = ("PlacementGroupName", "PlacementGroupId", "PlacementGroupArn", "EfaSecurityGroupId")


def test_of_a_node_group_without_groups_of_its_own(scene: Scene, entry_point: type[NodeGroupStack]) -> None:
    stack = scene.stack_by(entry_point, Placement={"Group": "NONE"}, Efa={"SecurityGroup": "NONE"}).created()
    assert {name: stack.outputs[name] for name in EMPTY} == dict.fromkeys(EMPTY, "")
