"""Operations of a stack that CloudFormation gives up while they run: "Resource creation cancelled", "Resource update
cancelled".

It does so for every resource in progress, of its own types too (aws-cdk issue 11931: AWS::EKS::Nodegroup), and does
not wait for what is under way (aws-cdk issue 26139, cloudformation-coverage-roadmap issue 1730: the Delete of a
custom resource comes seconds after the cancelled Create, while the function still runs). That it sends a registry
type's handler no further event then, and does not wait for an invocation under way either, is our reading: the worst
one.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager

_lock = threading.Lock()
_running: dict[str, set[Future[None]]] = {}
_cancelled: set[str] = set()


@contextmanager
def cancellable(stack_id: str | None) -> Iterator[Future[None]]:
    """One operation on one resource. The future is done once the stack's operation is cancelled."""
    given_up: Future[None] = Future()
    with _lock:
        running = _running.setdefault(stack_id or "", set())
        running.add(given_up)
        already = stack_id in _cancelled
    if already:
        given_up.set_result(None)
    try:
        yield given_up
    finally:
        with _lock:
            running.discard(given_up)


def cancel(stack_id: str) -> None:
    """What runs for the stack is given up, and what the operation would still begin."""
    with _lock:
        _cancelled.add(stack_id)
        running = [each for each in _running.get(stack_id, ()) if not each.done()]
    for given_up in running:
        given_up.set_result(None)


def end(stack_id: str) -> None:
    """The operation is over. What follows, its rollback first of all, is not cancelled."""
    with _lock:
        _cancelled.discard(stack_id)


def is_cancelled(stack_id: str) -> bool:
    return stack_id in _cancelled


def reason(action: str) -> str:
    """Of the event of what was given up. `action`: CREATE or UPDATE."""
    return f"Resource {'creation' if action == 'CREATE' else 'update'} cancelled"


def forget_everything() -> None:
    with _lock:
        _running.clear()
        _cancelled.clear()
