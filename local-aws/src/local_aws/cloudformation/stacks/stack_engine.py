"""Where MiniStack's stack engine meets the registry: its table of types is open, the rest is replaced for hosted types
only.

Each replacement keeps MiniStack's own function for all other types. The names patched are internals of MiniStack
1.5.33: pin it.
"""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from ministack.services.cloudformation import provisioners, stacks

from local_aws.cloudformation.registry import registry
from local_aws.cloudformation.stacks import drift, resource_import, rollback, stack_resource


def host(type_name: str) -> None:
    """Lets templates use the type."""
    provisioners._RESOURCE_HANDLERS[type_name] = {
        "create": partial(stack_resource.create, type_name),
        "update": partial(stack_resource.update, type_name),
        "update_with_logical_id": True,
        "import": partial(resource_import.adopt, type_name),
    }
    drift.host(type_name)
    resource_import.host(type_name)


def unhost(type_name: str) -> None:
    provisioners._RESOURCE_HANDLERS.pop(type_name, None)
    drift.unhost(type_name)
    resource_import.unhost(type_name)


def is_hosted(type_name: str) -> bool:
    return bool(registry.versions(type_name))


def install() -> None:
    """Once, before the server starts."""
    # A handler call blocks for as long as the handler takes: keep it off the event loop.
    _for_hosted_types("_runs_on_worker_thread", lambda type_name: True)
    # A failed update is sent back with desired and previous properties swapped, as a custom resource's is.
    _for_hosted_types("_sends_back_failed_update", lambda type_name: True)
    _for_hosted_types("_with_stack_tags", stack_resource.with_tags)
    _for_hosted_types("_property_recreation", _property_recreation)
    _for_hosted_types("_replacing_change", _replacing_change)
    _for_hosted_types("_delete_resource", _delete_resource)
    stacks._roll_back_operation = _with_failed_create(stacks._roll_back_operation)
    stacks._add_event = _with_physical_id(stacks._add_event)
    stacks._resolve_stack_outputs = _of_text(stacks._resolve_stack_outputs)


def _for_hosted_types(name: str, replacement: Callable[..., Any]) -> None:
    """Replaces a function that takes the type's name first, in both modules that call it by name."""
    original = getattr(provisioners, name, None) or getattr(stacks, name)

    @wraps(original)
    def chosen(type_name: str, *args: Any, **kwargs: Any) -> Any:
        return (replacement if is_hosted(type_name) else original)(type_name, *args, **kwargs)

    for module in (stacks, provisioners):
        if hasattr(module, name):
            setattr(module, name, chosen)


def _property_recreation(type_name: str, property_name: str) -> str:
    return stack_resource.recreation(registry.default_version(type_name), property_name)


def _replacing_change(type_name: str, old: dict, new: dict) -> bool:
    return stack_resource.needs_replacement(registry.default_version(type_name), old, new)


def _delete_resource(
    type_name: str, physical_id: str, properties: dict, stack_name: str | None = None, logical_id: str | None = None
) -> None:
    stack_resource.delete(type_name, physical_id, stack_name or "", logical_id or "")


def _with_failed_create(roll_back: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(roll_back)
    async def roll_back_all(
        stack_name: str, stack_id: str, stack: dict, operation: dict, *args: Any, **kwargs: Any
    ) -> Any:
        rollback.include_failed_create(stack, operation)
        return await roll_back(stack_name, stack_id, stack, operation, *args, **kwargs)

    return roll_back_all


def _with_physical_id(add_event: Callable[..., Any]) -> Callable[..., Any]:
    """The event of a failed create names the resource that was created, as on AWS."""

    @wraps(add_event)
    def add(
        stack_id: str,
        stack_name: str,
        logical_id: str,
        resource_type: str,
        status: str,
        reason: str = "",
        physical_id: str = "",
        detailed_status: str = "",
    ) -> Any:
        record = (
            rollback.failed_create(stack_id, logical_id) if status.endswith("_FAILED") and not physical_id else None
        )
        if record:
            physical_id = record["PhysicalResourceId"]
        return add_event(stack_id, stack_name, logical_id, resource_type, status, reason, physical_id, detailed_status)

    return add


def _of_text(resolve: Callable[..., Any]) -> Callable[..., Any]:
    """An output that is a number by Fn::GetAtt fails; a literal number is taken.

    github.com/aws-cloudformation/cfn-lint/issues/3725 (tried by its maintainer), and 3013 for CloudFormation's words.
    """

    @wraps(resolve)
    def resolve_texts(outputs: dict, conditions: dict, resources: dict, *args: Any, **kwargs: Any) -> Any:
        for output in outputs.values():
            named = output.get("Value")
            if isinstance(named, dict) and "Fn::GetAtt" in named and conditions.get(output.get("Condition"), True):
                value = stacks._resolve_refs(named, resources, args[0], conditions, *args[1:])
                if isinstance(value, int | float):
                    raise ValueError("Template format error: Every Value member must be a string.")
        return resolve(outputs, conditions, resources, *args, **kwargs)

    return resolve_texts
