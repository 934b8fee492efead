"""What a stack's rollback has to know of a resource that failed.

MiniStack forgets a resource whose create failed. CloudFormation keeps it, CREATE_FAILED with its physical id, and
deletes it in the rollback (or with the stack), whatever the error code, AlreadyExists included:
cloudformation-cli-python-plugin issue 61;
https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract.html ("create": the
identifier must be in every answer so that the resource can be deleted).
"""

from ministack.core.responses import now_iso
from ministack.services import cloudformation

_failed_creates: dict[tuple[str, str], dict] = {}
_untouched: set[tuple[str, str, str]] = set()


def remember_failed_create(
    type_name: str, stack_name: str, stack_id: str, logical_id: str, physical_id: str, properties: dict
) -> None:
    record = {
        "PhysicalResourceId": physical_id,
        "ResourceType": type_name,
        "ResourceStatus": "CREATE_FAILED",
        "LogicalResourceId": logical_id,
        "Properties": properties,
        "Attributes": {},
        "Timestamp": now_iso(),
    }
    _failed_creates[stack_id, logical_id] = record
    # With DisableRollback nothing rolls back: a new resource stays in the stack for DeleteStack. A replacement's old
    # resource keeps its place until the rollback.
    resources = cloudformation._stacks[stack_name].setdefault("_resources", {})
    resources.setdefault(logical_id, record)


def failed_create(stack_id: str, logical_id: str) -> dict | None:
    return _failed_creates.get((stack_id, logical_id))


def failed_creates(stack_id: str) -> list[tuple[str, dict]]:
    """Of a stack: logical ids and records."""
    return [(logical_id, record) for (of, logical_id), record in _failed_creates.items() if of == stack_id]


def forget_failed_create(stack_id: str, logical_id: str) -> None:
    _failed_creates.pop((stack_id, logical_id), None)


def include_failed_create(stack: dict, operation: dict) -> None:
    """Adds the resource whose create failed to what the rollback of the operation deletes."""
    logical_id = operation.get("failed_logical_id", "")
    record = _failed_creates.pop((stack.get("StackId", ""), logical_id), None)
    if record is None:
        return
    stack.setdefault("_resources", {})[logical_id] = record
    operation["created"] = [*operation.get("created", []), logical_id]


def leave_untouched(stack_id: str, logical_id: str, physical_id: str) -> None:
    """No update reached the resource, so the rollback has nothing to send back to it."""
    _untouched.add((stack_id, logical_id, physical_id))


def was_left_untouched(stack_id: str, logical_id: str, physical_id: str) -> bool:
    """True once: for the update that the rollback would send back to a resource that no update had changed."""
    key = (stack_id, logical_id, physical_id)
    if key not in _untouched:
        return False
    _untouched.remove(key)
    return True


def forget_everything() -> None:
    _failed_creates.clear()
    _untouched.clear()
