"""A node group that no stack has is taken into one; and through Cloud Control it needs none. On the local AWS both are
our own extension: what it takes from AWS's documentation is in local-aws/cloudformation/resource_import.py and
cloud_control.py."""

import json
import time
from typing import Any

import pytest

from local_aws.client.stacks import Ended, Stack

from .nodegroup_stack import TYPE
from .scene import Scene, without_record

NEW = "Trainers"
OWNED_RESOURCES = ["launch template", "node group", "placement group", "security group"]
KEEPER = {"Keeper": {"Type": "AWS::CloudFormation::WaitConditionHandle"}}


def test_a_retained_node_group_lives_on_in_another_stack(scene: Scene) -> None:
    identity, before = retained(scene)
    second = Stack(scene.local.client("cloudformation"), f"{scene.cluster}-second")
    since = scene.call_count()
    ended = imported(scene, second, template(NEW, scene.properties()), identity)
    assert ended.status == "IMPORT_COMPLETE"
    assert physical_id(second, NEW) == identity
    assert scene.writes(since, identity) == []
    assert scene.nodegroup(before["nodegroupName"]) == before

    since = scene.call_count()
    ended = second.update(template(NEW, scene.properties(Labels={"pool": "b"}), policy="Delete"), {})
    assert ended.status == "UPDATE_COMPLETE"
    assert [call["action"] for call in scene.writes(since, identity)] == ["UpdateNodegroupConfig"]
    after = scene.nodegroup(before["nodegroupName"])
    assert (after["labels"], after["nodegroupArn"], after["launchTemplate"]) == (
        {**before["labels"], "pool": "b"},
        before["nodegroupArn"],
        before["launchTemplate"],
    )
    assert physical_id(second, NEW) == identity
    assert scene.of_id(identity) == OWNED_RESOURCES

    assert second.delete().status == "DELETE_COMPLETE"
    assert scene.of_id(identity) == []
    assert scene.nodegroups() == ["others"]


def test_an_import_puts_the_tags_of_a_living_stack_on_and_changes_nothing_else(scene: Scene) -> None:
    identity, before = retained(scene)
    living = Stack(scene.local.client("cloudformation"), f"{scene.cluster}-living")
    living.create(json.dumps({"Resources": KEEPER}), {}, {"team": "b"})
    since = scene.call_count()
    ended = imported(scene, living, template(NEW, scene.properties(), KEEPER, policy="Delete"), identity)
    assert ended.status == "IMPORT_COMPLETE", ended.events
    assert {call["action"] for call in scene.writes(since, identity)} <= {"TagResource", "CreateTags"}
    after = scene.nodegroup(before["nodegroupName"])
    assert without_record(after["tags"]) == {**without_record(before["tags"]), "team": "b"}
    assert (after["launchTemplate"], after["scalingConfig"]) == (before["launchTemplate"], before["scalingConfig"])
    assert living.delete().status == "DELETE_COMPLETE"
    assert scene.of_id(identity) == []
    assert scene.nodegroups() == ["others"]


