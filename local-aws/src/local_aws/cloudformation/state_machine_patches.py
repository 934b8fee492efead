"""The status events of a state machine with a customer-managed key carry no data of the execution.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html (with a customer managed key,
events do not include input, output, error and cause). MiniStack puts the input into all of them.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from ministack.services import eventbridge, stepfunctions

STATUS_CHANGE = "Step Functions Execution Status Change"
ENCRYPTED = "CUSTOMER_MANAGED_KMS_KEY"
DATA = ("input", "output", "error", "cause")


def install() -> None:
    eventbridge._put_events = _without_encrypted_data(eventbridge._put_events)


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
