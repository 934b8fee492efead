"""Import of a registry type's resources into a stack."""

import copy
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from .thing_type import HANDLER, SCHEMA, TYPE_NAME, Things, template

OTHER = {"Other": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "a", "Name": "other"}}}


def retained(things: Things, name: str, **properties: Any) -> str:
    """The id of a thing that no stack has any more."""
    things.create(name, template(properties, DeletionPolicy="Retain"))
    thing_id = things.physical_id(name)
    assert things.delete(name) == "DELETE_COMPLETE"
    assert thing_id in things.ids()
    things.mark()
    return thing_id


def change_set(things: Things, stack: str, body: dict, thing_id: str, key: str = "Id", **options: Any) -> dict:
    """The described change set that imports the thing as the resource Thing."""
    things.cloudformation.create_change_set(
        StackName=stack,
        ChangeSetName="import",
        ChangeSetType="IMPORT",
        TemplateBody=json.dumps(body),
        ResourcesToImport=[
            {"ResourceType": TYPE_NAME, "LogicalResourceId": "Thing", "ResourceIdentifier": {key: thing_id}}
        ],
        **options,
    )
    return things.cloudformation.describe_change_set(StackName=stack, ChangeSetName="import")


def imported(things: Things, stack: str, body: dict, thing_id: str) -> dict:
    """The stack after the import has ended."""
    created = change_set(things, stack, body, thing_id)
    assert created["Status"] == "CREATE_COMPLETE", created
    things.cloudformation.execute_change_set(StackName=stack, ChangeSetName="import")
    return things.wait(stack)


def kept(**properties: Any) -> dict:
    return template(properties, DeletionPolicy="Retain")


def own(body: dict) -> dict:
    """The template with another resource in it."""
    return {"Resources": {**copy.deepcopy(OTHER), **body["Resources"]}}


def test_import_reads_and_creates_nothing(things: Things) -> None:
    thing_id = retained(things, "a-source", Size=2)
    others = things.ids()
    created = change_set(things, "a-new", kept(Size=2), thing_id)
    assert (created["Status"], created["ExecutionStatus"]) == ("CREATE_COMPLETE", "AVAILABLE")
    assert [
        (change["ResourceChange"]["Action"], change["ResourceChange"]["PhysicalResourceId"])
        for change in created["Changes"]
    ] == [("Import", thing_id)]
    assert things.actions() == ["READ"]
    things.cloudformation.execute_change_set(StackName="a-new", ChangeSetName="import")
    assert things.wait("a-new")["StackStatus"] == "IMPORT_COMPLETE"
    assert things.physical_id("a-new") == thing_id
    assert things.ids() == others
    assert [(event["ResourceStatus"], event.get("ResourceStatusReason", "")) for event in things.stack_events("a-new")][
        :3
    ] == [
        ("IMPORT_IN_PROGRESS", "Resource import started."),
        ("IMPORT_IN_PROGRESS", ""),
        ("IMPORT_COMPLETE", "Resource import completed."),
    ]
    assert {event["requestData"]["resourceProperties"]["Id"] for event in things.handled()} == {thing_id}


def test_an_imported_thing_is_updated_and_deleted_as_any_other(things: Things) -> None:
    thing_id = retained(things, "b-source", Size=2)
    imported(things, "b-new", kept(Size=2), thing_id)
    things.mark()
    body = template({"Size": 3})
    body["Outputs"] = {"Address": {"Value": {"Fn::GetAtt": ["Thing", "Endpoint.Address"]}}}
    stack = things.update("b-new", body)
    assert stack["StackStatus"] == "UPDATE_COMPLETE"
    assert things.actions() == ["UPDATE", "READ"]
    assert stack["Outputs"][0]["OutputValue"] == f"at-{thing_id}"
    assert things.handled()[0]["requestData"]["previousResourceProperties"] == {"Id": thing_id, "Name": "a", "Size": 2}
    assert things.delete("b-new") == "DELETE_COMPLETE"
    assert thing_id not in things.ids()


