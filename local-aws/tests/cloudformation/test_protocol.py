"""What a handler is sent, how often, and what becomes of its answers."""

import json
import urllib.request
from typing import Any

import pytest

from local_aws.launcher import servers

from .server import EC2_EKS_URL, RunningServer, start
from .thing_type import SCHEMA, TYPE_NAME, Things, template

COMMON_WORDS = {"local", "secret", "token", "test", "testing", "local-secret", "local-token"}


def invoke(running: RunningServer, action: str, model: dict | None = None, **request: Any) -> dict:
    body = json.dumps({"typeName": TYPE_NAME, "action": action, "model": model, **request}).encode()
    with urllib.request.urlopen(
        urllib.request.Request(running.server.url + "/local-aws/invoke", data=body)
    ) as response:
        return json.load(response)


def test_invoked_again_with_its_context_and_its_last_model(things: Things) -> None:
    things.create("again", template({"Steps": 2, "Size": 3}))
    first, second, third = things.handled()[:3]
    assert [event["callbackContext"] for event in (first, second, third)] == [None, {"done": 1}, {"done": 2}]
    assert "Id" not in first["requestData"]["resourceProperties"]
    assert second["requestData"]["resourceProperties"] == {
        **first["requestData"]["resourceProperties"],
        "Id": things.physical_id("again"),
    }
    assert len({event["bearerToken"] for event in (first, second, third)}) == 1


def test_event_names_type_stack_and_region(things: Things) -> None:
    things.create("names", template({}))
    event = things.handled()[0]
    assert event["resourceType"] == TYPE_NAME
    assert event["resourceTypeVersion"] == "00000001"
    assert event["region"] == "us-east-1"
    assert event["awsAccountId"] == servers.ACCOUNT_ID
    assert event["stackId"] == things.cloudformation.describe_stacks(StackName="names")["Stacks"][0]["StackId"]
    assert event["requestData"]["logicalResourceId"] == "Thing"


def test_function_is_told_where_ec2_and_eks_are(things: Things) -> None:
    things.create("endpoints", template({}))
    assert things.handled()[0]["env"] == {"EC2": EC2_EKS_URL, "EKS": EC2_EKS_URL, "REGION": "us-east-1"}


def test_credentials_are_fresh_and_no_words(things: Things) -> None:
    things.create("credentials", template({"Steps": 2}))
    values = [value for event in things.handled() for value in event["requestData"]["callerCredentials"].values()]
    assert len(set(values)) == len(values) == 3 * len(things.handled())
    assert all(len(value) >= 20 and value.lower() not in COMMON_WORDS for value in values)


def test_operation_ends_at_the_schemas_timeout_in_virtual_time(things: Things) -> None:
    stack = things.create("timeout", template({"Steps": 99, "Delay": 50}))  # the schema allows 2 minutes
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert things.actions().count("CREATE") == 3
    assert "Resource timed out waiting for completion" in things.reasons("timeout")


def test_retriable_codes_are_not_retried(running: RunningServer, things: Things) -> None:
    things.create("conflict", template({"Mode": "keep"}))
    things.mark()
    assert things.delete("conflict") == "DELETE_FAILED"
    assert things.actions() == ["DELETE"]


def test_crash_is_an_internal_failure(things: Things) -> None:
    things.create("crash", template({"Mode": "crash"}))
    assert 'Resource handler returned message: "crashed"' in things.reasons("crash")
    assert "HandlerErrorCode: InternalFailure" in things.reasons("crash")


def test_write_only_property_is_sent_and_never_an_attribute(running: RunningServer, things: Things) -> None:
    body = template({"Secret": "x", "Mode": "leak"})  # this mode's READ shows it
    body["Outputs"] = {"Secret": {"Value": {"Fn::GetAtt": ["Thing", "Secret"]}}}
    stack = things.create("write-only", body)
    assert things.handled()[0]["requestData"]["resourceProperties"]["Secret"] == "x"
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"


def test_read_and_list_can_be_called(running: RunningServer, things: Things) -> None:
    things.create("list-one", template({}))
    things.create("list-two", template({}))
    ids, token = [], None
    while True:
        page = invoke(running, "LIST", {}, nextToken=token)
        ids += [model["Id"] for model in page["resourceModels"]]
        token = page["nextToken"]
        if not token:
            break
    assert set(ids) == things.ids()
    assert invoke(running, "READ", {"Id": things.physical_id("list-one")})["resourceModel"]["Name"] == "a"
    assert invoke(running, "READ", {"Id": "none"})["errorCode"] == "NotFound"


@pytest.mark.parametrize(
    ("action", "answer", "message"),
    [
        ("READ", "{ status: 'IN_PROGRESS', resourceModel: { Id: 'x' } }", "may not answer IN_PROGRESS"),
        ("CREATE", "{ status: 'IN_PROGRESS', resourceModel: {} }", "must carry the primary identifier"),
        ("CREATE", "{ status: 'PENDING' }", "answered the status PENDING"),
        ("CREATE", "'done'", "no ProgressEvent"),
    ],
)
def test_broken_contract_is_told(running: RunningServer, action: str, answer: str, message: str) -> None:
    other = {**SCHEMA, "typeName": TYPE_NAME}
    region = {"READ": "eu-west-1", "CREATE": "eu-west-2"}[
        action
    ]  # a registry of its own, so that no other test sees it
    client = lambda service: running.client(service, region)  # noqa: E731
    things = Things(client, running.folder.temporary)
    arn = things.register(other, f"exports.entrypoint = async () => ({answer});")
    things.cloudformation.set_type_default_version(Arn=arn)
    assert message in invoke(running, action, {"Id": "x"}, region=region)["message"]


def test_log_lines_can_be_read(running: RunningServer, things: Things) -> None:
    things.create("logs", template({}))
    logs = running.client("logs")
    group = "/aws/lambda/type-Test-Local-Thing-00000001"
    messages = [
        event["message"]
        for stream in logs.describe_log_streams(logGroupName=group)["logStreams"]
        for event in logs.get_log_events(logGroupName=group, logStreamName=stream["logStreamName"])["events"]
    ]
    lines = [json.loads(message) for message in messages if message.startswith("{")]
    assert {"action": "CREATE", "logicalId": "Thing"} in lines
    filtered = logs.filter_log_events(logGroupName=group, filterPattern='"CREATE"')["events"]
    assert any('"action":"CREATE"' in event["message"] for event in filtered)


def test_other_calls_are_answered_while_a_handler_works(things: Things) -> None:
    things.create("busy", template({}))
    body = json.dumps(template({"Steps": 1, "Delay": 2000}))  # two seconds here
    things.cloudformation.update_stack(StackName="busy", TemplateBody=body)
    assert things.cloudformation.describe_stacks(StackName="busy")["Stacks"][0]["StackStatus"] == "UPDATE_IN_PROGRESS"
    assert things.wait("busy")["StackStatus"] == "UPDATE_COMPLETE"


def test_properties_as_strings() -> None:
    """PROPERTIES_AS_STRINGS=1: primitives reach the handler as strings, after a validation of the typed values."""
    running = start({"PROPERTIES_AS_STRINGS": "1"})
    try:
        things = Things(running.client, running.folder.temporary)
        things.register()
        assert things.create("strings", template({"Size": 2, "Public": True}))["StackStatus"] == "CREATE_COMPLETE"
        assert things.handled()[0]["requestData"]["resourceProperties"] == {"Name": "a", "Size": "2", "Public": "true"}
    finally:
        running.stop()
