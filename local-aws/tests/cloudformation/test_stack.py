"""A registry type's resource in a stack: create, update, replacement, roll-back, delete."""

import json

import pytest
from botocore.exceptions import ClientError

from .thing_type import TYPE_NAME, Things, template


def test_create_read_and_attributes(things: Things) -> None:
    body = template({"Size": 2, "Placement": {"Zone": "a"}})
    body["Outputs"] = {
        "Ref": {"Value": {"Ref": "Thing"}},
        "Address": {"Value": {"Fn::GetAtt": ["Thing", "Endpoint.Address"]}},
        "Zone": {"Value": {"Fn::GetAtt": ["Thing", "Placement.Zone"]}},
    }
    stack = things.create("create", body)
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    assert outputs == {
        "Ref": things.physical_id("create"),
        "Address": f"at-{things.physical_id('create')}",
        "Zone": "a",
    }
    assert things.actions() == ["CREATE", "READ"]
    assert things.handled()[1]["requestData"]["resourceProperties"] == {"Id": outputs["Ref"]}


def test_an_attribute_that_is_a_number_is_no_output(things: Things) -> None:
    body = template({"Size": 2})
    body["Outputs"] = {"Literal": {"Value": 2}}
    assert things.create("literal", body)["StackStatus"] == "CREATE_COMPLETE"
    body["Outputs"] = {"Size": {"Value": {"Fn::GetAtt": ["Thing", "Size"]}}}
    stack = things.create("number", body)
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"


def test_update_in_place_keeps_the_thing(things: Things) -> None:
    things.create("in-place", template({"Size": 1, "Placement": {"Zone": "a", "Comment": "one"}}))
    before = things.physical_id("in-place")
    things.mark()
    stack = things.update("in-place", template({"Size": 2, "Placement": {"Zone": "a", "Comment": "two"}}))
    assert stack["StackStatus"] == "UPDATE_COMPLETE"
    assert things.actions() == ["UPDATE", "READ"]
    data = things.handled()[0]["requestData"]
    assert data["resourceProperties"] == {
        "Id": before,
        "Name": "a",
        "Size": 2,
        "Placement": {"Zone": "a", "Comment": "two"},
    }
    assert data["previousResourceProperties"] == {
        "Id": before,
        "Name": "a",
        "Size": 1,
        "Placement": {"Zone": "a", "Comment": "one"},
    }
    assert things.physical_id("in-place") == before


def test_nested_create_only_change_replaces(things: Things) -> None:
    things.create("nested", template({"Placement": {"Zone": "a", "Comment": "one"}}))
    before = things.physical_id("nested")
    things.mark()
    stack = things.update("nested", template({"Placement": {"Zone": "b", "Comment": "one"}}))
    assert stack["StackStatus"] == "UPDATE_COMPLETE"
    assert things.actions() == ["CREATE", "READ", "DELETE"]
    assert things.handled()[2]["requestData"]["resourceProperties"] == {"Id": before}
    assert things.physical_id("nested") != before
    assert before not in things.ids()
    assert things.physical_id("nested") in things.ids()
    assert "requires the creation of a new physical resource" in things.reasons("nested")


def test_replaced_thing_is_retained_where_the_template_says_so(things: Things) -> None:
    things.create("retain-replaced", template({"Placement": {"Zone": "a"}}, UpdateReplacePolicy="Retain"))
    before = things.physical_id("retain-replaced")
    things.update("retain-replaced", template({"Placement": {"Zone": "b"}}, UpdateReplacePolicy="Retain"))
    assert {before, things.physical_id("retain-replaced")} <= things.ids()


@pytest.mark.parametrize(
    ("new", "replacement"),
    [
        ({"Placement": {"Zone": "b"}}, "Conditional"),
        ({"Name": "b"}, "True"),
        ({"Size": 5}, "False"),
        ({"Kind": "other"}, "Conditional"),
    ],
)
def test_change_set_tells_replacement(things: Things, new: dict, replacement: str) -> None:
    name = f"changes-{next(iter(new)).lower()}"
    things.create(name, template({"Placement": {"Zone": "a"}, "Size": 1, "Kind": "plain"}))
    things.cloudformation.create_change_set(
        StackName=name,
        ChangeSetName="c",
        TemplateBody=json.dumps(template({"Placement": {"Zone": "a"}, "Size": 1, "Kind": "plain", **new})),
    )
    things.cloudformation.get_waiter("change_set_create_complete").wait(
        StackName=name, ChangeSetName="c", WaiterConfig={"Delay": 1}
    )
    changes = things.cloudformation.describe_change_set(StackName=name, ChangeSetName="c")["Changes"]
    assert [change["ResourceChange"]["Replacement"] for change in changes] == [replacement]


