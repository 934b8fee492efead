"""Requests to the provider of a custom resource: how they are delivered, which answer counts, and what follows a failed
one."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from local_aws.client.stacks import Ended, Stack

from .server import RunningServer, start
from .thing_type import zipped

# Notes each request, and answers as the property named On<RequestType> says: a list of answers, each over the plain
# one.
PROVIDER = r"""
const fs = require('fs'), os = require('os'), path = require('path');
const note = (line) => fs.appendFileSync(path.join(os.tmpdir(), 'requests'), JSON.stringify(line) + '\n');
exports.handler = async (event) => {
  const failed = event.requestPayload;
  note(failed ? { ...failed, RequestType: 'failed ' + failed.RequestType } : event);
  const request = event.requestPayload ?? event;
  const properties = request.ResourceProperties;
  if (!event.requestPayload && properties.Throws === request.RequestType) throw new Error('no');
  const plain = { Status: 'SUCCESS', PhysicalResourceId: request.PhysicalResourceId ?? 'created-1',
    StackId: request.StackId, RequestId: request.RequestId, LogicalResourceId: request.LogicalResourceId,
    Data: { Text: 'one' } };
  for (const answer of JSON.parse(properties['On' + request.RequestType] ?? '[{}]')) {
    const body = JSON.stringify({ ...plain, ...answer });
    await fetch(request.ResponseURL, { method: 'PUT', headers: { 'content-type': '' }, body });
  }
};
"""
SILENT: list[dict] = []
REFUSED = {"Status": "FAILED", "Reason": "refused"}


class Provider:
    def __init__(self, server: RunningServer):
        self.server = server
        functions = server.client("lambda")
        self.arn = functions.create_function(
            FunctionName="provider",
            Runtime="nodejs22.x",
            Handler="index.handler",
            Role="arn:aws:iam::123456789012:role/function",
            Timeout=30,
            Code={"ZipFile": zipped({"index.js": PROVIDER})},
        )["FunctionArn"]
        functions.put_function_event_invoke_config(
            FunctionName="provider", MaximumRetryAttempts=1, DestinationConfig={"OnFailure": {"Destination": self.arn}}
        )
        self._path = server.folder.temporary / "requests"

    def forget(self) -> None:
        self._path.write_text("")

    def requests(self) -> list[dict]:
        return [json.loads(line) for line in self._path.read_text().splitlines()]

    def received(self) -> list[tuple]:
        """Of each request: its type and physical id."""
        return [(request["RequestType"], request.get("PhysicalResourceId")) for request in self.requests()]

    def stack(self, name: str) -> Stack:
        return Stack(self.server.client("cloudformation"), name)

    def template(self, **properties: Any) -> str:
        written = {key: json.dumps(value) if key.startswith("On") else value for key, value in properties.items()}
        return json.dumps(
            {
                "Resources": {"Thing": {"Type": "Custom::Thing", "Properties": {"ServiceToken": self.arn, **written}}},
                "Outputs": {"Text": {"Value": {"Fn::GetAtt": ["Thing", "Text"]}}},
            }
        )


@pytest.fixture(scope="module")
def running() -> Iterator[RunningServer]:
    server = start({"LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.1"})
    yield server
    server.stop()


@pytest.fixture(scope="module")
def deployed(running: RunningServer) -> Provider:
    return Provider(running)


@pytest.fixture
def provider(deployed: Provider) -> Provider:
    deployed.forget()
    return deployed


def statuses(ended: Ended) -> list[str]:
    return [event["ResourceStatus"] for event in ended.events if event["LogicalResourceId"] == "Thing"]


def test_the_request_holds_what_cloudformation_sends(provider: Provider) -> None:
    stack = provider.stack("plain")
    assert stack.create(provider.template(Number=3, Yes=True, List=[1]), {}).outputs == {"Text": "one"}
    assert stack.delete().status == "DELETE_COMPLETE"
    create, delete = provider.requests()
    properties = {"ServiceToken": provider.arn, "Number": "3", "Yes": "true", "List": ["1"]}
    assert create["ResourceProperties"] == delete["ResourceProperties"] == properties
    assert (create["ResourceType"], create["LogicalResourceId"]) == ("Custom::Thing", "Thing")
    assert create["ServiceToken"] == provider.arn
    assert "PhysicalResourceId" not in create
    assert delete["PhysicalResourceId"] == "created-1"
    assert create["RequestId"] != delete["RequestId"]
    assert create["ResponseURL"] != delete["ResponseURL"]


def test_a_function_that_throws_is_called_again_and_then_its_destination(provider: Provider) -> None:
    ended = provider.stack("throws").create(provider.template(Throws="Create"), {})
    assert ended.status == "CREATE_COMPLETE"
    assert [request for request, _ in provider.received()] == ["Create", "Create", "failed Create"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (REFUSED, "Received response status [FAILED] from custom resource. Message returned: refused (RequestId: "),
        ({"Data": {"Text": "x" * 5000}}, "Response object is too long."),
        ({"PhysicalResourceId": ""}, "Invalid PhysicalResourceId"),
        ({"PhysicalResourceId": "x" * 1025}, "Invalid PhysicalResourceId"),
        ({"Status": None}, "Vendor response doesn't contain Status attribute"),
        ({"RequestId": "another"}, "Vendor response is not for this request"),
    ],
)
def test_reason_of_a_failed_create(provider: Provider, answer: dict, reason: str) -> None:
    ended = provider.stack(f"reason-{abs(hash(reason + str(answer))) % 10**9}").create(
        provider.template(OnCreate=[answer]), {}
    )
    assert ended.status == "ROLLBACK_COMPLETE"
    assert ended.reasons("Thing", "CREATE_FAILED")[0].startswith(reason)


def test_no_answer_within_the_service_timeout(provider: Provider) -> None:
    ended = provider.stack("silent").create(provider.template(OnCreate=SILENT, ServiceTimeout=1), {})
    assert ended.status == "ROLLBACK_COMPLETE"
    assert "did not receive a response from your Custom Resource" in ended.reasons("Thing", "CREATE_FAILED")[0]


@pytest.mark.parametrize(
    ("answers", "physical_id"),
    [([REFUSED], "created-1"), ([{**REFUSED, "PhysicalResourceId": None}], "none-Thing-"), (SILENT, "none-Thing-")],
)
def test_a_failed_create_gets_its_delete(provider: Provider, answers: list, physical_id: str) -> None:
    ended = provider.stack("none").create(provider.template(OnCreate=answers, ServiceTimeout=1), {})
    assert statuses(ended) == ["CREATE_IN_PROGRESS", "CREATE_FAILED", "DELETE_IN_PROGRESS", "DELETE_COMPLETE"]
    (first, _), (last, deleted) = provider.received()
    assert (first, last) == ("Create", "Delete")
    assert deleted.startswith(physical_id)
    provider.stack("none").delete()


def test_a_cancelled_create_gets_its_delete_at_once(provider: Provider) -> None:
    cloudformation = provider.server.client("cloudformation")
    stack_id = cloudformation.create_stack(StackName="cancelled", TemplateBody=provider.template(OnCreate=SILENT))[
        "StackId"
    ]
    while not provider.requests():
        pass
    stack = provider.stack(stack_id)
    ended = stack.delete()
    assert ended.status == "DELETE_COMPLETE"
    assert statuses(ended) == ["CREATE_IN_PROGRESS", "CREATE_FAILED", "DELETE_IN_PROGRESS", "DELETE_COMPLETE"]
    assert ended.reasons("Thing", "CREATE_FAILED") == ["Resource creation cancelled"]
    (first, _), (last, deleted) = provider.received()
    assert (first, last) == ("Create", "Delete")
    assert deleted.startswith("cancelled-Thing-")


def test_a_replacement_deletes_the_old_one_when_the_update_is_done(provider: Provider) -> None:
    stack = provider.stack("replaced")
    stack.create(provider.template(), {})
    ended = stack.update(provider.template(OnUpdate=[{"PhysicalResourceId": "created-2"}]), {})
    assert ended.status == "UPDATE_COMPLETE"
    assert provider.received() == [("Create", None), ("Update", "created-1"), ("Delete", "created-1")]


def test_a_failed_update_is_sent_back(provider: Provider) -> None:
    stack = provider.stack("sent-back")
    stack.create(provider.template(Number=1), {})
    ended = stack.update(provider.template(Number=2, OnUpdate=[REFUSED]), {})
    assert ended.status == "UPDATE_ROLLBACK_COMPLETE"
    assert provider.received() == [("Create", None), ("Update", "created-1"), ("Update", "created-1")]
    back = provider.requests()[-1]
    assert (back["ResourceProperties"]["Number"], back["OldResourceProperties"]["Number"]) == ("1", "2")


def fail_with_another_id(provider: Provider) -> list[tuple]:
    """What the provider receives after an Update that answers FAILED and another id; its rollback's answers
    created-1."""
    stack = provider.stack("failed-replacement")
    stack.create(provider.template(OnUpdate=[{"PhysicalResourceId": "created-1"}]), {})
    ended = stack.update(provider.template(OnUpdate=[{**REFUSED, "PhysicalResourceId": "created-2"}]), {})
    assert ended.status == "UPDATE_ROLLBACK_COMPLETE"
    received = provider.received()[2:]
    stack.delete()
    assert provider.received()[-1] == ("Delete", "created-1")
    return received


def test_a_failed_replacement_goes_back_with_the_id_that_it_answered(provider: Provider) -> None:
    assert fail_with_another_id(provider) == [("Update", "created-2"), ("Delete", "created-2")]


def test_a_rollback_that_keeps_the_answered_id_deletes_nothing(provider: Provider) -> None:
    stack = provider.stack("kept")
    stack.create(provider.template(), {})
    ended = stack.update(provider.template(OnUpdate=[{**REFUSED, "PhysicalResourceId": "created-2"}]), {})
    assert ended.status == "UPDATE_ROLLBACK_COMPLETE"
    assert provider.received()[2:] == [("Update", "created-2")]
    stack.delete()
    assert provider.received()[-1] == ("Delete", "created-2")


def test_the_other_reading_goes_back_with_the_id_from_before() -> None:
    server = start({"CUSTOM_ROLLBACK_WITH_OLD_ID": "1"})
    try:
        provider = Provider(server)
        provider.forget()
        assert fail_with_another_id(provider) == [("Update", "created-1"), ("Delete", "created-2")]
    finally:
        server.stop()
