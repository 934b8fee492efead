"""What CloudFormation does not do to a stack in some states, and the clean-up phase of an update.

- DeleteStack: "Stack [...] cannot be deleted while in status UPDATE_IN_PROGRESS" (aws-toolkit-azure-devops issue 317,
where it "used to work before"; guidance-for-clickstream-analytics-on-aws issue 573), the same for
UPDATE_COMPLETE_CLEANUP_IN_PROGRESS (amplify-backend pull request 2366). The states of an update's rollback are our
reading.
- CancelUpdateStack: "You can cancel only stacks that are in the UPDATE_IN_PROGRESS state"
(https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CancelUpdateStack.html), which a stack has left
as soon as its clean-up begins. MiniStack deletes there in UPDATE_IN_PROGRESS.
- The clean-up has events of each resource that it deletes, with its own physical id; MiniStack has none.
- "CloudFormation tries to delete a resource three times before CloudFormation skips the resource and continues the
cleanup process" (https://repost.aws/knowledge-center/cloudformation-stack-cleanup-stuck;
cloudformation-coverage-roadmap issue 744).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import handlers, stacks

NOT_DELETED_IN = (
    "UPDATE_IN_PROGRESS",
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
    "UPDATE_ROLLBACK_IN_PROGRESS",
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
)
CLEANUP = ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
CLEANUP_TRIES = 3


def install() -> None:
    handlers._ACTION_HANDLERS["DeleteStack"] = _refused_during_an_update(handlers._ACTION_HANDLERS["DeleteStack"])
    stacks._resolve_stack_outputs = _beginning_the_cleanup(stacks._resolve_stack_outputs)
    stacks._delete_resource = _tried_again_in_a_cleanup(stacks._delete_resource)


def _refused_during_an_update(delete_stack: Callable[[dict], tuple]) -> Callable[[dict], tuple]:
    @wraps(delete_stack)
    def delete(params: dict) -> tuple:
        stack = handlers._resolve_stack(handlers._p(params, "StackName")) or {}
        status = stack.get("StackStatus")
        if status in NOT_DELETED_IN:
            message = f"Stack [{stack['StackId']}] cannot be deleted while in status {status}"
            return handlers._error("ValidationError", message)
        return delete_stack(params)

    return delete


def _beginning_the_cleanup(resolve_outputs: Callable[..., Any]) -> Callable[..., Any]:
    """MiniStack resolves the outputs of an update after its last resource, and cleans up right after."""

    @wraps(resolve_outputs)
    def resolve(*args: Any, **kwargs: Any) -> Any:
        resolved = resolve_outputs(*args, **kwargs)
        stack_name, stack_id = args[-2:]
        stack = cloudformation._stacks.get(stack_name) or {}
        if stack.get("StackStatus") == "UPDATE_IN_PROGRESS":
            stack["StackStatus"] = CLEANUP[0]
            stacks._add_event(
                stack_id, stack_name, stack_name, "AWS::CloudFormation::Stack", CLEANUP[0], physical_id=stack_id
            )
        return resolved

    return resolve


def _tried_again_in_a_cleanup(delete_resource: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(delete_resource)
    def delete(
        resource_type: str, physical_id: str, properties: dict, stack_name: str = "", logical_id: str = ""
    ) -> None:
        stack = cloudformation._stacks.get(stack_name) or {}
        is_cleanup = stack.get("StackStatus") in CLEANUP

        def add(status: str) -> None:
            if is_cleanup:
                stacks._add_event(
                    stack["StackId"], stack_name, logical_id, resource_type, status, physical_id=physical_id
                )

        add("DELETE_IN_PROGRESS")
        for _ in range(CLEANUP_TRIES - 1 if is_cleanup else 0):
            try:
                delete_resource(resource_type, physical_id, properties, stack_name, logical_id)
            except Exception:  # noqa: BLE001, S112 - the last one is the one that is told
                continue
            add("DELETE_COMPLETE")
            return
        delete_resource(resource_type, physical_id, properties, stack_name, logical_id)
        add("DELETE_COMPLETE")

    return delete
