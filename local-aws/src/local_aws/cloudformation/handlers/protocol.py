"""One operation of a resource type by the CloudFormation CLI's handler protocol: invoked again until SUCCESS or FAILED.

Sources: https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-progressevent.html and
resource-type-test-contract.html; the CLI's own contract suite (cloudformation-cli,
src/rpdk/core/contract/resource_client.py) where the pages are silent: the model of an IN_PROGRESS answer replaces the
one that was sent.

An operation that CloudFormation gives up ends between two invocations, or while one is under way, which goes on alone
(cancellation.py). How an event is delivered may be planned by a test (delivery.py).

timeoutInMinutes is honoured in virtual time: the sum of the delays that the handler asked for, unscaled, at least one
second an invocation. Retriable error codes are not retried: how often CloudFormation does so is documented nowhere.
"""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import Any

from ministack.services import lambda_svc

from local_aws.cloudformation import cancellation, delivery, settings, under_way
from local_aws.cloudformation.handlers.handler_event import Operation, build_event
from local_aws.cloudformation.registry.registry import TypeVersion

ANSWER_AT_ONCE = ("READ", "LIST")  # contract: READ and LIST never answer IN_PROGRESS


class HandlerFailure(Exception):
    """The operation failed; the text is what CloudFormation shows as the reason, `model` the last one the handler
    answered."""

    def __init__(self, operation: Operation, message: str | None, code: str | None, model: dict | None):
        super().__init__(
            f'Resource handler returned message: "{message}" '
            f"(RequestToken: {operation.token}, HandlerErrorCode: {code})"
        )
        self.code = code
        self.model = model


class OperationCancelled(HandlerFailure):
    """CloudFormation gave the operation up; `model` is the last one that it was answered."""

    def __init__(self, operation: Operation, model: dict | None):
        Exception.__init__(self, cancellation.reason(operation.action))
        self.code = None
        self.model = model


@dataclass(frozen=True)
class Progress:
    """What a handler answered, and the last model that it answered so far."""

    answer: dict
    model: dict | None

    @property
    def status(self) -> str | None:
        # The Java plugin's name for it was operationStatus.
        return self.answer.get("status") or self.answer.get("operationStatus")


def run(
    version: TypeVersion,
    operation: Operation,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    given_up: Future[None] | None = None,
) -> Progress:
    """The handler's SUCCESS. on_progress sees every IN_PROGRESS. Raises HandlerFailure, also when given up."""
    progress = run_to_end(version, operation, on_progress, given_up)
    if progress.status != "SUCCESS":
        raise HandlerFailure(
            operation, progress.answer.get("message"), progress.answer.get("errorCode"), progress.model
        )
    return progress


def run_to_end(
    version: TypeVersion,
    operation: Operation,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    given_up: Future[None] | None = None,
) -> Progress:
    """The handler's last answer, SUCCESS or FAILED. Raises OperationCancelled."""
    cancelled: Future[None] = given_up or Future()
    earlier = under_way.now(frozenset([operation.stack_id or ""]))
    model, context, answered, waited_seconds, invocation = operation.desired, None, None, 0, 0
    while True:
        invocation += 1
        answers = _invoke(version, operation, (model, context), invocation)
        waiting: list[Future[Any]] = [*answers, cancelled]
        wait(waiting, return_when=FIRST_COMPLETED)
        if cancelled.done():
            raise OperationCancelled(operation, answered)
        answer = next(each for each in answers if each.done()).result()
        answered = answer.get("resourceModel") or answered
        progress = Progress(answer, answered)
        if progress.status in ("SUCCESS", "FAILED"):
            return progress
        broken = _broken_rule(version, operation, progress)
        if broken:
            return _failed("InternalFailure", broken, answered)
        on_progress(progress)
        model, context = answer.get("resourceModel") or model, answer.get("callbackContext")
        delay_seconds = answer.get("callbackDelaySeconds") or 0
        waited_seconds += max(delay_seconds, 1)
        if waited_seconds > version.timeout_seconds(operation.action):
            return _failed("NotStabilized", "Resource timed out waiting for completion", answered)
        wait([cancelled], timeout=delay_seconds * settings.CALLBACK_DELAY_SCALE)
        under_way.outlast(earlier, waited_seconds)
        if cancelled.done():
            raise OperationCancelled(operation, answered)


def _invoke(
    version: TypeVersion, operation: Operation, state: tuple[dict | None, dict | None], invocation: int
) -> list[Future[dict]]:
    """The answers of one invocation: several where the event is delivered several times. The first one counts."""
    model, context = state
    how = delivery.take(
        operation.stack_id, operation.logical_id, operation.action, invocation, "answerLost", "twice", "again"
    )
    if how == "again":
        function, _, _ = lambda_svc._get_func_record_for_ref(version.function_arn)
        delivery.keep(operation.stack_id or "", function, build_event(version, operation, model, context))
    if how == "answerLost":
        _answer(version, build_event(version, operation, model, context))
    deliveries = 2 if how == "twice" else 1
    return [
        delivery.in_background(_answer, version, build_event(version, operation, model, context))
        for _ in range(deliveries)
    ]


def _answer(version: TypeVersion, event: dict) -> dict:
    """The handler's ProgressEvent; a crash or time-out of the function is FAILED with InternalFailure."""
    function, _, _ = lambda_svc._get_func_record_for_ref(version.function_arn)
    if function is None:
        return _failed("InternalFailure", f"The function {version.function_arn} is gone.", None).answer
    result = lambda_svc._execute_function_with_config_scope(function, event)
    body = result.get("body")
    if result.get("error"):
        return _failed("InternalFailure", (body or {}).get("errorMessage"), None).answer
    if not isinstance(body, dict):
        return _failed("InternalFailure", "The handler answered no ProgressEvent.", None).answer
    return body


def _broken_rule(version: TypeVersion, operation: Operation, progress: Progress) -> str | None:
    """Which rule of the contract an answer that is neither SUCCESS nor FAILED breaks."""
    if progress.status != "IN_PROGRESS":
        return f"The handler answered the status {progress.status}."
    if operation.action in ANSWER_AT_ONCE:
        return f"A {operation.action} handler may not answer IN_PROGRESS."
    if operation.action == "CREATE" and version.physical_id(progress.model) is None:
        return "An IN_PROGRESS answer of a CREATE handler must carry the primary identifier."
    return None


def _failed(code: str, message: str | None, model: dict | None) -> Progress:
    return Progress({"status": "FAILED", "errorCode": code, "message": message, "resourceModel": model}, model)
