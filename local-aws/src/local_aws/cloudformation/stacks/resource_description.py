"""DescribeStackResource while a resource is created, changed or deleted.

- The status is that of the operation under way (StackResourceDetail, ResourceStatus): MiniStack keeps the last
complete status, and nothing of a resource that is being created.
- A resource that was replaced shows its new physical id, while the events of the clean-up name the old one ("the name
or unique identifier associated with the physical instance of the resource", API_StackEvent).
- Errors: "Stack with id ... does not exist" (boto3 issue 2807), "Resource ... does not exist for stack ..." (moto pull
request 4186).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import handlers

DELETING = ("DELETE_IN_PROGRESS", "DELETE_FAILED", "DELETE_COMPLETE")


def install() -> None:
    describe = _of_what_is_under_way(handlers._ACTION_HANDLERS["DescribeStackResource"])
    handlers._ACTION_HANDLERS["DescribeStackResource"] = describe


def _of_what_is_under_way(describe_resource: Callable[[dict], tuple]) -> Callable[[dict], tuple]:
    @wraps(describe_resource)
    def describe(params: dict) -> tuple:
        name = handlers._p(params, "StackName")
        logical_id = handlers._p(params, "LogicalResourceId")
        stack = handlers._resolve_stack(name)
        if not stack:
            return handlers._error("ValidationError", f"Stack with id {name} does not exist")
        shown = shown_resource(stack, logical_id)
        if not shown:
            return handlers._error(
                "ValidationError", f"Resource {logical_id} does not exist for stack {stack['StackName']}"
            )
        kept = stack.get("_resources", {})
        stack["_resources"] = {**kept, logical_id: shown}
        try:
            return describe_resource(params)
        finally:
            stack["_resources"] = kept

    return describe


def shown_resource(stack: dict, logical_id: str) -> dict[str, Any] | None:
    """What CloudFormation shows: the last event of the resource, unless that is of the one whose place it took."""
    kept = stack.get("_resources", {}).get(logical_id)
    events = cloudformation._stack_events.get(stack["StackId"], [])
    mine = [event for event in events if event["LogicalResourceId"] == logical_id]
    if kept:
        held = kept.get("PhysicalResourceId")
        mine = [e for e in mine if e["ResourceStatus"] not in DELETING or e["PhysicalResourceId"] == held]
    if not mine:
        return kept
    last = mine[-1]
    physical_id = last["PhysicalResourceId"] or (kept or {}).get("PhysicalResourceId", "")
    return {**(kept or {}), **{key: last[key] for key in ("ResourceType", "ResourceStatus", "Timestamp")}} | {
        "PhysicalResourceId": physical_id
    }
