"""Cloud Control for registry types."""

import json
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from .thing_type import TYPE_NAME, Things


@pytest.fixture
def control(things: Things) -> Any:
    return things.client("cloudcontrol")


def ended(control: Any, progress: dict) -> dict:
    """The request's last event."""
    event = progress["ProgressEvent"]
    while event["OperationStatus"] == "IN_PROGRESS":
        time.sleep(0.02)
        event = control.get_resource_request_status(RequestToken=event["RequestToken"])["ProgressEvent"]
    return event


def created(control: Any, **properties: Any) -> str:
    event = ended(
        control, control.create_resource(TypeName=TYPE_NAME, DesiredState=json.dumps({"Name": "a", **properties}))
    )
    assert event["OperationStatus"] == "SUCCESS", event
    return event["Identifier"]


def updated(control: Any, identifier: str, *operations: dict) -> dict:
    patch = json.dumps(operations)
    return ended(control, control.update_resource(TypeName=TYPE_NAME, Identifier=identifier, PatchDocument=patch))


def test_create_is_in_progress_at_first_and_has_no_stack(things: Things, control: Any) -> None:
    answer = control.create_resource(TypeName=TYPE_NAME, DesiredState='{"Name": "a", "Steps": 2, "Secret": "x"}')
    event = ended(control, answer)
    assert answer["ProgressEvent"]["OperationStatus"] == "IN_PROGRESS"
    assert event["OperationStatus"] == "SUCCESS"
    assert event["Identifier"] in things.ids()
    assert things.actions() == ["CREATE"] * 3
    handled = things.handled()[0]
    assert handled["bearerToken"] == event["RequestToken"]
    assert handled["stackId"] is None
    data = handled["requestData"]
    assert (data["logicalResourceId"], data["stackTags"], data["systemTags"]) == ("", {}, {})
    assert data["resourceProperties"] == {"Name": "a", "Steps": 2, "Secret": "x"}
    assert json.loads(event["ResourceModel"])["Endpoint"]
    assert "Secret" not in event["ResourceModel"]


def test_the_status_names_the_identifier_as_soon_as_the_handler_does_and_no_secret(
    things: Things, control: Any
) -> None:
    answer = control.create_resource(TypeName=TYPE_NAME, DesiredState='{"Name": "a", "Steps": 100, "Secret": "x"}')
    event = answer["ProgressEvent"]
    while "Identifier" not in event:
        event = control.get_resource_request_status(RequestToken=event["RequestToken"])["ProgressEvent"]
    assert event["OperationStatus"] == "IN_PROGRESS"
    assert event["StatusMessage"].startswith("step")
    assert "Secret" not in json.loads(event["ResourceModel"])
    assert ended(control, answer)["Identifier"] == event["Identifier"]


def test_a_failing_handler_is_told_by_the_status(things: Things, control: Any) -> None:
    event = ended(control, control.create_resource(TypeName=TYPE_NAME, DesiredState='{"Name": "a", "Mode": "fail"}'))
    assert (event["OperationStatus"], event["ErrorCode"], event["StatusMessage"]) == (
        "FAILED",
        "NotStabilized",
        "it did not come up",
    )
    assert event["Identifier"] in things.ids()
    assert "DELETE" not in things.actions()  # no stack, no roll-back


@pytest.mark.parametrize(
    ("state", "message"), [({"Size": 1}, r"required key \[Name\] not found"), ({"Name": "a", "Id": "b"}, "read-only")]
)
def test_a_model_that_does_not_fit_the_schema_reaches_no_handler(
    things: Things, control: Any, state: dict, message: str
) -> None:
    with pytest.raises(ClientError, match=message) as refused:
        control.create_resource(TypeName=TYPE_NAME, DesiredState=json.dumps(state))
    assert refused.value.response["Error"]["Code"] == "ValidationException"
    assert things.actions() == []


def test_get_answers_what_read_does(things: Things, control: Any) -> None:
    identifier = created(control, Size=2, Secret="x", Mode="leak")
    found = control.get_resource(TypeName=TYPE_NAME, Identifier=identifier)["ResourceDescription"]
    assert found["Identifier"] == identifier
    assert json.loads(found["Properties"]) == {
        "Id": identifier,
        "Name": "a",
        "Size": 2,
        "Mode": "leak",
        "Endpoint": {"Address": f"at-{identifier}"},
    }


