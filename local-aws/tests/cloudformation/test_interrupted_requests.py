"""Requests to the provider of a custom resource at their worst: cancelled, sent again after a failure, delivered twice,
late and out of order, with an answer that S3 refuses."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from local_aws.client.connection import _http

from .server import start
from .test_custom_resources import REFUSED, SILENT, Provider, statuses


@pytest.fixture(scope="module")
def deployed() -> Iterator[Provider]:
    server = start({"LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.1"})
    yield Provider(server)
    server.stop()


@pytest.fixture
def provider(deployed: Provider) -> Provider:
    deployed.forget()
    return deployed


def route(provider: Provider, path: str, **body: Any) -> Any:
    return _http("POST", f"{provider.server.server.url}/local-aws/deliveries{path}", body)


def wait_for(provider: Provider, count: int) -> None:
    deadline = time.monotonic() + 60
    while len(provider.requests()) < count:
        assert time.monotonic() < deadline, provider.received()
        time.sleep(0.01)


def test_a_cancelled_update_is_sent_back_at_once(provider: Provider) -> None:
    stack = provider.stack("cancelled-update")
    stack.create(provider.template(Number=1), {})
    cloudformation = provider.server.client("cloudformation")
    cloudformation.update_stack(StackName=stack.name, TemplateBody=provider.template(Number=2, OnUpdate=SILENT))
    wait_for(provider, 2)
    cloudformation.cancel_update_stack(StackName=stack.name)
    ended = stack.follow()
    assert ended.status == "UPDATE_ROLLBACK_COMPLETE"
    assert ended.reasons("Thing", "UPDATE_FAILED") == ["Resource update cancelled"]
    assert [request["ResourceProperties"].get("Number") for request in provider.requests()] == ["1", "2", "1"]


def test_a_failed_create_without_rollback_is_sent_again_with_its_request_id(provider: Provider) -> None:
    cloudformation = provider.server.client("cloudformation")
    cloudformation.create_stack(
        StackName="retried", TemplateBody=provider.template(OnCreate=[REFUSED]), DisableRollback=True
    )
    stack = provider.stack("retried")
    assert stack.follow().status == "CREATE_FAILED"
    cloudformation.update_stack(StackName="retried", TemplateBody=provider.template(), DisableRollback=True)
    assert stack.follow().status == "UPDATE_COMPLETE"
    assert [request for request, _ in provider.received()] == ["Create", "Delete", "Create"]
    first, _, again = provider.requests()
    assert first["RequestId"] == again["RequestId"]
    assert first["ResponseURL"] != again["ResponseURL"]


def test_the_response_url_is_named_by_the_request_and_says_when_it_was_signed(provider: Provider) -> None:
    provider.stack("signed").create(provider.template(), {})
    [request] = provider.requests()
    signed = r"\?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=\d{8}T\d{6}Z&"
    assert re.search(f"/{request['RequestId']}{signed}", request["ResponseURL"])


def test_a_request_may_be_delivered_twice(provider: Provider) -> None:
    route(provider, "", stackName="twice", action="CREATE", how="twice")
    assert provider.stack("twice").create(provider.template(), {}).status == "CREATE_COMPLETE"
    wait_for(provider, 2)
    first, second = provider.requests()
    assert first == second


def test_a_create_may_be_delivered_after_its_delete(provider: Provider) -> None:
    route(provider, "", stackName="late", action="CREATE", how="held")
    cloudformation = provider.server.client("cloudformation")
    stack_id = cloudformation.create_stack(StackName="late", TemplateBody=provider.template())["StackId"]
    ended = provider.stack(stack_id).delete()
    assert statuses(ended)[-1] == "DELETE_COMPLETE"
    assert [request for request, _ in provider.received()] == ["Delete"]
    route(provider, "/send", stackName="late")
    assert [request for request, _ in provider.received()] == ["Delete", "Create"]


def test_s3_may_refuse_an_answer(provider: Provider) -> None:
    """The provider of these tests does not send it again."""
    route(provider, "", stackName="refused", action="CREATE", how="answerLost")
    ended = provider.stack("refused").create(provider.template(ServiceTimeout=1), {})
    assert "did not receive a response from your Custom Resource" in ended.reasons("Thing", "CREATE_FAILED")[0]
