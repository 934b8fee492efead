"""One NodegroupName, two who want it: the one that has it loses nothing by the other's failure and deletion."""

from .nodegroup_stack import NodeGroupStack, failure
from .scene import Scene, together

NAME = "wanted"


def test_of_two_creates_of_one_name_at_the_same_time_one_wins(scene: Scene) -> None:
    stacks = [scene.stack(NodegroupName=NAME), scene.stack(NodegroupName=NAME)]
    ended = together(*[stack.create for stack in stacks])
    statuses = [each.status for each in ended]
    assert sorted(statuses) == ["CREATE_COMPLETE", "ROLLBACK_COMPLETE"]
    winner, loser = statuses.index("CREATE_COMPLETE"), statuses.index("ROLLBACK_COMPLETE")
    _assert_name_taken(failure(ended[loser]), scene.cluster)
    assert _holds_everything(stacks[winner])
    before = _all_of(stacks[winner])
    stacks[loser].delete()
    assert _all_of(stacks[winner]) == before


def test_a_create_of_a_name_that_another_stack_has_changes_nothing(scene: Scene) -> None:
    winner = scene.created(NodegroupName=NAME)
    before = _all_of(winner)
    loser = scene.stack(NodegroupName=NAME)
    ended = loser.create()
    assert ended.status == "ROLLBACK_COMPLETE"
    _assert_name_taken(failure(ended), scene.cluster)
    assert "Remove NodegroupName" in failure(ended)
    loser.delete()
    assert _all_of(winner) == before
    assert _holds_everything(winner)


def test_a_node_group_that_is_not_ours_keeps_its_name_and_is_not_changed(scene: Scene) -> None:
    before = scene.make_nodegroup(NAME)
    stack = scene.stack(NodegroupName=NAME)
    ended = stack.create()
    assert ended.status == "ROLLBACK_COMPLETE"
    _assert_name_taken(failure(ended), scene.cluster)
    stack.delete()
    assert scene.nodegroup(NAME) == before
    assert scene.ours() == []


def _assert_name_taken(reason: str, cluster: str) -> None:
    assert "HandlerErrorCode: AlreadyExists" in reason
    assert f"A node group named {cluster}/{NAME} already exists" in reason
    assert f"{cluster}/{NAME}" in reason


def _holds_everything(stack: NodeGroupStack) -> bool:
    kinds = ["launch template", "node group", "placement group", "security group"]
    return stack.nodegroup["status"] == "ACTIVE" and stack.scene.of_id(stack.outputs["Id"]) == kinds


def _all_of(stack: NodeGroupStack) -> list:
    """Full descriptions of the node group and its other resources."""
    ec2, outputs = stack.scene.ec2, stack.outputs
    return [
        stack.nodegroup,
        stack.data,
        ec2.describe_launch_templates(LaunchTemplateIds=[outputs["LaunchTemplateId"]])["LaunchTemplates"],
        ec2.describe_security_groups(GroupIds=[outputs["EfaSecurityGroupId"]])["SecurityGroups"],
        ec2.describe_placement_groups(GroupNames=[outputs["PlacementGroupName"]])["PlacementGroups"],
    ]
