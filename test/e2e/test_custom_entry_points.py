"""The same node group by both entry points: the same AWS resources, and the same attributes."""

import json
import re
from typing import Any

import pytest

from .nodegroup_stack import ATTRIBUTES, NodeGroupStack
from .scene import Scene, together

# Of a type's resource and of a custom resource alike; `Id` is the output that Ref gives.
NAMES = ("Id", *ATTRIBUTES)
PROPERTIES = {
    "InstanceTypes": ["p5.48xlarge"],
    "Labels": {"team": "a"},
    "Tags": {"project": "llm"},
    "InstanceTags": {"job": "one"},
    "Volume": {"SizeGiB": 200, "Encrypted": True},
    "UpdateConfig": {"MaxUnavailable": 1},
    "Taints": [{"Key": "gpu", "Value": "yes", "Effect": "NO_SCHEDULE"}],
    "MetadataOptions": {"HttpPutResponseHopLimit": 2},
    "PreBootstrapUserData": "#!/bin/sh\necho one\n",
}
CHANGES = {
    "in place": {"ScalingConfig": {"MinSize": 2, "MaxSize": 8}, "Labels": {"team": "b"}, "Tags": None},
    "that rolls": {"InstanceTags": {"job": "two"}, "Volume": {"SizeGiB": 300}},
    "that replaces": {"AmiType": "AL2023_x86_64_STANDARD"},
}
IN_ANY_ORDER = ("Tags", "UserIdGroupPairs", "subnets")
TIMES = re.compile(r"(?i)(created|modified|create)_?(at|time)|launchtime|date")


@pytest.mark.long
def test_both_entry_points_end_in_the_same(scene: Scene) -> None:
    # one subnet, so that the choice of the zone does not depend on which one was first
    subnets = [next(subnet for subnet, zone in scene.zone_ids(scene.subnets).items() if zone != "use1-az3")]
    stacks = [scene.stack(Subnets=subnets, **PROPERTIES), scene.custom_stack(Subnets=subnets, **PROPERTIES)]
    for stack in stacks:
        stack.tags = {}  # a custom resource gets no tags of its stack
    assert [ended.status for ended in together(*[stack.create for stack in stacks])] == ["CREATE_COMPLETE"] * 2
    compare(scene, stacks, "create")
    for what, changes in CHANGES.items():
        ended = together(*[lambda stack=stack, changes=changes: stack.update(**changes) for stack in stacks])
        assert [each.status for each in ended] == ["UPDATE_COMPLETE"] * 2, what
        compare(scene, stacks, what)
    assert [ended.status for ended in together(*[stack.delete for stack in stacks])] == ["DELETE_COMPLETE"] * 2
    assert scene.ours() == []


def compare(scene: Scene, stacks: list, after: str) -> None:
    one, other = (picture(scene, stack) for stack in stacks)
    assert one == other, after
    assert len(one["things"]) == 4
    assert one["attributes"]["EfaInterfaceCount"] == "32"


def picture(scene: Scene, stack: NodeGroupStack) -> dict:
    """What AWS has of the stack's node group, and its attributes, with what differs from one node group to the next
    named."""
    nodegroup, data = stack.nodegroup, stack.data
    outputs = {name: stack.outputs[name] for name in NAMES}
    group = scene.ec2.describe_security_groups(GroupIds=[outputs["EfaSecurityGroupId"]])["SecurityGroups"][0]
    template = scene.ec2.describe_launch_templates(LaunchTemplateIds=[outputs["LaunchTemplateId"]])["LaunchTemplates"][
        0
    ]
    placement = scene.ec2.describe_placement_groups(GroupNames=[outputs["PlacementGroupName"]])["PlacementGroups"][0]
    names = {
        outputs["Id"]: "ID",
        outputs["Id"].rpartition("/")[2]: "GENERATION",
        outputs["EfaSecurityGroupId"]: "GROUP",
        outputs["LaunchTemplateId"]: "TEMPLATE",
        placement["GroupId"]: "PLACEMENT",
        stack.stack.name: "STACK",
        nodegroup["nodegroupArn"].rpartition("/")[2]: "NODEGROUP",
    }
    text = json.dumps(
        {
            "things": [_without_times(thing) for thing in (nodegroup, group, template, placement)],
            "data": data,
            "versions": len(scene.template_versions(nodegroup)),
            "attributes": outputs,
        },
        default=str,
    )
    for value, name in names.items():
        text = text.replace(value, name)
    # the record of what was applied names the operation
    text = re.sub(r"(\bv1 op=)[0-9a-f/]+", r"\1OPERATION", text)
    return _sorted(json.loads(text))


def _without_times(thing: Any) -> Any:
    if isinstance(thing, dict):
        return {
            key: _without_times(value)
            for key, value in thing.items()
            if not TIMES.search(key) and key != "ResponseMetadata"
        }
    return [_without_times(each) for each in thing] if isinstance(thing, list) else thing


def _sorted(value: Any) -> Any:
    """Lists of AWS's answers come in any order; user data and interfaces are compared as they are."""
    if isinstance(value, dict):
        return {
            key: sorted(map(_sorted, member), key=str) if key in IN_ANY_ORDER else _sorted(member)
            for key, member in value.items()
        }
    return [_sorted(each) for each in value] if isinstance(value, list) else value
