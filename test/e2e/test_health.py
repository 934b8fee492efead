"""A node group that EKS could not make, and one that it makes but not well."""

from typing import Any

import pytest

from .nodegroup_stack import failure
from .scene import Scene

CREATE_FAILED = {
    "NodeCreationFailure": "NotStabilized",
    "AccessDenied": "AccessDenied",
    "Ec2SubnetNotFound": "InvalidRequest",
    "InstanceLimitExceeded": "ServiceLimitExceeded",
    "Ec2LaunchTemplateNotFound": "NotStabilized",
    "Ec2SecurityGroupDeletionFailure": "ResourceConflict",
}


@pytest.mark.parametrize(("issue", "expected"), CREATE_FAILED.items())
def test_create_failed_by(scene: Scene, issue: Any, expected: Any) -> None:
    ended = scene.stack(Tags={"local-aws:health-issue": issue}).create()
    reason = failure(ended)
    assert ended.status == "ROLLBACK_COMPLETE"
    assert f"HandlerErrorCode: {expected}" in reason
    assert "CREATE_FAILED" in reason
    assert f"{issue}: asked for by a tag of the node group" in reason
    assert scene.ours() == []


def test_a_degraded_node_group_of_a_terminal_issue_is_rolled_back(scene: Scene) -> None:
    ended = scene.stack(Tags={"local-aws:degraded": "NodeCreationFailure"}).create()
    assert ended.status == "ROLLBACK_COMPLETE"
    assert "HandlerErrorCode: NotStabilized" in failure(ended)
    assert "DEGRADED: NodeCreationFailure" in failure(ended)
    assert scene.ours() == []