def test_conditional_create_only_change_stays_in_place_where_the_handler_can(things: Things) -> None:
    things.create("conditional-in-place", template({"Kind": "one"}))
    before = things.physical_id("conditional-in-place")
    things.update("conditional-in-place", template({"Kind": "two"}))
    assert things.physical_id("conditional-in-place") == before


def test_not_updatable_conditional_create_only_change_replaces(things: Things) -> None:
    things.create("conditional", template({"Kind": "one"}))
    before = things.physical_id("conditional")
    things.mark()
    stack = things.update("conditional", template({"Kind": "new"}))
    assert stack["StackStatus"] == "UPDATE_COMPLETE"
    assert things.actions() == ["UPDATE", "CREATE", "READ", "DELETE"]
    tokens = [event["bearerToken"] for event in things.handled()]
    assert len(set(tokens)) == len(tokens)
    assert before not in things.ids()
    assert things.physical_id("conditional") in things.ids()
    assert "requires the creation of a new physical resource" in things.reasons("conditional")


def test_not_updatable_without_a_conditional_change_fails_the_update(things: Things) -> None:
    things.create("not-updatable", template({"Kind": "one"}))
    before = things.ids()
    stack = things.update("not-updatable", template({"Kind": "one", "Mode": "not-updatable"}))
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert things.ids() == before
    assert "HandlerErrorCode: NotUpdatable" in things.reasons("not-updatable")


def test_failed_replacement_after_not_updatable_leaves_the_old_thing_alone(things: Things) -> None:
    things.create("conditional-fails", template({"Kind": "one"}))
    before = things.physical_id("conditional-fails")
    things.mark()
    stack = things.update("conditional-fails", template({"Kind": "new", "Mode": "fail"}))
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert things.actions() == ["UPDATE", "CREATE", "DELETE"]
    assert things.handled()[2]["requestData"]["resourceProperties"]["Id"] != before
    assert things.physical_id("conditional-fails") == before
    assert before in things.ids()


def test_failed_replacement_is_deleted_and_the_old_thing_left_alone(things: Things) -> None:
    things.create("replace-fails", template({"Placement": {"Zone": "a"}}))
    before, others = things.physical_id("replace-fails"), things.ids()
    things.mark()
    stack = things.update("replace-fails", template({"Placement": {"Zone": "b"}, "Mode": "fail"}))
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert things.actions() == ["CREATE", "DELETE"]
    assert things.physical_id("replace-fails") == before
    assert things.ids() == others


@pytest.mark.parametrize(
    ("mode", "actions"),
    [
        ("fail", ["CREATE", "DELETE"]),
        ("exists", ["CREATE", "CREATE", "DELETE"]),
        ("refuse", ["CREATE"]),
        ("crash", ["CREATE"]),
    ],
)
def test_failed_create_gets_its_delete_where_an_identifier_is_known(things: Things, mode: str, actions: list) -> None:
    before = things.ids()
    stack = things.create(f"create-{mode}", template({"Mode": mode, "Steps": 1 if mode == "exists" else 0}))
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert things.actions() == actions
    assert things.ids() == before
    statuses = [event["ResourceStatus"] for event in things.stack_events(f"create-{mode}")]
    assert ("DELETE_COMPLETE" in statuses) == ("DELETE" in actions)


def test_failed_create_without_roll_back_is_deleted_with_the_stack(things: Things) -> None:
    stack = things.create("no-rollback", template({"Mode": "fail"}), DisableRollback=True)
    assert stack["StackStatus"] == "CREATE_FAILED"
    assert things.physical_id("no-rollback") in things.ids()
    assert things.delete("no-rollback") == "DELETE_COMPLETE"
    assert things.actions() == ["CREATE", "DELETE"]


def test_failed_update_is_sent_back_with_the_models_swapped(things: Things) -> None:
    things.create("update-fails", template({"Size": 1}))
    things.mark()
    stack = things.update("update-fails", template({"Size": 2, "Mode": "fail-update"}))
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    forth, back = [event["requestData"] for event in things.handled() if event["action"] == "UPDATE"]
    assert (back["resourceProperties"], back["previousResourceProperties"]) == (
        forth["previousResourceProperties"],
        forth["resourceProperties"],
    )


