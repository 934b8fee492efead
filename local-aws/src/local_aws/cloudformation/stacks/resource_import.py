"""Import of a registry type's resources into a stack: CreateChangeSet with ChangeSetType IMPORT, and its execution.

Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-manually.html (what is checked:
the resource exists, the template's properties fit the type's schema, no other stack has it; each needs a
DeletionPolicy; whether the template says what the resource is like is not checked), refactor-stacks.html,
https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract.html (READ by the primary
identifier).

What MiniStack does by itself: the rules of the request and of the template, the owner of a resource, stack status and
events, for a new stack and an existing one; it names what of it was measured on AWS. Here is what is the type's: that a
resource exists is what READ says, at the change set and again at its execution.

After an import CloudFormation gives the resource the tags of its stack: the event "Apply stack-level tags to imported
resource if applicable." is AWS's (realestate-com-au/stackup issue 96), and that it is an UPDATE follows from
cloudformation-cli-java-plugin pull request 400. Our reading, where all are silent: that UPDATE has the template's
properties as desired and as previous, and no previous tags; it is sent when the type takes tags in an update and there
are any; if it fails, the import is rolled back; properties that do not fit the schema fail the execution, not the
change set.

Not here: types with a compound primary identifier.
"""

import asyncio
import copy
from collections.abc import Callable
from contextvars import ContextVar
from functools import partial, wraps
from typing import Any

from ministack.core.concurrency import run_reentrant
from ministack.services.cloudformation import changesets, engine, handlers
from ministack.services.cloudformation.helpers import _p

from local_aws.cloudformation.handlers.protocol import HandlerFailure
from local_aws.cloudformation.registry import registry
from local_aws.cloudformation.registry.registry import TypeVersion
from local_aws.cloudformation.schema.schema_check import PropertiesInvalid, check_properties
from local_aws.cloudformation.schema.schema_paths import flat_attributes
from local_aws.cloudformation.stacks import stack_resource

CREATE_CHANGE_SET = "CreateChangeSet"

# The change set that is executed, and its stack: MiniStack passes nothing but the identifier to the import of a type.
_executed: ContextVar[tuple[dict, dict] | None] = ContextVar("executed", default=None)


class TagsFailed(Exception):
    """The UPDATE that gives an imported resource the tags of its stack."""


def host(type_name: str) -> None:
    identifier = registry.versions(type_name)[-1].primary_identifier
    if len(identifier) == 1:
        changesets._IMPORT_LOOKUPS[type_name] = ((identifier[0][-1],), partial(problem, type_name))


def unhost(type_name: str) -> None:
    changesets._IMPORT_LOOKUPS.pop(type_name, None)


def install() -> None:
    """MiniStack imports on its event loop, where a handler that calls MiniStack back would block forever: imports run
    on a worker thread instead."""
    handlers._ACTION_HANDLERS[CREATE_CHANGE_SET] = _imports_off_the_loop(handlers._ACTION_HANDLERS[CREATE_CHANGE_SET])
    changesets._import_resources_async = _executed_off_the_loop(changesets._import_resources_async)
    changesets._add_event = _tagging(changesets._add_event)


def problem(type_name: str, physical_id: str) -> str | None:
    """Why the change set fails; None if READ finds the resource. At the execution adopt() checks it."""
    if _executed.get():
        return None
    if not physical_id.strip():
        return changesets._IMPORT_NOT_FOUND.format(type=type_name, value=physical_id)
    try:
        stack_resource.read(registry.default_version(type_name), physical_id)
    except HandlerFailure as failure:
        if failure.code == "NotFound":
            return changesets._IMPORT_NOT_FOUND.format(type=type_name, value=physical_id)
        return str(failure)
    return None


def adopt(type_name: str, identifier: dict) -> tuple[str, dict]:
    """(physical id, attributes) of a resource that exists. Raises HandlerFailure or PropertiesInvalid."""
    version = registry.default_version(type_name)
    change_set, stack = _now_executed()
    logical_id = next(
        entry["LogicalResourceId"]
        for entry in change_set["_resources_to_import"]
        if (entry["ResourceType"], entry["ResourceIdentifier"]) == (type_name, identifier)
    )
    _check(version, change_set, stack, logical_id)
    [physical_id] = identifier.values()
    return physical_id, flat_attributes(stack_resource.read(version, physical_id, logical_id, stack["StackId"]))


