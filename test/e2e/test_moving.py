"""From the custom resource to the registry type, by the steps of guides/moving.md: no node is touched. The import
itself is our own extension of the local AWS (local-aws/cloudformation/resource_import.py)."""

import json

from local_aws.client.stacks import Stack

from .nodegroup_stack import CUSTOM_TYPE, RESOURCE, SERVICE_TOKEN
from .scene import Scene
from .test_import import KEEPER, NEW, OWNED_RESOURCES, imported, physical_id, template


def test_a_node_group_of_the_custom_resource_goes_over_to_the_registry_type(scene: Scene) -> None:
    stack = Stack(scene.local.client("cloudformation"), f"{scene.cluster}-moving")
    custom = {
        "Type": CUSTOM_TYPE,
        "DeletionPolicy": "Retain",
        "Properties": {"ServiceToken": SERVICE_TOKEN, **scene.properties()},
    }
    ended = stack.create(json.dumps({"Resources": {**KEEPER, RESOURCE: custom}}), {}, {"team": "a"})
    assert ended.status == "CREATE_COMPLETE", ended.events
    identity = physical_id(stack, RESOURCE)
    before = scene.nodegroup(identity.split("/")[1])

    assert stack.update(json.dumps({"Resources": KEEPER}), {}).status == "UPDATE_COMPLETE"
    assert scene.of_id(identity) == OWNED_RESOURCES
    assert scene.nodegroup(before["nodegroupName"]) == before

    since = scene.call_count()
    ended = imported(scene, stack, template(NEW, scene.properties(), KEEPER), identity)
    assert ended.status == "IMPORT_COMPLETE", ended.events
    assert physical_id(stack, NEW) == identity
    assert {call["action"] for call in scene.writes(since, identity)} <= {"TagResource", "CreateTags"}
    after = scene.nodegroup(before["nodegroupName"])
    assert {**after, "tags": before["tags"]} == before

    since = scene.call_count()
    ended = stack.update(template(NEW, scene.properties(Labels={"pool": "b"}), KEEPER, policy="Delete"), {})
    assert ended.status == "UPDATE_COMPLETE", ended.events
    assert [call["action"] for call in scene.writes(since, identity)] == ["UpdateNodegroupConfig"]
    assert stack.delete().status == "DELETE_COMPLETE"
    assert scene.of_id(identity) == []
    assert scene.nodegroups() == ["others"]