def test_attributes_of_an_imported_thing_come_from_read(things: Things) -> None:
    thing_id = retained(things, "b2-source")
    imported(things, "b2-new", kept(), thing_id)
    body = own(kept())
    body["Resources"]["Other"]["Properties"].update(Name="b2", Value={"Fn::GetAtt": ["Thing", "Endpoint.Address"]})
    assert things.update("b2-new", body)["StackStatus"] == "UPDATE_COMPLETE"
    assert things.client("ssm").get_parameter(Name="b2")["Parameter"]["Value"] == f"at-{thing_id}"


def test_import_into_a_living_stack_puts_on_its_tags(things: Things) -> None:
    thing_id = retained(things, "c-source", Size=2)
    things.create("c-living", {"Resources": OTHER}, Tags=[{"Key": "team", "Value": "a"}])
    stack = imported(things, "c-living", own(kept(Size=2)), thing_id)
    assert stack["StackStatus"] == "IMPORT_COMPLETE"
    assert things.actions() == ["READ", "READ", "UPDATE", "READ"]
    data = things.handled()[2]["requestData"]
    assert (data["stackTags"], data["previousStackTags"]) == ({"team": "a"}, {})
    assert data["systemTags"]["aws:cloudformation:stack-id"] == stack["StackId"]
    assert data["previousSystemTags"] == {}
    assert data["resourceProperties"] == data["previousResourceProperties"] == {"Id": thing_id, "Name": "a", "Size": 2}
    statuses = [event["ResourceStatus"] for event in things.stack_events("c-living")]
    assert statuses[-2:] == ["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"]


def test_a_failed_update_of_the_tags_rolls_the_import_back(things: Things) -> None:
    thing_id = retained(things, "d-source")
    things.create(
        "d-living", {"Resources": {"Other": {**OTHER["Other"], "Properties": {"Type": "String", "Value": "d"}}}}
    )
    body = own(kept(Mode="refuse-update"))
    body["Resources"]["Other"]["Properties"] = {"Type": "String", "Value": "d"}
    stack = imported(things, "d-living", body, thing_id)
    assert stack["StackStatus"] == "IMPORT_ROLLBACK_COMPLETE"
    assert "refused" in things.reasons("d-living")
    assert thing_id in things.ids()
    assert [
        resource["LogicalResourceId"]
        for resource in things.cloudformation.describe_stack_resources(StackName="d-living")["StackResources"]
    ] == ["Other"]
    assert "DELETE" not in things.actions()


@pytest.mark.parametrize("tagging", [{"taggable": False}, {"taggable": True, "tagUpdatable": False}])
def test_a_type_without_tags_or_without_new_ones_gets_no_update(things: Things, tagging: dict) -> None:
    name = f"e-{len(tagging)}"
    other = things.register({**SCHEMA, "tagging": tagging}, key=f"{name}.zip")
    before = things.cloudformation.describe_type(Type="RESOURCE", TypeName=TYPE_NAME)["DefaultVersionId"]
    things.cloudformation.set_type_default_version(Arn=other)
    try:
        thing_id = retained(things, f"{name}-source")
        assert imported(things, f"{name}-new", kept(), thing_id)["StackStatus"] == "IMPORT_COMPLETE"
        assert things.actions() == ["READ", "READ"]
    finally:
        things.cloudformation.set_type_default_version(Type="RESOURCE", TypeName=TYPE_NAME, VersionId=before)


