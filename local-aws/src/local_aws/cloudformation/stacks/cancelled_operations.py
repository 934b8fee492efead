"""DeleteStack of a stack that is being created, CancelUpdateStack of one that is being updated.

What is in progress fails at once (cancellation.py): "Resource creation cancelled", "Resource update cancelled". Then
what was created gets its Delete, and what was updated its rollback, while the provider may still be at work.
MiniStack creates and deletes at the same time, and lets an update that was cancelled end the resource in progress
first.

Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CancelUpdateStack.html ("the stack
rolls back the update and reverts to the previous stack configuration"); cloudformation-coverage-roadmap issues 1730
and 1814 show the cancelled create in a rollback. That DeleteStack does the same is our reading, of aws-cdk issue
31541.
"""

import asyncio
from collections.abc import Callable
from functools import wraps
from typing import Any

from ministack.services.cloudformation import changesets, handlers, stacks

from local_aws.cloudformation import cancellation

_being_created: dict[str, asyncio.Event] = {}
_deleted_while_created: set[str] = set()


def install() -> None:
    """After stack_engine and its like, whose rollback this one surrounds."""
    deploy = _noting_its_end(stacks._deploy_stack_async)
    delete = _cancelling_the_create(stacks._delete_stack_async)
    for module in (stacks, handlers, changesets):
        for name, replacement in (("_deploy_stack_async", deploy), ("_delete_stack_async", delete)):
            if hasattr(module, name):
                setattr(module, name, replacement)
    stacks._roll_back_operation = _left_to_the_delete(stacks._roll_back_operation)
    # RollbackStack calls it by this name.
    handlers._roll_back_operation = stacks._roll_back_operation
    handlers._ACTION_HANDLERS["CancelUpdateStack"] = _cancelling_what_runs(
        handlers._ACTION_HANDLERS["CancelUpdateStack"]
    )


def _noting_its_end(deploy_stack: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(deploy_stack)
    async def deploy(stack_name: str, stack_id: str, *args: Any, **kwargs: Any) -> Any:
        ended = asyncio.Event()
        if not kwargs.get("is_update"):
            _being_created[stack_id] = ended
        try:
            return await deploy_stack(stack_name, stack_id, *args, **kwargs)
        finally:
            _being_created.pop(stack_id, None)
            cancellation.end(stack_id)
            ended.set()

    return deploy


def _cancelling_the_create(delete_stack: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(delete_stack)
    async def delete(stack_name: str, stack_id: str, *args: Any, **kwargs: Any) -> Any:
        ended = _being_created.get(stack_id)
        if ended is not None:
            _deleted_while_created.add(stack_id)
            cancellation.cancel(stack_id)
            await ended.wait()
            _deleted_while_created.discard(stack_id)
        return await delete_stack(stack_name, stack_id, *args, **kwargs)

    return delete


def _left_to_the_delete(roll_back: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(roll_back)
    async def roll_back_unless_deleted(stack_name: str, stack_id: str, *args: Any, **kwargs: Any) -> None:
        cancellation.end(stack_id)
        if stack_id not in _deleted_while_created:
            await roll_back(stack_name, stack_id, *args, **kwargs)

    return roll_back_unless_deleted


def _cancelling_what_runs(cancel_update: Callable[[dict], tuple]) -> Callable[[dict], tuple]:
    @wraps(cancel_update)
    def cancel(params: dict) -> tuple:
        answer = cancel_update(params)
        if answer[0] == 200:
            cancellation.cancel(handlers._resolve_stack(handlers._p(params, "StackName"))["StackId"])
        return answer

    return cancel
