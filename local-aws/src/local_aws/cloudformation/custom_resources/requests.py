"""One request of CloudFormation to the provider of a custom resource: sent, waited for, its answer judged.

As AWS does it, and MiniStack does not:
- The function is invoked asynchronously, so that Lambda calls it again after an error and hands the request to its
OnFailure destination in the end (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html).
- An answer of more than 4,096 bytes, or without a PhysicalResourceId, is a failure
(https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html; aws-lambda-go issue 77).
- The reason is the provider's in CloudFormation's words, as stack events in public issues show it.
- The ResponseURL is named by the RequestId and says when it was signed (URLs in public logs:
"...%7C<RequestId>?X-Amz-Algorithm=...&X-Amz-Date=...&X-Amz-Expires=7200"). A Create that is sent again, because its
stack failed without a rollback and is updated, has the same RequestId and another URL (aws-cdk issue 35957).
- A Create or an Update may be given up (cancellation.py), and a request may come twice or late (delivery.py).
"""

import json
import secrets
import threading
import time
from urllib.parse import urlsplit

from ministack.core.responses import new_uuid
from ministack.services import lambda_svc
from ministack.services.cloudformation import custom_resource

from local_aws.cloudformation import cancellation, delivery

MAXIMUM_ANSWER_BYTES = 4096
MAXIMUM_ID_BYTES = 1024
DEFAULT_TIMEOUT_SECONDS = 3600
URL_SECONDS = 7200
# "cloudformation-custom-resource-response-" and the Region without dashes (CloudFormation user guide, "Access
# CloudFormation using an interface endpoint"); lambda_patches.py brings what is sent there back.
BUCKETS = "cloudformation-custom-resource-response-"
_CANCEL = {"cancelled": True}

_lock = threading.Lock()
# By RequestId: what waits for its answer.
_waiting: dict[str, dict] = {}
# By stack id and logical id: the RequestId of the last Create; and of that which is sent again.
_creates: dict[tuple[str, str], str] = {}
_sent_again: dict[tuple[str, str], str] = {}


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
    request_id = _request_id(request_type, stack_id, logical_id)
    event = {
        "RequestType": request_type,
        "RequestId": request_id,
        "StackId": stack_id,
        "ResponseURL": _response_url(request_id, stack_id),
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
    if request_type == "Create":
        _creates[stack_id, logical_id] = request_id
    answer = _ask(function, event, int(properties.get("ServiceTimeout", DEFAULT_TIMEOUT_SECONDS)))
    if answer is _CANCEL:
        raise RequestFailed(cancellation.reason(request_type.upper()))
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


def is_answer_lost(request_id: str) -> bool:
    """Whether S3 refuses the answer to this request, for a test."""
    event = _waiting.get(request_id)
    return event is not None and bool(
        delivery.take(event["StackId"], event["LogicalResourceId"], event["RequestType"], None, "answerLost")
    )


def send_again(stack_id: str, logical_id: str) -> None:
    """The next Create of this resource is the last one, which failed, sent again."""
    if (stack_id, logical_id) in _creates:
        _sent_again[stack_id, logical_id] = _creates[stack_id, logical_id]


def forget_everything() -> None:
    with _lock:
        for store in (_waiting, _creates, _sent_again):
            store.clear()


def _request_id(request_type: str, stack_id: str, logical_id: str) -> str:
    again = _sent_again.pop((stack_id, logical_id), None) if request_type == "Create" else None
    return again or new_uuid()


def _response_url(request_id: str, stack_id: str) -> str:
    region = stack_id.split(":")[3]
    host = f"{BUCKETS}{region.replace('-', '')}.s3.{region}.amazonaws.com"
    path = urlsplit(custom_resource._response_url(request_id)).path
    signed_at = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    signature = secrets.token_hex(32)
    return (
        f"https://{host}{path}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date={signed_at}"
        f"&X-Amz-SignedHeaders=host&X-Amz-Expires={URL_SECONDS}&X-Amz-Signature={signature}"
    )


def _ask(function: dict, event: dict, timeout_seconds: int) -> dict | None:
    """The provider's answer, or None when it did not come in time."""
    request_id = event["RequestId"]
    answered = custom_resource.register_token(request_id)
    with _lock:
        _waiting[request_id] = event
    try:
        if event["RequestType"] == "Delete":
            _deliver(function, event)
            answered.wait(timeout_seconds)
        else:
            with cancellation.cancellable(event["StackId"]) as given_up:
                if given_up.done():
                    return _CANCEL
                given_up.add_done_callback(lambda _: custom_resource.deliver_response(request_id, _CANCEL))
                _deliver(function, event)
                answered.wait(timeout_seconds)
    finally:
        with _lock:
            _waiting.pop(request_id, None)
        with custom_resource._lock:
            entry = custom_resource._pending.pop(request_id, None)
    return (entry or {}).get("result")


def _deliver(function: dict, event: dict) -> None:
    stack_id, logical_id, action = event["StackId"], event["LogicalResourceId"], event["RequestType"]
    how = delivery.take(stack_id, logical_id, action, None, "twice", "again", "held")
    if how in ("again", "held"):
        delivery.keep(stack_id, function, event)
    if how == "held":
        return
    for _ in range(2 if how == "twice" else 1):
        lambda_svc.invoke_async_with_retry(function, event)


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
