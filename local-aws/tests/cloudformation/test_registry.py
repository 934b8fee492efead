"""Registration by API and by template: versions, the default one, what cannot be registered."""

import json
import urllib.request
from typing import Any

import pytest
from botocore.exceptions import ClientError

from .server import RunningServer
from .thing_type import HANDLER, SCHEMA, TYPE_NAME, Things, package, template

BY_NAME = {"Type": "RESOURCE", "TypeName": TYPE_NAME}


def reset(running: RunningServer) -> None:
    urllib.request.urlopen(urllib.request.Request(running.server.url + "/_ministack/reset", method="POST")).close()


@pytest.fixture
def things(running: RunningServer) -> Things:
    """An empty registry for each test."""
    reset(running)
    things = Things(running.client, running.folder.temporary)
    things.mark()
    return things


def versions(things: Things) -> dict[str, bool]:
    summaries = things.cloudformation.list_type_versions(**BY_NAME)["TypeVersionSummaries"]
    return {summary["VersionId"]: summary["IsDefaultVersion"] for summary in summaries}


def test_first_version_is_the_default_and_later_ones_are_not(things: Things) -> None:
    things.register()
    second = things.register()
    assert versions(things) == {"00000001": True, "00000002": False}
    things.create("first", template({}))
    assert things.handled()[0]["resourceTypeVersion"] == "00000001"
    things.cloudformation.set_type_default_version(Arn=second)
    assert versions(things) == {"00000001": False, "00000002": True}
    things.mark()
    assert things.delete("first") == "DELETE_COMPLETE"
    assert things.handled()[0]["resourceTypeVersion"] == "00000002"


def test_describe_type(things: Things) -> None:
    arn = things.register()
    things.register()
    described = things.cloudformation.describe_type(**BY_NAME)
    assert described["Arn"] == arn.rpartition("/")[0]
    assert described["DefaultVersionId"] == "00000001"
    assert json.loads(described["Schema"]) == SCHEMA
    assert described["ProvisioningType"] == "FULLY_MUTABLE"
    version = things.cloudformation.describe_type(Arn=f"{described['Arn']}/00000002")
    assert version["Arn"].endswith("/00000002")
    assert version["IsDefaultVersion"] is False


def test_unknown_types_and_versions(things: Things) -> None:
    with pytest.raises(ClientError) as unknown:
        things.cloudformation.describe_type(**BY_NAME)
    assert unknown.value.response["Error"]["Code"] == "TypeNotFoundException"
    things.register()
    with pytest.raises(ClientError, match="00000009"):
        things.cloudformation.set_type_default_version(**BY_NAME, VersionId="00000009")


def test_registry_is_of_one_region(running: RunningServer, things: Things) -> None:
    things.register()
    with pytest.raises(ClientError):
        running.client("cloudformation", "eu-west-1").describe_type(**BY_NAME)


@pytest.mark.parametrize(
    ("type_name", "body", "message"),
    [
        ("Custom::Local::Thing", package({**SCHEMA, "typeName": "Custom::Local::Thing"}), "reserved"),
        ("Test::Local::Other", package(), "not of"),
        (TYPE_NAME, b"no zip", "not complete"),
    ],
)
def test_what_cannot_be_registered(things: Things, type_name: str, body: bytes, message: str) -> None:
    token = things.cloudformation.register_type(
        Type="RESOURCE", TypeName=type_name, SchemaHandlerPackage=things.upload(body)
    )["RegistrationToken"]
    registration = things.cloudformation.describe_type_registration(RegistrationToken=token)
    assert registration["ProgressStatus"] == "FAILED"
    assert message in registration["Description"]


def test_missing_package(things: Things) -> None:
    token = things.cloudformation.register_type(**BY_NAME, SchemaHandlerPackage="s3://none/none.zip")[
        "RegistrationToken"
    ]
    assert things.cloudformation.describe_type_registration(RegistrationToken=token)["ProgressStatus"] == "FAILED"


def test_repeated_request_token_registers_once(things: Things) -> None:
    url = things.upload(package())
    request = {**BY_NAME, "SchemaHandlerPackage": url, "ClientRequestToken": "once"}
    tokens = {things.cloudformation.register_type(**request)["RegistrationToken"] for _ in range(2)}
    assert len(tokens) == 1
    assert list(versions(things)) == ["00000001"]


