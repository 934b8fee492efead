"""One request of CloudFormation to the provider of a custom resource: sent, waited for, its answer judged.

As AWS does it, and MiniStack does not:
- The function is invoked asynchronously, so that Lambda calls it again after an error and hands the request to its
OnFailure
  destination in the end (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html).
- An answer of more than 4,096 bytes, or without a PhysicalResourceId, is a failure
  (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html; aws-lambda-go issue 77).
- The reason is the provider's in CloudFormation's words, as stack events in public issues show it.
"""

import json
import threading

from ministack.core.responses import new_uuid
from ministack.services import lambda_svc
from ministack.services.cloudformation import custom_resource

MAXIMUM_ANSWER_BYTES = 4096
MAXIMUM_ID_BYTES = 1024
DEFAULT_TIMEOUT_SECONDS = 3600
CANCELLED = "Resource creation cancelled"
_CANCEL = {"cancelled": True}

_lock = threading.Lock()
# Tokens of Creates that wait for their answer, by stack id.
_creates: dict[str, set[str]] = {}
_cancelled: set[str] = set()


class RequestFailed(RuntimeError):
    """The text is the reason in the stack event; physical_id the answer's, where it had one."""

    def __init__(self, reason: str, physical_id: str | None = None):
        super().__init__(reason)
        self.physical_id = physical_id


def install() -> None:
    custom_resource.invoke_custom_resource = send


def send(
    request_type: str,
    logical_id: str,
    properties: dict,
    stack_name: str,
    stack_id: str,
    resource_type: str,
    physical_id: str | None = None,
    old_props: dict | None = None,
) -> tuple[str, dict]:
    """(physical id, Data) of a SUCCESS. Blocks. Raises RequestFailed, and ValueError where there is no such
    function."""
    function, _, _ = lambda_svc._get_func_record_for_ref(properties.get("ServiceToken", ""))
    if function is None:
        raise ValueError(f"There is no function for the ServiceToken {properties.get('ServiceToken')}")
    token, request_id = new_uuid(), new_uuid()
    event = {
        "RequestType": request_type,
        "RequestId": request_id,
        "StackId": stack_id,
        "ResponseURL": custom_resource._response_url(token),
        "ServiceToken": properties["ServiceToken"],
        "ResourceType": resource_type,
        "LogicalResourceId": logical_id,
        "ResourceProperties": custom_resource._normalise_resource_properties(properties),
        **({"PhysicalResourceId": physical_id} if physical_id is not None else {}),
        **(
            {"OldResourceProperties": custom_resource._normalise_resource_properties(old_props)}
            if old_props is not None
            else {}
        ),
    }
    answer = _ask(function, event, token, int(properties.get("ServiceTimeout", DEFAULT_TIMEOUT_SECONDS)))
    if answer is _CANCEL:
        raise RequestFailed(CANCELLED)
    if answer is None:
        raise RequestFailed(
            f"CloudFormation did not receive a response from your Custom Resource. Please check your logs for "
            f"requestId [{request_id}]."
        )
    problem = _problem(event, answer)
    if problem:
        raise RequestFailed(problem)
    if answer["Status"] != "SUCCESS":
        raise RequestFailed(
            f"Received response status [FAILED] from custom resource. Message returned: {answer.get('Reason')} "
            f"(RequestId: {request_id})",
            answer["PhysicalResourceId"],
        )
    return answer["PhysicalResourceId"], answer.get("Data") or {}


def cancel(stack_id: str) -> None:
    """The Creates of a stack are neither sent nor waited for any more: they raise RequestFailed."""
    with _lock:
        _cancelled.add(stack_id)
        tokens = list(_creates.get(stack_id, ()))
    for token in tokens:
        custom_resource.deliver_response(token, _CANCEL)


def _ask(function: dict, event: dict, token: str, timeout_seconds: int) -> dict | None:
    """The provider's answer, or None when it did not come in time."""
    stack_id, is_create = event["StackId"], event["RequestType"] == "Create"
    answered = custom_resource.register_token(token)
    with _lock:
        if is_create and stack_id in _cancelled:
            return _CANCEL
        creates = _creates.setdefault(stack_id, set()) if is_create else set()
        creates.add(token)
    try:
        lambda_svc.invoke_async_with_retry(function, event)
        answered.wait(timeout_seconds)
    finally:
        with _lock:
            creates.discard(token)
        with custom_resource._lock:
            entry = custom_resource._pending.pop(token, None)
    return (entry or {}).get("result")


def _problem(event: dict, answer: dict) -> str | None:
    missing = [name for name in ("Status", "StackId", "RequestId", "LogicalResourceId") if not answer.get(name)]
    if missing:
        return f"Vendor response doesn't contain {missing[0]} attribute"
    if any(answer[name] != event[name] for name in ("StackId", "RequestId", "LogicalResourceId")):
        return "Vendor response is not for this request"
    if len(json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()) > MAXIMUM_ANSWER_BYTES:
        return "Response object is too long."
    physical_id = answer.get("PhysicalResourceId")
    if not isinstance(physical_id, str) or not 0 < len(physical_id.encode()) <= MAXIMUM_ID_BYTES:
        return "Invalid PhysicalResourceId"
    return None