@pytest.mark.parametrize("stack", ["f-new", "f-living"])
def test_what_is_not_there_fails_the_change_set_and_changes_nothing(things: Things, stack: str) -> None:
    if stack == "f-living":
        things.create(
            stack, {"Resources": {"Other": {**OTHER["Other"], "Properties": {"Type": "String", "Value": "f"}}}}
        )
    before = things.ids()
    body = kept()
    if stack == "f-living":
        body["Resources"]["Other"] = {**OTHER["Other"], "Properties": {"Type": "String", "Value": "f"}}
    created = change_set(things, stack, body, "thing-none")
    assert (created["Status"], created["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")
    assert created["StatusReason"] == f"Resource of type '{TYPE_NAME}' with identifier 'thing-none' was not found."
    with pytest.raises(ClientError, match="UNAVAILABLE"):
        things.cloudformation.execute_change_set(StackName=stack, ChangeSetName="import")
    assert things.actions() == ["READ"]
    assert things.ids() == before


def test_what_went_since_the_change_set_fails_the_import(things: Things) -> None:
    thing_id = retained(things, "g-source")
    change_set(things, "g-new", kept(), thing_id)
    things.remove_by_hand(thing_id)
    things.cloudformation.execute_change_set(StackName="g-new", ChangeSetName="import")
    assert things.wait("g-new")["StackStatus"] == "ROLLBACK_COMPLETE"
    [failed] = [event for event in things.stack_events("g-new") if event["ResourceStatus"] == "IMPORT_FAILED"]
    assert "HandlerErrorCode: NotFound" in failed["ResourceStatusReason"]
    assert things.actions() == ["READ", "READ"]


def test_what_another_stack_has_is_refused(things: Things) -> None:
    things.create("h-owner", template({}))
    thing_id = things.physical_id("h-owner")
    created = change_set(things, "h-new", kept(), thing_id)
    assert created["Status"] == "FAILED"
    assert f"{thing_id} already exists in stack" in created["StatusReason"]


def test_a_resource_without_deletion_policy_or_with_another_identifier_is_refused(things: Things) -> None:
    thing_id = retained(things, "i-source")
    with pytest.raises(ClientError, match=r"\[Thing\] must have DeletionPolicy"):
        change_set(things, "i-new", template({}), thing_id)
    with pytest.raises(ClientError, match=r"Expected \[Id\]"):
        change_set(things, "i-new", kept(), thing_id, key="Name")


def test_properties_that_do_not_fit_the_schema_fail_the_import(things: Things) -> None:
    thing_id = retained(things, "j-source")
    body = kept()
    del body["Resources"]["Thing"]["Properties"]["Name"]
    assert imported(things, "j-new", body, thing_id)["StackStatus"] == "ROLLBACK_COMPLETE"
    assert "required key [Name] not found" in things.reasons("j-new")
    assert things.actions() == ["READ"]
    assert thing_id in things.ids()


def test_parameters_of_the_template_are_put_in(things: Things) -> None:
    thing_id = retained(things, "k-source", Size=2)
    body = {"Parameters": {"Size": {"Type": "Number", "Default": 2}}, **kept(Size={"Ref": "Size"})}
    assert imported(things, "k-new", body, thing_id)["StackStatus"] == "IMPORT_COMPLETE"
    assert things.handled()[2]["requestData"]["resourceProperties"]["Size"] == 2


CALLS_BACK = HANDLER.replace(
    "exports.entrypoint = async (event) => {",
    """exports.entrypoint = async (event) => {
  await fetch(process.env.AWS_ENDPOINT_URL + '/_ministack/health', { signal: AbortSignal.timeout(5000) });""",
)


def test_a_handler_may_call_back_while_it_imports(things: Things) -> None:
    before = things.cloudformation.describe_type(Type="RESOURCE", TypeName=TYPE_NAME)["DefaultVersionId"]
    things.cloudformation.set_type_default_version(Arn=things.register(handler=CALLS_BACK, key="calls-back.zip"))
    try:
        thing_id = retained(things, "l-source")
        assert imported(things, "l-new", kept(), thing_id)["StackStatus"] == "IMPORT_COMPLETE"
    finally:
        things.cloudformation.set_type_default_version(Type="RESOURCE", TypeName=TYPE_NAME, VersionId=before)
