"""A stack operation that failed with its rollback disabled, and what may follow it.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html
- an update "preserves the state of successful resources while rolling back failed resources to their last known
stable state. Failed resources will be in an UPDATE_FAILED state": the resource that failed is sent back, and it
alone;
- "Resources without a last known stable state will be deleted upon the next stack operation": also the one that a
failed replacement made;
- "Retry" and "Update" go on from CREATE_FAILED and UPDATE_FAILED; a Create of a custom resource that is sent again
has the RequestId of the first (aws-cdk issue 35957). That its Delete comes before is our reading. MiniStack sends
nothing back before RollbackStack, refuses UpdateStack, and knows nothing of the new one.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from ministack.core.concurrency import run_reentrant
from ministack.services import cloudformation
from ministack.services.cloudformation import changesets, handlers, stacks

from local_aws.cloudformation.custom_resources import requests
from local_aws.cloudformation.stacks import rollback

FAILED = {"CREATE_FAILED": "CREATE_COMPLETE", "UPDATE_FAILED": "UPDATE_COMPLETE"}


def install() -> None:
    """After stack_engine, and before cancelled_operations, which surrounds an operation."""
    deploy = _with_failed_resources(stacks._deploy_stack_async)
    delete = _deleting_failed_creates_first(stacks._delete_stack_async)
    for module in (stacks, handlers, changesets):
        for name, replacement in (("_deploy_stack_async", deploy), ("_delete_stack_async", delete)):
            if hasattr(module, name):
                setattr(module, name, replacement)
    handlers._ACTION_HANDLERS["UpdateStack"] = _also_after_a_failure(handlers._ACTION_HANDLERS["UpdateStack"])


def _also_after_a_failure(update_stack: Callable[[dict], tuple]) -> Callable[[dict], tuple]:
    """Where the rollback is disabled again: what an update without that does is not modelled."""

    @wraps(update_stack)
    def update(params: dict) -> tuple:
        stack = handlers._resolve_stack(handlers._p(params, "StackName")) or {}
        status = stack.get("StackStatus")
        disabled = handlers._p(params, "DisableRollback", "false").lower() == "true"
        if status not in FAILED or not disabled:
            return update_stack(params)
        stack["StackStatus"] = FAILED[status]
        answer = update_stack(params)
        if answer[0] != 200:
            stack["StackStatus"] = status
        return answer

    return update


def _with_failed_resources(deploy_stack: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(deploy_stack)
    async def deploy(stack_name: str, stack_id: str, *args: Any, **kwargs: Any) -> Any:
        stack = cloudformation._stacks[stack_name]
        if kwargs.get("is_update"):
            for logical_id in await _delete_failed_creates(stack, kwargs.get("previous_stack") or {}):
                requests.send_again(stack_id, logical_id)
        ended = await deploy_stack(stack_name, stack_id, *args, **kwargs)
        if stack.get("StackStatus") == "UPDATE_FAILED":
            # Nobody saw the status meanwhile: nothing was awaited since.
            stack["StackStatus"] = "UPDATE_IN_PROGRESS"
            await _send_back_what_failed(stack_name, stack_id, stack)
            stack["StackStatus"] = "UPDATE_FAILED"
        return ended

    return deploy


async def _send_back_what_failed(stack_name: str, stack_id: str, stack: dict) -> None:
    operation = stack.get("_failed_operation") or {}
    logical_id, kind, physical_id, applied, previous, attributes = operation.get("failed_update") or [None] * 6
    if applied is None or applied == previous or not stacks._sends_back_failed_update(kind):
        return
    record = stack.get("_resources", {}).get(logical_id)
    try:
        await stacks._revert_update(
            stack_id, stack_name, logical_id, kind, physical_id, applied, previous, attributes, record
        )
    except Exception:  # noqa: BLE001 - its event tells it, and RollbackStack tries again
        return
    physical_id = record["PhysicalResourceId"] if record else physical_id
    operation["failed_update"] = [logical_id, kind, physical_id, None, None, None]
    if record:
        record["ResourceStatus"] = "UPDATE_FAILED"


def _deleting_failed_creates_first(delete_stack: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(delete_stack)
    async def delete(stack_name: str, stack_id: str, *args: Any, **kwargs: Any) -> Any:
        stack = cloudformation._stacks.get(stack_name) or {}
        if stack.get("StackStatus") in FAILED:
            stack["StackStatus"] = "DELETE_IN_PROGRESS"
            await _delete_failed_creates(stack, {}, replacements_only=True)
        return await delete_stack(stack_name, stack_id, *args, **kwargs)

    return delete


async def _delete_failed_creates(stack: dict, previous: dict, replacements_only: bool = False) -> list[str]:
    """The logical ids of those that are deleted. `previous`: what the stack was before the update."""
    held = stack.get("_resources", {})
    deleted = []
    for logical_id, record in rollback.failed_creates(stack["StackId"]):
        is_held = held.get(logical_id, {}).get("PhysicalResourceId") == record["PhysicalResourceId"]
        if (replacements_only and is_held) or not await _is_deleted(stack, logical_id, record):
            continue
        rollback.forget_failed_create(stack["StackId"], logical_id)
        deleted.append(logical_id)
        if is_held:
            for resources in (held, previous.get("_resources", {})):
                resources.pop(logical_id, None)
    return deleted


async def _is_deleted(stack: dict, logical_id: str, record: dict) -> bool:
    """A failure becomes an event, and the operation goes on."""
    stack_name, kind, physical_id = stack["StackName"], record["ResourceType"], record["PhysicalResourceId"]

    def add(status: str, reason: str = "") -> None:
        stacks._add_event(stack["StackId"], stack_name, logical_id, kind, status, reason, physical_id)

    add("DELETE_IN_PROGRESS")
    try:
        await run_reentrant(stacks._delete_resource, kind, physical_id, record["Properties"], stack_name, logical_id)
    except Exception as failure:  # noqa: BLE001 - of a handler, or of a provider
        add("DELETE_FAILED", str(failure))
        return False
    add("DELETE_COMPLETE")
    return True
