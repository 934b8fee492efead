"""The rollback of an update leaves the live node group as it was: what an autoscaler and operators did is not undone,
and no node is rolled or scaled in that nobody asked for."""

from typing import Any

import pytest

from . import by_hand, reservations
from .nodegroup_stack import RESOURCE, TYPE, NodeGroupStack
from .scene import Scene, without_record

SIZES = {"MinSize": 0, "MaxSize": 300, "DesiredSize": 2}
BEFORE: dict[str, Any] = {
    "ScalingConfig": SIZES,
    "Labels": {"team": "a"},
    "Taints": [{"Key": "gpu", "Value": "a", "Effect": "NO_SCHEDULE"}],
    "UpdateConfig": {"MaxUnavailable": 1},
    "NodeRepairConfig": {"Enabled": False},
    "Tags": {"project": "a"},
}
CHANGES: dict[str, Any] = {
    "ScalingConfig": {"MinSize": 0, "MaxSize": 320, "DesiredSize": 22},
    "Labels": {"team": "b"},
    "Taints": [{"Key": "gpu", "Value": "b", "Effect": "NO_SCHEDULE"}],
    "UpdateConfig": {"MaxUnavailable": 2},
    "NodeRepairConfig": {"Enabled": True},
    "Tags": {"project": "b"},
}
TYPO = {"KeyName": "no-such-key"}
# Another resource of the stack that fails once the node group is updated.
FAILING = {"Other": {"Type": TYPE, "DependsOn": RESOURCE, "Properties": {}}}


@pytest.mark.parametrize("refusal", ["typo in KeyName", "no eks:TagResource"])
def test_an_update_that_is_refused_changes_nothing_live(
    scene: Scene, entry_point: type[NodeGroupStack], refusal: str
) -> None:
    stack = scene.stack_by(entry_point, **BEFORE).created()
    used_by_others(stack)
    before, since = stack.nodegroup, scene.call_count()
    if refusal == "typo in KeyName":
        ended = stack.rolled_back(**CHANGES, **TYPO)
    else:
        scene.refuse("eks:TagResource", "AccessDeniedException", scene.cluster, status=403)
        ended = stack.rolled_back(**CHANGES)
    [reason] = ended.reasons(RESOURCE, "UPDATE_FAILED")
    assert refusal.split()[-1] in reason
    assert stack.nodegroup == before
    assert [call["action"] for call in scene.writes(since) if call["status"] < 400] == []


def used_by_others(stack: NodeGroupStack) -> None:
    """An autoscaler runs ten times as many nodes as the template says, and an operator changed all the rest."""
    by_hand.configure(
        stack,
        scalingConfig={"maxSize": 310},
        labels={"addOrUpdateLabels": {"team": "ops", "on-call": "yes"}},
        taints={"addOrUpdateTaints": [{"key": "gpu", "value": "ops", "effect": "NO_SCHEDULE"}]},
        updateConfig={"maxUnavailable": 3},
        nodeRepairConfig={"enabled": True},
    )
    by_hand.autoscale(stack, 20)
    stack.scene.eks.tag_resource(resourceArn=stack.nodegroup["nodegroupArn"], tags={"project": "ops", "cost": "1"})


def test_the_rollback_of_one_that_went_well_restores_the_sizes_that_were_live(
    scene: Scene, entry_point: type[NodeGroupStack]
) -> None:
    stack = scene.stack_by(entry_point, **BEFORE).created()
    by_hand.configure(stack, scalingConfig={"maxSize": 310}, labels={"addOrUpdateLabels": {"on-call": "yes"}})
    by_hand.autoscale(stack, 20)
    before = stack.nodegroup
    stack.other_resources = FAILING
    stack.rolled_back(**CHANGES)
    after = stack.nodegroup
    kept = ("scalingConfig", "labels", "taints", "nodeRepairConfig", "launchTemplate", "status")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert after["updateConfig"]["maxUnavailable"] == before["updateConfig"]["maxUnavailable"]
    assert without_record(after["tags"]) == without_record(before["tags"])


def test_a_default_that_is_written_down_rolls_nothing_there_or_back(
    scene: Scene, entry_point: type[NodeGroupStack]
) -> None:
    stack = scene.stack_by(entry_point).created()
    before = stack.nodegroup
    stack.rolled_back(LocalStorage="AUTO", Monitoring=False, **TYPO)
    stack.other_resources = FAILING
    stack.rolled_back(LocalStorage="AUTO", Monitoring=False)
    assert scene.rolls(stack.outputs["Name"]) == []
    assert stack.nodegroup == before


def test_a_reservation_that_was_moved_by_hand_stays_where_it_is(
    scene: Scene, entry_point: type[NodeGroupStack]
) -> None:
    one, other, third = (reservations.reserve(scene) for _ in range(3))
    stack = scene.stack_by(entry_point, CapacityReservation={"Id": one}).created()
    by_hand.move_reservation(stack, other)
    before, rolls = stack.nodegroup, scene.rolls(stack.outputs["Name"])
    stack.rolled_back(CapacityReservation={"Id": third}, **TYPO)
    assert stack.nodegroup == before
    assert scene.rolls(stack.outputs["Name"]) == rolls
    specification = stack.data["CapacityReservationSpecification"]
    assert specification["CapacityReservationTarget"]["CapacityReservationId"] == other
