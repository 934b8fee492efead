"""Status events of state machines: with the execution's data, and without it where a customer-managed key protects
that."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from .server import RunningServer
from .thing_type import zipped

NOTER = (
    "exports.handler = async (event) => require('fs').appendFileSync(require('path').join(require('os').tmpdir(), "
    "'status-events'), JSON.stringify(event) + '\\n');"
)
FAILING = {"StartAt": "Fail", "States": {"Fail": {"Type": "Fail", "Error": "Oh", "Cause": "no"}}}
SECONDS = 20


@pytest.fixture(scope="module")
def events(running: RunningServer) -> Callable[[str], dict]:
    """What a rule for failed executions sends to its function."""
    arn = running.client("lambda").create_function(
        FunctionName="noter",
        Runtime="nodejs22.x",
        Handler="index.handler",
        Role="arn:aws:iam::123456789012:role/function",
        Code={"ZipFile": zipped({"index.js": NOTER})},
    )["FunctionArn"]
    pattern = {"source": ["aws.states"], "detail": {"status": ["FAILED", "ABORTED", "TIMED_OUT"]}}
    running.client("events").put_rule(Name="ended", EventPattern=json.dumps(pattern))
    running.client("events").put_targets(Rule="ended", Targets=[{"Id": "noter", "Arn": arn}])
    path = running.folder.temporary / "status-events"

    def wait_for(execution_arn: str) -> dict:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            for line in path.read_text().splitlines() if path.exists() else []:
                if json.loads(line)["detail"]["executionArn"] == execution_arn:
                    return json.loads(line)["detail"]
            time.sleep(0.05)
        raise AssertionError(f"no event of {execution_arn}")

    return wait_for


def fail(running: RunningServer, name: str, **encryption: Any) -> str:
    """The ARN of an execution that fails."""
    states = running.client("stepfunctions")
    machine = states.create_state_machine(
        name=name, definition=json.dumps(FAILING), roleArn="arn:aws:iam::123456789012:role/machine", **encryption
    )["stateMachineArn"]
    return states.start_execution(stateMachineArn=machine, input='{"secret": 1}')["executionArn"]


def test_a_failed_execution_is_told_with_its_input(running: RunningServer, events: Callable[[str], dict]) -> None:
    event = events(fail(running, "plain"))
    assert (event["status"], event["input"], event["error"]) == ("FAILED", '{"secret": 1}', "Oh")


def test_with_a_customers_key_the_event_has_no_data(running: RunningServer, events: Callable[[str], dict]) -> None:
    key = running.client("kms").create_key()["KeyMetadata"]["Arn"]
    execution = fail(
        running, "encrypted", encryptionConfiguration={"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": key}
    )
    event = events(execution)
    assert event["status"] == "FAILED"
    assert [event[name] for name in ("input", "output", "error", "cause")] == [None] * 4
    # who may use the key may ask for it
    assert running.client("stepfunctions").describe_execution(executionArn=execution)["input"] == '{"secret": 1}'
