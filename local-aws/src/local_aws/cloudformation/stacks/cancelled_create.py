"""DeleteStack of a stack that is being created.

CloudFormation does not wait for a custom resource's answer then: the resource is CREATE_FAILED, "Resource creation
cancelled", and its Delete is sent at once, while the provider may still be at work on the Create
(cloudformation-coverage-roadmap issues 1730 and 1814 show it for the rollback of a create; that DeleteStack does the
same is our reading, of aws-cdk issue 31541). MiniStack creates and deletes at the same time.

Resources of other types end their create first here: how CloudFormation cancels those is documented nowhere.
"""

import asyncio
from collections.abc import Callable
from functools import wraps
from typing import Any

from ministack.services.cloudformation import changesets, handlers, stacks

from local_aws.cloudformation.custom_resources import requests

_being_created: dict[str, asyncio.Event] = {}
_cancelled: set[str] = set()


def install() -> None:
    """After stack_engine, whose rollback this one surrounds."""
    deploy = _noting_its_end(stacks._deploy_stack_async)
    delete = _cancelling_the_create(stacks._delete_stack_async)
    for module in (stacks, handlers, changesets):
        for name, replacement in (("_deploy_stack_async", deploy), ("_delete_stack_async", delete)):
            if hasattr(module, name):
                setattr(module, name, replacement)
    stacks._roll_back_operation = _left_to_the_delete(stacks._roll_back_operation)


def _noting_its_end(deploy_stack: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(deploy_stack)
    async def deploy(stack_name: str, stack_id: str, *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("is_update"):
            return await deploy_stack(stack_name, stack_id, *args, **kwargs)
        ended = _being_created[stack_id] = asyncio.Event()
        try:
            return await deploy_stack(stack_name, stack_id, *args, **kwargs)
        finally:
            _being_created.pop(stack_id, None)
            ended.set()

    return deploy


def _cancelling_the_create(delete_stack: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(delete_stack)
    async def delete(stack_name: str, stack_id: str, *args: Any, **kwargs: Any) -> Any:
        ended = _being_created.get(stack_id)
        if ended is not None:
            _cancelled.add(stack_id)
            requests.cancel(stack_id)
            await ended.wait()
            _cancelled.discard(stack_id)
        return await delete_stack(stack_name, stack_id, *args, **kwargs)

    return delete


def _left_to_the_delete(roll_back: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(roll_back)
    async def roll_back_unless_deleted(stack_name: str, stack_id: str, *args: Any, **kwargs: Any) -> None:
        if stack_id not in _cancelled:
            await roll_back(stack_name, stack_id, *args, **kwargs)

    return roll_back_unless_deleted