def test_reset_forgets_the_types(running: RunningServer, things: Things) -> None:
    things.register()
    reset(running)
    with pytest.raises(ClientError):
        things.cloudformation.describe_type(**BY_NAME)
    with pytest.raises(ClientError, match="Unrecognized resource types"):
        things.cloudformation.create_stack(StackName="none", TemplateBody=json.dumps(template({})))


def test_deregister_type(things: Things) -> None:
    things.register()
    things.register()
    with pytest.raises(ClientError, match="default version"):
        things.cloudformation.deregister_type(**BY_NAME, VersionId="00000001")
    things.cloudformation.deregister_type(**BY_NAME, VersionId="00000002")
    things.cloudformation.deregister_type(**BY_NAME)
    with pytest.raises(ClientError):
        things.cloudformation.describe_type(**BY_NAME)
    with pytest.raises(ClientError, match="Unrecognized resource types"):
        things.cloudformation.create_stack(StackName="none", TemplateBody=json.dumps(template({})))
    assert things.register().endswith("/00000003")


def test_registration_by_template(things: Things) -> None:
    url = things.upload(package())
    body: dict[str, Any] = {
        "Resources": {
            "Version": {
                "Type": "AWS::CloudFormation::ResourceVersion",
                "Properties": {"TypeName": TYPE_NAME, "SchemaHandlerPackage": url},
            },
            "Default": {
                "Type": "AWS::CloudFormation::ResourceDefaultVersion",
                "Properties": {"TypeVersionArn": {"Ref": "Version"}},
            },
        },
        "Outputs": {"VersionId": {"Value": {"Fn::GetAtt": ["Version", "VersionId"]}}},
    }
    things.register()
    stack = things.create("registry", body)
    assert stack["Outputs"][0]["OutputValue"] == "00000002"
    assert versions(things) == {"00000001": False, "00000002": True}
    body["Resources"]["Version"]["Properties"]["SchemaHandlerPackage"] = things.upload(package(), "next.zip")
    things.cloudformation.create_change_set(StackName="registry", ChangeSetName="c", TemplateBody=json.dumps(body))
    things.cloudformation.get_waiter("change_set_create_complete").wait(
        StackName="registry", ChangeSetName="c", WaiterConfig={"Delay": 1}
    )
    change = things.cloudformation.describe_change_set(StackName="registry", ChangeSetName="c")["Changes"][-1][
        "ResourceChange"
    ]
    assert (change["LogicalResourceId"], change["Replacement"]) == ("Version", "True")
    things.update("registry", body)
    assert versions(things)["00000003"] is True
    things.mark()
    assert things.create("by-template", template({}))["StackStatus"] == "CREATE_COMPLETE"
    assert things.handled()[0]["resourceTypeVersion"] == "00000003"


def test_log_group_of_the_registration_reaches_the_handler(things: Things) -> None:
    things.cloudformation.register_type(
        **BY_NAME,
        SchemaHandlerPackage=things.upload(package()),
        LoggingConfig={"LogGroupName": "things", "LogRoleArn": "arn:aws:iam::123456789012:role/log"},
    )
    things.create("logged", template({}))
    data = things.handled()[0]["requestData"]
    assert data["providerLogGroupName"] == "things"
    assert data["providerCredentials"]["accessKeyId"].startswith("ASIA")


def test_type_without_update_handler_is_replaced_by_any_change(things: Things) -> None:
    handlers = {name: value for name, value in SCHEMA["handlers"].items() if name != "update"}
    things.register({**SCHEMA, "handlers": handlers}, HANDLER)
    things.create("immutable", template({"Size": 1}))
    before = things.physical_id("immutable")
    things.update("immutable", template({"Size": 2}))
    assert things.physical_id("immutable") != before


@pytest.mark.parametrize(
    ("tagging", "sent"), [({"taggable": False}, []), ({"taggable": True, "tagUpdatable": False}, [])]
)
def test_tag_change_of_a_type_without_updatable_tags_calls_no_handler(
    things: Things, tagging: dict, sent: list
) -> None:
    things.register({**SCHEMA, "tagging": tagging})
    things.create("fixed-tags", template({}), Tags=[{"Key": "team", "Value": "one"}])
    things.mark()
    things.update("fixed-tags", template({}), Tags=[{"Key": "team", "Value": "two"}])
    assert [action for action in things.actions() if action == "UPDATE"] == sent