def test_what_is_not_there_is_not_found(things: Things, control: Any) -> None:
    for call in (
        lambda: control.get_resource(TypeName=TYPE_NAME, Identifier="thing-none"),
        lambda: updated(control, "thing-none", {"op": "add", "path": "/Size", "value": 1}),
    ):
        with pytest.raises(control.exceptions.ResourceNotFoundException):
            call()
    event = ended(control, control.delete_resource(TypeName=TYPE_NAME, Identifier="thing-none"))
    assert (event["OperationStatus"], event["ErrorCode"]) == ("FAILED", "NotFound")


def test_list_pages(things: Things, control: Any) -> None:
    mine = {created(control), created(control)}
    found = [
        page["ResourceDescriptions"] for page in control.get_paginator("list_resources").paginate(TypeName=TYPE_NAME)
    ]
    assert mine <= {description["Identifier"] for page in found for description in page} == things.ids()
    assert {len(page) for page in found} == {1}


def test_update_patches_what_read_answered(things: Things, control: Any) -> None:
    identifier = created(control, Size=2, Weights={"a": 1})
    things.change_by_hand(identifier, Size=5)
    things.mark()
    event = updated(
        control,
        identifier,
        {"op": "test", "path": "/Size", "value": 5},
        {"op": "replace", "path": "/Weights/a", "value": 2},
        {"op": "add", "path": "Secret", "value": "y"},
    )
    assert event["OperationStatus"] == "SUCCESS"
    assert things.actions() == ["READ", "UPDATE"]
    data = things.handled()[1]["requestData"]
    previous = {
        "Id": identifier,
        "Name": "a",
        "Size": 5,
        "Weights": {"a": 1},
        "Endpoint": {"Address": f"at-{identifier}"},
    }
    assert data["previousResourceProperties"] == previous
    assert data["resourceProperties"] == {**previous, "Weights": {"a": 2}, "Secret": "y"}
    assert (data["stackTags"], data["previousStackTags"], data["logicalResourceId"]) == ({}, {}, "")


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ({"op": "replace", "path": "/Name", "value": "b"}, "NotUpdatableException"),
        ({"op": "replace", "path": "/Endpoint/Address", "value": "b"}, "NotUpdatableException"),
        ({"op": "test", "path": "/Size", "value": 9}, "InvalidRequestException"),
        ({"op": "replace", "path": "/Nothing/Here", "value": 9}, "InvalidRequestException"),
        ({"op": "replace", "path": "/Size", "value": 0}, "ValidationException"),
    ],
)
def test_a_patch_that_cannot_be_reaches_no_handler(things: Things, control: Any, operation: dict, code: str) -> None:
    identifier = created(control, Size=2)
    things.mark()
    with pytest.raises(ClientError) as refused:
        updated(control, identifier, operation)
    assert refused.value.response["Error"]["Code"] == code
    assert things.actions() == ["READ"]


def test_delete(things: Things, control: Any) -> None:
    identifier = created(control)
    event = ended(control, control.delete_resource(TypeName=TYPE_NAME, Identifier=identifier))
    assert event["OperationStatus"] == "SUCCESS"
    assert identifier not in things.ids()
    assert things.handled()[-1]["requestData"]["resourceProperties"] == {"Id": identifier}


def test_a_version_that_is_not_the_default_can_be_named(things: Things, control: Any) -> None:
    version = things.register(key="second.zip").rpartition("/")[2]
    control.create_resource(TypeName=TYPE_NAME, TypeVersionId=version, DesiredState='{"Name": "a"}')
    deadline = time.monotonic() + 20
    while not things.handled() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert things.handled()[0]["resourceTypeVersion"] == version


def test_other_types_stay_with_ministack(things: Things, control: Any) -> None:
    event = control.create_resource(TypeName="Some::Other::Type", DesiredState='{"Id": "b"}')["ProgressEvent"]
    assert (event["OperationStatus"], event["Identifier"]) == ("SUCCESS", "b")
    assert things.actions() == []
