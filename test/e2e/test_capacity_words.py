"""Capacity that is not there: waited for, and failed, in the words of the Auto Scaling group's last activity."""

import time
from concurrent.futures import ThreadPoolExecutor

from .nodegroup_stack import RESOURCE, NodeGroupStack, failure
from .scene import Scene

# EKS names the first alone, and the Auto Scaling group's activities the second.
ISSUE = "InstanceLimitExceeded"
WORDS = "Auto Scaling reports: Could not launch On-Demand Instances. VcpuLimitExceeded - You have requested more"


def test_capacity_that_comes_late_is_waited_for(scene: Scene) -> None:
    stack = scene.stack(Tags={"local-aws:degraded": ISSUE})
    with ThreadPoolExecutor(1) as pool:
        creating = pool.submit(stack.create)
        try:
            _until_an_event_says(stack, WORDS)
        finally:
            [name] = [each for each in scene.nodegroups() if each != "others"]
            scene.eks.untag_resource(resourceArn=scene.nodegroup(name)["nodegroupArn"], tagKeys=["local-aws:degraded"])
        ended = creating.result()
    assert ended.status == "CREATE_COMPLETE", ended.events
    said = [reason for reason in ended.reasons(RESOURCE, "CREATE_IN_PROGRESS") if WORDS in reason]
    assert said
    assert all(ISSUE in reason for reason in said)


def test_capacity_that_does_not_come_fails_in_the_words_that_eks_passes_on(scene: Scene) -> None:
    ended = scene.stack(Tags={"local-aws:health-issue": "AsgInstanceLaunchFailures"}).create()
    reason = failure(ended)
    assert ended.status == "ROLLBACK_COMPLETE"
    assert "CREATE_FAILED: AsgInstanceLaunchFailures" in reason
    assert "InsufficientInstanceCapacity - We currently do not have sufficient" in reason
    assert scene.ours() == []


def _until_an_event_says(stack: NodeGroupStack, words: str, seconds: float = 120) -> None:
    cloudformation = stack.scene.local.client("cloudformation")
    deadline = time.monotonic() + seconds
    while True:
        time.sleep(0.2)
        assert time.monotonic() < deadline, f"no event says {words}"
        try:
            events = cloudformation.describe_stack_events(StackName=stack.stack.name)["StackEvents"]
        except cloudformation.exceptions.ClientError:
            continue
        if any(words in event.get("ResourceStatusReason", "") for event in events):
            return
