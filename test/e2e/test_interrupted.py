"""Requests that CloudFormation gives up while they wait, and events that come late or twice: nothing is created that
nobody holds, and nothing is rolled twice."""

import time

import pytest

from .executions import WAIT_SECONDS, wait_for_executions
from .nodegroup_stack import RESOURCE, NodeGroupStack
from .scene import PROVIDERS_KEYS, Scene

OWNED_RESOURCES = ["launch template", "node group", "placement group", "security group"]
HOLDS = ["a cluster that is UPDATING", "throttling"]
CREATES = ("ec2:CreatePlacementGroup", "ec2:CreateSecurityGroup", "ec2:CreateLaunchTemplate")
# CloudFormation and Lambda may deliver a copy of an event as late as that.
LATE_SECONDS = 600


@pytest.mark.parametrize("hold", HOLDS)
def test_a_create_that_is_cancelled_while_it_waits_creates_nothing_later(
    scene: Scene, entry_point: type[NodeGroupStack], hold: str
) -> None:
    stack = scene.stack_by(entry_point)
    stack.plan_delivery("CREATE", "again", times=9)
    since = begin_to_hold(scene, hold)
    stack.begin_create()
    wait_until_held(scene, hold, since)
    ended = stack.delete()
    assert ended.status == "DELETE_COMPLETE", ended.events
    assert ended.reasons(RESOURCE, "CREATE_FAILED") == ["Resource creation cancelled"]
    let_go(scene, stack)
    assert scene.ours() == []
    assert scene.nodegroups() == ["others"]


def test_a_replacement_that_is_cancelled_while_it_waits_creates_nothing_later(
    scene: Scene, entry_point: type[NodeGroupStack]
) -> None:
    stack = scene.stack_by(entry_point).created()
    before, identity = stack.nodegroup, stack.outputs["Id"]
    stack.plan_delivery("CREATE", "again", times=9)
    since = begin_to_hold(scene, "throttling")
    stack.begin_update(InstanceTypes=["p5.48xlarge"])
    wait_until_held(scene, "throttling", since)
    ended = stack.stack.cancel_update()
    assert ended.status == "UPDATE_ROLLBACK_COMPLETE", ended.events
    let_go(scene, stack)
    assert stack.physical_id == identity
    assert stack.nodegroup == before
    assert scene.of_id(identity) == OWNED_RESOURCES == sorted(key.rpartition(" ")[0] for key in scene.ours())


@pytest.mark.parametrize("how", ["twice", "answerLost"])
def test_an_update_whose_events_come_twice_or_whose_answers_are_lost_rolls_once(
    scene: Scene, entry_point: type[NodeGroupStack], how: str
) -> None:
    """EKS may accept UpdateNodegroupVersion twice: both carry the same token, and it is one update."""
    stack = scene.stack_by(entry_point, InstanceTags={"job": "one"}).created()
    stack.plan_delivery("UPDATE", how, times=3)
    since = scene.call_count()
    ended = stack.update(InstanceTags={"job": "two"}, ScalingConfig={"MinSize": 2, "MaxSize": 7})
    assert ended.status == "UPDATE_COMPLETE", ended.events
    assert len(scene.rolls(stack.outputs["Name"])) == 1
    sent = [call["parameters"] for call in scene.writes(since) if call["action"] == "UpdateNodegroupVersion"]
    assert len({call["clientRequestToken"] for call in sent}) == 1
    assert stack.outputs["LaunchTemplateVersion"] == "2"
    assert scene.template_versions(stack.nodegroup) == [1, 2]


def begin_to_hold(scene: Scene, hold: str) -> int:
    """How many calls there were before."""
    if hold == "throttling":
        for call in CREATES:
            scene.refuse(call, "RequestLimitExceeded", scene.cluster, status=503)
    else:
        scene.eks.tag_resource(resourceArn=cluster_arn(scene), tags={"local-aws:status": "UPDATING"})
    return scene.call_count()


def wait_until_held(scene: Scene, hold: str, since: int) -> None:
    """The provider was refused, or has seen the cluster."""
    refused = {"RequestLimitExceeded"} if hold == "throttling" else {None}
    actions = {call.split(":")[1] for call in CREATES} if hold == "throttling" else {"DescribeCluster"}
    deadline = time.monotonic() + WAIT_SECONDS
    while not any(
        call["action"] in actions and call["errorCode"] in refused and is_of_provider(scene, call)
        for call in scene.local.calls(since=since)
    ):
        assert time.monotonic() < deadline, "The provider has not come that far."
        time.sleep(0.02)


def is_of_provider(scene: Scene, call: dict) -> bool:
    return (call["accessKeyId"] or "").startswith(PROVIDERS_KEYS) and scene.cluster in str(call["parameters"])


def let_go(scene: Scene, stack: NodeGroupStack) -> None:
    """All that could still create something gets its chance."""
    scene.allow(scene.cluster)
    scene.eks.untag_resource(resourceArn=cluster_arn(scene), tagKeys=["local-aws:status"])
    stack.deliver_again(LATE_SECONDS)
    wait_for_executions(scene)


def cluster_arn(scene: Scene) -> str:
    return scene.eks.describe_cluster(name=scene.cluster)["cluster"]["arn"]
