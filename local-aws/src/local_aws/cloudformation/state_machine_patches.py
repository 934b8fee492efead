"""Two gaps of MiniStack's state machines.

1. A long wait ends after the functions that were under way for its stack (under_way.py). 2. The status events of a
state machine with a customer-managed key carry no data of the execution: https://docs.aws.amazon.com/step-functions/
latest/dg/encryption-at-rest.html (with a customer managed key, events do not include input, output, error and cause).
MiniStack puts the input into all of them.
"""

import json
import threading
from collections.abc import Callable
from functools import wraps
from typing import Any

from ministack.services import eventbridge, stepfunctions

from local_aws.cloudformation import under_way

STATUS_CHANGE = "Step Functions Execution Status Change"
ENCRYPTED = "CUSTOMER_MANAGED_KMS_KEY"
DATA = ("input", "output", "error", "cause")

_waiting = threading.local()


def install() -> None:
    stepfunctions._execute_wait = _noting_the_stack(stepfunctions._execute_wait)
    stepfunctions._scaled_sleep = _outlasting_functions(stepfunctions._scaled_sleep)
    eventbridge._put_events = _without_encrypted_data(eventbridge._put_events)


def _noting_the_stack(execute_wait: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(execute_wait)
    def execute(state: dict, raw_input: Any, *args: Any, **kwargs: Any) -> Any:
        _waiting.stacks = under_way.stacks_in(raw_input)
        try:
            return execute_wait(state, raw_input, *args, **kwargs)
        finally:
            del _waiting.stacks

    return execute


def _outlasting_functions(sleep: Callable[[float], None]) -> Callable[[float], None]:
    @wraps(sleep)
    def sleep_longer(seconds: float) -> None:
        earlier = under_way.now(getattr(_waiting, "stacks", frozenset()))
        sleep(seconds)
        under_way.outlast(earlier, seconds)

    return sleep_longer


def _without_encrypted_data(put_events: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(put_events)
    def put(data: dict, *args: Any, **kwargs: Any) -> Any:
        entries = [
            _without_data(entry) if entry.get("DetailType") == STATUS_CHANGE else entry for entry in data["Entries"]
        ]
        return put_events({**data, "Entries": entries}, *args, **kwargs)

    return put


def _without_data(entry: dict) -> dict:
    detail = json.loads(entry["Detail"])
    machine = stepfunctions._state_machines.get(detail["stateMachineArn"]) or {}
    if (machine.get("encryptionConfiguration") or {}).get("type") != ENCRYPTED:
        return entry
    hidden = {**dict.fromkeys(DATA), "inputDetails": None, "outputDetails": None}
    return {**entry, "Detail": json.dumps({**detail, **hidden})}
