"""What goes wrong with a node group of the custom resource: nothing is left behind, and nothing else is touched."""

import time
from collections.abc import Callable

import pytest

from local_aws.client.stacks import Ended
from local_aws.launcher.local_aws import LocalAws

from .executions import WAIT_SECONDS, executions, wait_for_executions
from .nodegroup_stack import RESOURCE
from .scene import Scene, without_record
from .shared import deployed_provider, scene_aws

OWNED_RESOURCES = ["launch template", "node group", "placement group", "security group"]
SLOW_POLLS = 5
NO_CAPACITY = {"local-aws:health-issue": "AsgInstanceLaunchFailures"}


def reason_of(ended: Ended, status: str = "CREATE_FAILED") -> str:
    [reason] = ended.reasons(RESOURCE, status)
    return reason


def wait_for_a_nodegroup(scene: Scene) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and scene.nodegroups() == ["others"]:
        time.sleep(0.02)


def test_a_bad_type_is_told_before_anything_is_made(scene: Scene) -> None:
    since = scene.call_count()
    ended = scene.custom_stack(InstanceTypes=["m5.large"]).create()
    assert ended.status == "ROLLBACK_COMPLETE"
    assert "InstanceTypes: Neither m5.large" in reason_of(ended)
    assert scene.writes(since) == []


def test_a_property_that_there_is_not_is_named(scene: Scene) -> None:
    ended = scene.custom_stack(InstanceTyp="p5.48xlarge").create()
    assert ended.status == "ROLLBACK_COMPLETE"
    assert "InstanceTyp" in reason_of(ended)


def test_no_capacity(scene: Scene) -> None:
    ended = scene.custom_stack(Tags=NO_CAPACITY).create()
    assert ended.status == "ROLLBACK_COMPLETE"
    assert "CREATE_FAILED" in reason_of(ended)
    assert "AsgInstanceLaunchFailures: " in reason_of(ended)
    assert scene.ours() == []


def fail_to_replace(scene: Scene) -> None:
    stack = scene.custom_stack(InstanceTypes=["p5.48xlarge"]).created()
    before, identity = stack.nodegroup, stack.outputs["Id"]
    ended = stack.update(AmiType="AL2023_x86_64_STANDARD", Tags=NO_CAPACITY)
    wait_for_executions(scene)
    assert ended.status == "UPDATE_ROLLBACK_COMPLETE"
    assert "AsgInstanceLaunchFailures: " in reason_of(ended, "UPDATE_FAILED")
    assert stack.physical_id == identity
    assert stack.nodegroup == before
    assert scene.of_id(identity) == OWNED_RESOURCES == sorted(key.rpartition(" ")[0] for key in scene.ours())
    # and it goes on as if nothing had been
    stack.properties = {key: value for key, value in stack.properties.items() if key not in ("AmiType", "Tags")}
    assert stack.update(ScalingConfig={"MinSize": 2, "MaxSize": 5}).status == "UPDATE_COMPLETE"
    assert stack.physical_id == identity
    assert stack.nodegroup["scalingConfig"]["maxSize"] == 5


def test_a_replacement_that_fails_leaves_the_old_one_as_it_was(scene: Scene) -> None:
    fail_to_replace(scene)


@pytest.mark.long
def test_and_also_where_the_rollback_names_the_old_id() -> None:
    """CloudFormation's pages do not say which of the two ids it sends."""
    settings = {"SFN_WAIT_SCALE": "0.005", "CUSTOM_ROLLBACK_WITH_OLD_ID": "1"}
    with LocalAws("us-east-1", settings) as local, Scene(scene_aws(local, deployed_provider(local)), "old id") as scene:
        fail_to_replace(scene)


def test_a_failed_roll_goes_back(scene: Scene) -> None:
    stack = scene.custom_stack(InstanceTags={"job": "one"}).created()
    before = stack.nodegroup
    ended = stack.update(InstanceTags={"job": "two"}, Tags={"local-aws:fail-update": "PodEvictionFailure"})
    assert ended.status == "UPDATE_ROLLBACK_COMPLETE"
    assert "PodEvictionFailure" in reason_of(ended, "UPDATE_FAILED")
    after = stack.nodegroup
    assert (after["launchTemplate"], without_record(after["tags"]), after["status"]) == (
        before["launchTemplate"],
        without_record(before["tags"]),
        "ACTIVE",
    )


