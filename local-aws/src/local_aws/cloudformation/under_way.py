"""Functions that still run for a stack, and waits that end after them.

Waits are scaled, functions take the time that they take: a wait of five minutes lasts less than one invocation here. On
AWS it outlasts every invocation that was under way when it began, because a handler answers within 60 seconds
(https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract.html). So a wait of
`LONGEST_SECONDS` or more, of a state machine or between the invocations of one operation, is not over before these.
"""

import json
import re
import threading
from collections.abc import Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from typing import Any

LONGEST_SECONDS = 60
STACK_ARN = re.compile(r"arn:[\w-]+:cloudformation:[\w-]*:\d*:stack/[^\"/\\]+/[\w-]+")

_lock = threading.Lock()
_running: dict[Future[None], frozenset[str]] = {}


@contextmanager
def running(event: Any) -> Iterator[None]:
    """One invocation of a function, with this event."""
    ended: Future[None] = Future()
    with _lock:
        _running[ended] = stacks_in(event)
    try:
        yield
    finally:
        with _lock:
            del _running[ended]
        ended.set_result(None)


def now(stacks: frozenset[str]) -> list[Future[None]]:
    """What is under way for one of these stacks, by their ids; each is done once its function has ended."""
    with _lock:
        return [ended for ended, of in _running.items() if of & stacks]


def outlast(earlier: list[Future[None]], waited_seconds: float) -> None:
    """After an unscaled wait: what was under way when it began has ended, if the wait was long enough for that."""
    if waited_seconds >= LONGEST_SECONDS:
        wait(earlier)


def stacks_in(value: Any) -> frozenset[str]:
    """The ids of the stacks that an event or an input names."""
    return frozenset(STACK_ARN.findall(value if isinstance(value, str) else json.dumps(value, default=str)))