def _now_executed() -> tuple[dict, dict]:
    executed = _executed.get()
    if executed is None:
        raise RuntimeError("No change set is executed now.")
    return executed


def _check(version: TypeVersion, change_set: dict, stack: dict, logical_id: str) -> None:
    template, parameters = change_set["_template"], change_set["_resolved_params"]
    properties = engine._resolve_refs(
        copy.deepcopy(template["Resources"][logical_id].get("Properties", {})),
        stack.get("_resources", {}),
        parameters,
        engine._evaluate_conditions(template, parameters),
        template.get("Mappings", {}),
        stack["StackName"],
        stack["StackId"],
    )
    check_properties(version, logical_id, stack_resource.template_properties(version, properties))


def _imports_off_the_loop(create_change_set: Callable[..., Any]) -> Callable[..., Any]:
    def create(params: dict) -> Any:
        if _p(params, "ChangeSetType") == "IMPORT":
            return run_reentrant(create_change_set, params)
        return create_change_set(params)

    return create


def _executed_off_the_loop(import_resources: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(import_resources)
    async def import_all(change_set: dict, stack: dict, new_stack: bool) -> None:
        _executed.set((change_set, stack))
        try:
            await run_reentrant(lambda: asyncio.run(import_resources(change_set, stack, new_stack)))
        except TagsFailed as failure:
            _roll_back(change_set, stack, new_stack, str(failure))

    return import_all


def _tagging(add_event: Callable[..., Any]) -> Callable[..., Any]:
    """Puts the stack's tags on the resource when MiniStack adds the event that announces them."""

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
    ) -> None:
        add_event(stack_id, stack_name, logical_id, resource_type, status, reason, physical_id, detailed_status)
        if reason == changesets._IMPORT_TAGS and registry.versions(resource_type):
            _put_on_tags(resource_type, logical_id, physical_id)

    return add


def _put_on_tags(type_name: str, logical_id: str, physical_id: str) -> None:
    _, stack = _now_executed()
    name, record = stack["StackName"], stack["_resources"][logical_id]
    version = registry.default_version(type_name)
    tagged = stack_resource.with_tags(
        type_name, record["Properties"], stack["Tags"], name, stack["StackId"], logical_id
    )
    if not version.tags_updatable or not any(tagged[stack_resource.TAGS_KEY].values()):
        return
    try:
        _, record["Attributes"] = stack_resource.update(
            type_name, physical_id, record["Properties"], tagged, name, logical_id
        )
    except (HandlerFailure, PropertiesInvalid) as failure:
        changesets._add_event(stack["StackId"], name, logical_id, type_name, "UPDATE_FAILED", str(failure), physical_id)
        raise TagsFailed(str(failure)) from failure


def _roll_back(change_set: dict, stack: dict, new_stack: bool, reason: str) -> None:
    """The stack is as it was before; tags that are on a resource by now stay there (our reading)."""

    def add(logical_id: str, type_name: str, status: str, physical_id: str, reason: str = "") -> None:
        changesets._add_event(stack["StackId"], stack["StackName"], logical_id, type_name, status, reason, physical_id)

    ended = "ROLLBACK_COMPLETE" if new_stack else "IMPORT_ROLLBACK_COMPLETE"
    of_stack = (stack["StackName"], "AWS::CloudFormation::Stack")
    stack.update(StackStatus="IMPORT_ROLLBACK_IN_PROGRESS", StackStatusReason=reason)
    add(*of_stack, "IMPORT_ROLLBACK_IN_PROGRESS", stack["StackId"], reason)
    for entry in change_set["_resources_to_import"]:
        record = stack["_resources"].pop(entry["LogicalResourceId"])
        for status in ("IMPORT_ROLLBACK_IN_PROGRESS", "IMPORT_ROLLBACK_COMPLETE"):
            add(entry["LogicalResourceId"], entry["ResourceType"], status, record["PhysicalResourceId"])
    stack.update(StackStatus=ended, StackStatusReason="")
    add(*of_stack, ended, stack["StackId"])