@pytest.mark.long
def test_a_create_that_is_cancelled_or_stopped_leaves_nothing() -> None:
    """On a local AWS that takes its time: waits are long beside what a function takes to start, and EKS is looked at
    often."""
    with LocalAws("us-east-1", {"SFN_WAIT_SCALE": "0.05"}) as local:
        aws = scene_aws(local, deployed_provider(local))
        local.ec2_eks_route(
            "POST",
            "/moto-api/state-manager/set-transition",
            {"model_name": "eks::nodegroup", "transition": {"progression": "manual", "times": SLOW_POLLS}},
        )
        with Scene(aws, "at work") as scene:
            cancel_a_create(scene, wait_for_a_nodegroup)
        with Scene(aws, "at once") as scene:
            cancel_a_create(scene, lambda scene: None)
        with Scene(aws, "stopped") as scene:
            stop_a_create(scene)


def cancel_a_create(scene: Scene, until: Callable[[Scene], None]) -> None:
    stack = scene.custom_stack()
    stack.begin_create()
    until(scene)
    ended = stack.delete()
    assert ended.status == "DELETE_COMPLETE", ended.events
    assert ended.reasons(RESOURCE, "CREATE_FAILED") == ["Resource creation cancelled"]
    # the Create's own execution heard nothing of it
    wait_for_executions(scene)
    assert scene.ours() == []
    assert scene.nodegroups() == ["others"]


@pytest.mark.long
def test_a_create_that_waits_when_it_is_cancelled_makes_nothing_later() -> None:
    with (
        LocalAws("us-east-1", {"SFN_WAIT_SCALE": "0.02"}) as local,
        Scene(scene_aws(local, deployed_provider(local)), "throttled") as scene,
    ):
        cancel_a_create_that_waits(scene)


def cancel_a_create_that_waits(scene: Scene) -> None:
    for call in ("CreatePlacementGroup", "CreateSecurityGroup", "CreateLaunchTemplate"):
        scene.local.ec2_eks_route(
            "POST",
            "/local-aws/faults",
            {"service": "ec2", "action": call, "code": "RequestLimitExceeded", "times": 999},
        )
    stack = scene.custom_stack()
    stack.begin_create()
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and not any(call["status"] == 400 for call in scene.local.calls()):
        time.sleep(0.05)
    assert stack.delete().status == "DELETE_COMPLETE"
    scene.local.ec2_eks_route("DELETE", "/local-aws/faults", {})
    assert sorted(execution["status"] for execution in executions(scene)) == ["ABORTED", "SUCCEEDED"]
    # longer than any wait of a Create, scaled
    time.sleep(5)
    assert scene.ours() == []
    assert scene.nodegroups() == ["others"]


def stop_a_create(scene: Scene) -> None:
    """An operator stops the execution: by the rule, Answer reports it to CloudFormation at once."""
    stack = scene.custom_stack()
    stack.begin_create()
    wait_for_a_nodegroup(scene)
    [running] = [execution for execution in executions(scene) if execution["status"] == "RUNNING"]
    scene.local.client("stepfunctions").stop_execution(executionArn=running["executionArn"])
    ended = stack.stack.follow()
    assert ended.status == "ROLLBACK_COMPLETE", ended.events
    assert "ABORTED" in reason_of(ended)
    wait_for_executions(scene)
    assert scene.ours() == []
    assert scene.nodegroups() == ["others"]


def test_a_node_group_that_somebody_deleted_does_not_stand_in_the_way(scene: Scene) -> None:
    stack = scene.custom_stack().created()
    scene.eks.delete_nodegroup(clusterName=scene.cluster, nodegroupName=stack.outputs["Name"])
    assert stack.delete().status == "DELETE_COMPLETE"
    assert scene.ours() == []