def test_replacement_by_a_roll_back_leaves_nothing_behind(things: Things) -> None:
    """Back to the previous Kind may itself be NotUpdatable: the one created for it replaces the other."""
    things.create("rollback-replaces", template({"Kind": "new-one"}))
    before = things.ids()
    body = template({"Kind": "two"})
    body["Resources"]["Fails"] = {
        "Type": TYPE_NAME,
        "DependsOn": "Thing",
        "Properties": {"Name": "b", "Mode": "refuse"},
    }
    stack = things.update("rollback-replaces", body)
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert len(things.ids()) == len(before)
    assert things.physical_id("rollback-replaces") in things.ids()


def test_delete_of_what_is_gone_counts_as_deleted(things: Things) -> None:
    things.create("gone", template({}))
    things.remove_by_hand(things.physical_id("gone"))
    assert things.delete("gone") == "DELETE_COMPLETE"


def test_delete_that_fails_is_told_and_can_be_repeated(things: Things) -> None:
    things.create("kept", template({"Mode": "keep"}))
    thing_id = things.physical_id("kept")
    assert things.delete("kept") == "DELETE_FAILED"
    assert 'Resource handler returned message: "in use"' in things.reasons("kept")
    assert "HandlerErrorCode: ResourceConflict" in things.reasons("kept")
    things.change_by_hand(thing_id, Mode="")
    assert things.delete("kept") == "DELETE_COMPLETE"


def test_retained_thing_survives_its_stack(things: Things) -> None:
    things.create("retained", template({}, DeletionPolicy="Retain"))
    thing_id = things.physical_id("retained")
    things.mark()
    assert things.delete("retained") == "DELETE_COMPLETE"
    assert things.actions() == []
    assert thing_id in things.ids()


def test_stack_tags_and_their_change(things: Things) -> None:
    tags = [{"Key": "team", "Value": "one"}]
    things.create("tags", template({}), Tags=tags)
    create = things.handled()[0]["requestData"]
    assert create["stackTags"] == {"team": "one"}
    assert create["systemTags"]["aws:cloudformation:logical-id"] == "Thing"
    assert create["systemTags"]["aws:cloudformation:stack-name"] == "tags"
    assert create["previousStackTags"] is None
    things.mark()
    assert (
        things.update("tags", template({}), Tags=[{"Key": "team", "Value": "two"}])["StackStatus"] == "UPDATE_COMPLETE"
    )
    assert things.actions() == ["UPDATE", "READ"]
    update = things.handled()[0]["requestData"]
    assert (update["stackTags"], update["previousStackTags"]) == ({"team": "two"}, {"team": "one"})


def test_events_follow_the_handler(things: Things) -> None:
    things.create("events", template({"Steps": 2}))
    events = things.stack_events("events")
    reasons = [event.get("ResourceStatusReason") for event in events if event["ResourceStatus"] == "CREATE_IN_PROGRESS"]
    assert [reason for reason in reasons if reason] == ["Resource creation Initiated", "step 1", "step 2"]
    assert events[1]["PhysicalResourceId"] == things.physical_id("events")


def test_failure_event_shows_the_handlers_message_and_the_physical_id(things: Things) -> None:
    things.create("message", template({"Mode": "fail"}))
    failed = next(event for event in things.stack_events("message") if event["ResourceStatus"] == "CREATE_FAILED")
    token = things.handled()[0]["bearerToken"]
    assert failed["ResourceStatusReason"] == (
        'Resource handler returned message: "it did not come up"'
        f" (RequestToken: {token}, HandlerErrorCode: NotStabilized)"
    )
    assert failed["PhysicalResourceId"].startswith("thing-")


def test_drift(things: Things) -> None:
    things.create("drift", template({"Size": 1, "Secret": "x"}))

    def detect() -> dict:
        return things.cloudformation.detect_stack_resource_drift(StackName="drift", LogicalResourceId="Thing")[
            "StackResourceDrift"
        ]

    assert detect()["StackResourceDriftStatus"] == "IN_SYNC"
    things.change_by_hand(things.physical_id("drift"), Size=7)
    assert [difference["PropertyPath"] for difference in detect()["PropertyDifferences"]] == ["/Size"]
    things.remove_by_hand(things.physical_id("drift"))
    assert detect()["StackResourceDriftStatus"] == "DELETED"


def test_unregistered_type_is_not_recognized(things: Things) -> None:
    body = json.dumps({"Resources": {"Thing": {"Type": "Test::Local::Other", "Properties": {}}}})
    with pytest.raises(ClientError, match="Unrecognized resource types"):
        things.cloudformation.create_stack(StackName="other", TemplateBody=body)
