"""Drift of a registry type's resources: what READ answers against the template, by MiniStack's own comparison.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html (only properties that
the template sets are compared; a resource that READ does not find is DELETED). Write-only properties cannot be
compared.
"""

import inspect
from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from ministack.core.concurrency import run_reentrant
from ministack.services import cloudformation
from ministack.services.cloudformation import drift, handlers

from local_aws.cloudformation.handlers.protocol import HandlerFailure
from local_aws.cloudformation.registry import registry
from local_aws.cloudformation.stacks import stack_resource

DETECTING_ACTIONS = ("DetectStackDrift", "DetectStackResourceDrift")


def host(type_name: str) -> None:
    version = registry.versions(type_name)[-1]
    not_readable = {path[0] for path in version.write_only if len(path) == 1}
    readable = frozenset(version.schema.get("properties", {})) - not_readable
    drift._DRIFT_READERS[type_name] = (partial(_read, type_name), readable)


def unhost(type_name: str) -> None:
    drift._DRIFT_READERS.pop(type_name, None)


def install() -> None:
    """MiniStack detects drift on its event loop, where a handler that calls MiniStack back would block forever:
    detection runs on a worker thread instead."""
    for action in DETECTING_ACTIONS:
        handlers._ACTION_HANDLERS[action] = partial(run_reentrant, handlers._ACTION_HANDLERS[action])
    cloudformation.handle_request = _awaiting_the_answer(cloudformation.handle_request)


def _awaiting_the_answer(handle_request: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(handle_request)
    async def handle(*args: Any, **kwargs: Any) -> Any:
        answer = await handle_request(*args, **kwargs)
        return await answer if inspect.isawaitable(answer) else answer

    return handle


def _read(type_name: str, physical_id: str, properties: dict) -> dict | None:
    version = registry.default_version(type_name)
    try:
        return stack_resource.read(version, physical_id)
    except HandlerFailure as failure:
        if failure.code == "NotFound":
            return None
        raise
