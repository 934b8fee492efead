"""How events reach a function where AWS promises little: lost answers, events twice, late and out of order.

    {"stackName": ..., "logicalResourceId"?: ..., "action": "CREATE" | "UPDATE" | "DELETE", "how": ...,
     "invocation"?: 2, "times"?: 1}

plans it for one operation on one resource; of a registry type's operation `invocation` says which one, from 1 on.

answerLost  registry: the invocation ends, its answer does not arrive, and CloudFormation sends the event again, as it
            does after a minute (aws-quickstart/quickstart-helm-resource-provider issue 42; the logs in
            quickstart-kubernetes-resource-provider pull request 36). Custom resource: S3 answers 503 to the PUT.
twice       The event is delivered twice, and both run at once. Registry: the same pages: "the pervious request was
            still in progress". Custom resource: "it's possible for it to receive the same event from Lambda multiple
            times because the queue itself is eventually consistent" (Lambda guide, invocation-async-error-handling).
again       A copy is delivered once more when the test says so: after what followed, after the Delete.
held        Custom resource alone: the event is not delivered before the test says so: Lambda "returns the event to
            the queue and attempts to run the function again for up to 6 hours" when it is throttled (the same page).

`send` delivers what was kept for a stack, with the function's clock ahead by `clockAheadSeconds`: nobody waits five
minutes for an event that comes five minutes late.
"""

import contextvars
import copy
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from ministack.services import lambda_svc

HOW = ("answerLost", "twice", "again", "held")
REQUIRED = ("stackName", "action", "how")
OPTIONAL: dict[str, Any] = {"logicalResourceId": None, "invocation": None, "times": 1}
# Which the Node worker takes out of the event (lambda_patches.py).
CLOCK_AHEAD = "local-aws:clock-ahead-seconds"

_lock = threading.Lock()
_planned: list[dict[str, Any]] = []
_kept: list[tuple[str, dict, dict]] = []


def plan(wanted: dict[str, Any]) -> dict[str, Any]:
    missing = [name for name in REQUIRED if not wanted.get(name)]
    unknown = sorted(set(wanted) - set(REQUIRED) - set(OPTIONAL))
    if missing or unknown or wanted["how"] not in HOW:
        raise ValueError(f"missing: {missing}, unknown: {unknown}, how: one of {HOW}")
    with _lock:
        _planned.append({**OPTIONAL, **wanted})
        return _planned[-1]


def planned() -> list[dict[str, Any]]:
    return copy.deepcopy(_planned)


def take(stack_id: str | None, logical_id: str, action: str, invocation: int | None, *hows: str) -> str | None:
    """How this event is delivered, or None; each plan serves `times` events."""
    with _lock:
        for each in _planned:
            meets = (
                each["times"] > 0
                and each["how"] in hows
                and f":stack/{each['stackName']}/" in (stack_id or "")
                and each["action"] == action.upper()
                and each["logicalResourceId"] in (None, logical_id)
                and each["invocation"] in (None, invocation)
            )
            if meets:
                each["times"] -= 1
                return str(each["how"])
    return None


def keep(stack_id: str, function: dict, event: dict) -> None:
    """For `send`."""
    with _lock:
        _kept.append((stack_id, function, copy.deepcopy(event)))


def send(stack_name: str, clock_ahead_seconds: int = 0, reverse: bool = False) -> list[Any]:
    """Delivers what was kept for the stack, in the order in which it was, or the other way round. The answers."""
    with _lock:
        mine = [each for each in _kept if f":stack/{stack_name}/" in each[0]]
        for each in mine:
            _kept.remove(each)
    answers = []
    for _, function, event in reversed(mine) if reverse else mine:
        late = {**event, CLOCK_AHEAD: clock_ahead_seconds} if clock_ahead_seconds else event
        answers.append(lambda_svc._execute_function_with_config_scope(function, late).get("body"))
    return answers


def forget_everything() -> None:
    with _lock:
        _planned.clear()
        _kept.clear()


def in_background(function: Callable[..., Any], *arguments: Any) -> Future[Any]:
    """In a thread that nobody has to wait for, with the caller's Region and account."""
    result: Future[Any] = Future()
    context = contextvars.copy_context()

    def run() -> None:
        try:
            result.set_result(context.run(function, *arguments))
        except Exception as error:  # noqa: BLE001 - whoever waits for it raises it
            result.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return result
