"""DescribeStackResource of a custom resource whose request is under way, and of one that was replaced."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from .server import RunningServer, start
from .test_custom_resources import SILENT, Provider


@pytest.fixture(scope="module")
def running() -> Iterator[RunningServer]:
    server = start({"LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.1"})
    yield server
    server.stop()


@pytest.fixture(scope="module")
def provider(running: RunningServer) -> Provider:
    return Provider(running)


def shown(running: RunningServer, stack: str) -> tuple[str, str]:
    detail = running.client("cloudformation").describe_stack_resource(StackName=stack, LogicalResourceId="Thing")
    resource = detail["StackResourceDetail"]
    assert resource["ResourceType"] == "Custom::Thing"
    return resource["ResourceStatus"], resource["PhysicalResourceId"]


def test_a_create_under_way(running: RunningServer, provider: Provider) -> None:
    client = running.client("cloudformation")
    template = provider.template(OnCreate=SILENT, ServiceTimeout=3)
    stack = client.create_stack(StackName="under-way", TemplateBody=template)["StackId"]
    seen: list[Any] = []
    for _ in range(100):
        time.sleep(0.05)
        try:
            seen.append(shown(running, stack)[0])
        except ClientError:
            continue
        break
    assert seen == ["CREATE_IN_PROGRESS"]


def test_what_was_replaced(running: RunningServer, provider: Provider) -> None:
    stack = provider.stack("replaced")
    assert stack.create(provider.template(), {}).status == "CREATE_COMPLETE"
    changed = provider.template(OnUpdate=[{"PhysicalResourceId": "created-2"}], Other="x")
    ended = stack.update(changed, {})
    assert ended.status == "UPDATE_COMPLETE"
    assert shown(running, "replaced") == ("UPDATE_COMPLETE", "created-2")
    deleted = [each for each in ended.events if each["ResourceStatus"] == "DELETE_IN_PROGRESS"]
    assert [each["PhysicalResourceId"] for each in deleted] == ["created-1"]


@pytest.mark.parametrize(
    ("stack", "resource", "message"),
    [
        ("arn:aws:cloudformation:us-east-1:123456789012:stack/none/1", "Thing", "Stack with id .* does not exist"),
        ("replaced", "Nothing", "Resource Nothing does not exist for stack replaced"),
    ],
)
def test_what_is_not_there(running: RunningServer, stack: str, resource: str, message: str) -> None:
    with pytest.raises(ClientError, match=message) as raised:
        running.client("cloudformation").describe_stack_resource(StackName=stack, LogicalResourceId=resource)
    assert raised.value.response["Error"]["Code"] == "ValidationError"
