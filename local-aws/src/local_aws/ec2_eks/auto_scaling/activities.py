"""What the Auto Scaling group of a node group did: its activities, and its words for what EC2 refused.

Sources: EC2 Auto Scaling API reference Activity (newest first in DescribeScalingActivities); user guide ts-as-capacity;
words seen in cortexlabs/cortex#1258 and containers-roadmap#2204 (a group with a mixed instances policy: "Could not
launch On-Demand Instances. CODE - TEXT Launching EC2 instance failed.") and 2i2c-org/infrastructure#3334 (without one).
Our reading: one failed activity for each description of the node group; Auto Scaling itself retries by time.
"""

import uuid
from typing import Any

from moto.core.utils import utcnow

from local_aws.ec2_eks.auto_scaling import launching

MOST_KEPT = 100  # our limit: DescribeScalingActivities returns at most 100 a page

DIFFERENCE = "in response to a difference between desired and actual capacity"


def follow(ec2: Any, nodegroup: Any) -> None:
    """Counts the capacity again and records what Auto Scaling did about it."""
    launching.count_reserved(ec2, nodegroup)
    before, now = nodegroup.local_launched, launching.running(nodegroup)
    for number in range(before, now):
        text = f"Launching a new EC2 instance: {launching.instance_id(nodegroup, number)}"
        _record(nodegroup, text, _started(number, number + 1), "Successful")
    for number in range(before - 1, now - 1, -1):
        text = f"Terminating EC2 instance: {launching.instance_id(nodegroup, number)}"
        _record(nodegroup, text, _taken_out(number + 1, number), "Successful")
    nodegroup.local_launched = now
    failure = failure_message(ec2, nodegroup)
    if failure:
        text = f"Launching a new EC2 instance.  Status Reason: {failure}"
        _record(nodegroup, text, _started(now, nodegroup.scaling_config["desiredSize"]), "Failed", failure)


def failure_message(ec2: Any, nodegroup: Any) -> str | None:
    """Auto Scaling's words for what keeps nodes from running; None when all of them run."""
    refusal = launching.refusal(ec2, nodegroup)
    if not refusal:
        return None
    if not has_mixed_instances_policy(nodegroup):
        return f"{refusal.text} Launching EC2 instance failed."
    kind = "Spot" if nodegroup.capacity_type == "SPOT" else "On-Demand"
    return f"Could not launch {kind} Instances. {refusal.code} - {refusal.text} Launching EC2 instance failed."


def has_mixed_instances_policy(nodegroup: Any) -> bool:
    """Source: EC2 Auto Scaling user guide launch-template-capacity-blocks, "Limitations": mixed instances groups and
    warm pools are not supported with Capacity Blocks."""
    return nodegroup.capacity_type != "CAPACITY_BLOCK"


def _started(before: int, after: int) -> str:
    return f"an instance was started {DIFFERENCE}, increasing the capacity from {before} to {after}."


def _taken_out(before: int, after: int) -> str:
    return f"an instance was taken out of service {DIFFERENCE}, shrinking the capacity from {before} to {after}."


def _record(nodegroup: Any, description: str, cause: str, status: str, message: str | None = None) -> None:
    at = utcnow()
    activity = {
        "ActivityId": str(uuid.uuid4()),
        "AutoScalingGroupName": nodegroup.resources["autoScalingGroups"][0]["name"],
        "Description": description,
        "Cause": f"At {at:%Y-%m-%dT%H:%M:%SZ} {cause}",
        "StartTime": at,
        "EndTime": at,
        "StatusCode": status,
        "Progress": 100,
        **({"StatusMessage": message} if message else {}),
    }
    nodegroup.local_activities = [activity, *nodegroup.local_activities][:MOST_KEPT]