@pytest.mark.parametrize("name", ["none", "others"])
def test_import_of_an_id_that_does_not_exist_says_so_and_changes_nothing(scene: Scene, name: str) -> None:
    identity, since = f"{scene.cluster}/{name}/0123456789ab", scene.call_count()
    stack = Stack(scene.local.client("cloudformation"), f"{scene.cluster}-import")
    described = change_set(scene, stack, template(NEW, scene.properties()), identity)
    assert (described["Status"], described["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")
    assert described["StatusReason"] == f"Resource of type '{TYPE}' with identifier '{identity}' was not found."
    assert scene.writes(since, identity) == []
    assert scene.ours() == []
    assert stack.delete().status == "DELETE_COMPLETE"


def test_cloud_control_needs_no_stack(scene: Scene) -> None:
    control = scene.local.client("cloudcontrol")
    created = request(control, control.create_resource(TypeName=TYPE, DesiredState=json.dumps(scene.properties())))
    identity = created["Identifier"]
    assert created["OperationStatus"] == "SUCCESS", created
    model = read(control, identity)
    assert model["Name"].startswith("efa-")
    assert model["Status"] == "ACTIVE"
    assert scene.of_id(identity) == OWNED_RESOURCES
    pages = control.get_paginator("list_resources").paginate(TypeName=TYPE)
    assert identity in [listed["Identifier"] for page in pages for listed in page["ResourceDescriptions"]]

    since = scene.call_count()
    patch = [{"op": "replace", "path": "/ScalingConfig/MaxSize", "value": 6}]
    ended = request(
        control, control.update_resource(TypeName=TYPE, Identifier=identity, PatchDocument=json.dumps(patch))
    )
    assert ended["OperationStatus"] == "SUCCESS", ended
    assert [call["action"] for call in scene.writes(since, identity)] == ["UpdateNodegroupConfig"]
    assert read(control, identity) == {**model, "ScalingConfig": {**model["ScalingConfig"], "MaxSize": 6}}
    assert scene.nodegroup(model["Name"])["scalingConfig"]["maxSize"] == 6

    ended = request(control, control.delete_resource(TypeName=TYPE, Identifier=identity))
    assert ended["OperationStatus"] == "SUCCESS", ended
    assert scene.of_id(identity) == []
    assert scene.nodegroups() == ["others"]
    with pytest.raises(control.exceptions.ResourceNotFoundException):
        read(control, identity)


def retained(scene: Scene) -> tuple[str, dict]:
    """The Id of a node group whose stack is gone, and what EKS says of it."""
    first = Stack(scene.local.client("cloudformation"), f"{scene.cluster}-first")
    ended = first.create(template("Workers", scene.properties()), {}, {"team": "a"})
    assert ended.status == "CREATE_COMPLETE", ended.events
    identity = physical_id(first, "Workers")
    before = scene.nodegroup(identity.split("/")[1])
    assert first.delete().status == "DELETE_COMPLETE"
    assert scene.of_id(identity) == OWNED_RESOURCES
    assert scene.nodegroup(before["nodegroupName"]) == before
    return identity, before


def template(logical_id: str, properties: dict, others: dict | None = None, policy: str = "Retain") -> str:
    return json.dumps(
        {
            "Resources": {
                **(others or {}),
                logical_id: {"Type": TYPE, "DeletionPolicy": policy, "Properties": properties},
            }
        }
    )


def change_set(scene: Scene, stack: Stack, body: str, identity: str) -> dict:
    cloudformation = scene.local.client("cloudformation")
    names = {"StackName": stack.name, "ChangeSetName": "import"}
    cloudformation.create_change_set(
        **names,
        ChangeSetType="IMPORT",
        TemplateBody=body,
        ResourcesToImport=[{"ResourceType": TYPE, "LogicalResourceId": NEW, "ResourceIdentifier": {"Id": identity}}],
    )
    return cloudformation.describe_change_set(**names)


def imported(scene: Scene, stack: Stack, body: str, identity: str) -> Ended:
    described = change_set(scene, stack, body, identity)
    assert described["Status"] == "CREATE_COMPLETE", described
    scene.local.client("cloudformation").execute_change_set(StackName=stack.name, ChangeSetName="import")
    return stack.follow()


def physical_id(stack: Stack, logical_id: str) -> str:
    return stack._cloudformation.describe_stack_resource(StackName=stack.name, LogicalResourceId=logical_id)[
        "StackResourceDetail"
    ]["PhysicalResourceId"]


def request(control: Any, answer: dict) -> dict:
    """The last event of a request."""
    event = answer["ProgressEvent"]
    while event["OperationStatus"] == "IN_PROGRESS":
        time.sleep(0.2)
        event = control.get_resource_request_status(RequestToken=event["RequestToken"])["ProgressEvent"]
    return event


def read(control: Any, identity: str) -> dict:
    return json.loads(control.get_resource(TypeName=TYPE, Identifier=identity)["ResourceDescription"]["Properties"])
