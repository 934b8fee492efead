"""A custom resource whose request failed, in the rollback of its stack.

1. A Create that failed, or was cancelled, gets its Delete in the rollback: with the PhysicalResourceId of the answer,
or where
   there was none with one that CloudFormation makes up (cloudformation-coverage-roadmap issue 1814; remind101/empire
   issue 918).
2. A failed Update whose answer named another id: CloudFormation takes that one (aws-cdk issues 13527 and 30012), so the
   rollback's Update, with the properties swapped, is sent with it. CUSTOM_ROLLBACK_WITH_OLD_ID=1 is the other reading,
   that it is sent with the id from before: no page of AWS says which.
3. Whatever id the rollback's Update answers is kept; the one that it takes the place of gets its Delete ("If the stack
update
   fails and a rollback occurs, the new physical resource id is sent in the Delete event": AWS's best practices for
   custom resources).
"""

import secrets
import string
from collections.abc import Callable
from functools import wraps
from typing import Any

from ministack.core.concurrency import run_reentrant
from ministack.services.cloudformation import provisioners, stacks

from local_aws.cloudformation import settings
from local_aws.cloudformation.custom_resources.requests import RequestFailed
from local_aws.cloudformation.stacks import rollback

PLACEHOLDER_LENGTH = 12
_TYPE = "AWS::CloudFormation::CustomResource"

# By stack id and logical id: the other id that a failed Update answered.
_answered_by_failed_update: dict[tuple[str, str], str] = {}


def install() -> None:
    create = _remembering_failure(provisioners._custom_resource_create)
    provisioners._custom_resource_create = create
    provisioners._RESOURCE_HANDLERS[_TYPE]["create"] = create
    provisioners._custom_resource_update = _noting_other_id(provisioners._custom_resource_update)
    stacks._revert_update = _with_right_id(stacks._revert_update)


def forget_everything() -> None:
    _answered_by_failed_update.clear()


def placeholder(stack_name: str, logical_id: str) -> str:
    letters = string.ascii_uppercase + string.digits
    return f"{stack_name}-{logical_id}-{''.join(secrets.choice(letters) for _ in range(PLACEHOLDER_LENGTH))}"


def _remembering_failure(create_resource: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(create_resource)
    def create(logical_id: str, properties: dict, stack_name: str, resource_type: str = _TYPE) -> Any:
        try:
            return create_resource(logical_id, properties, stack_name, resource_type)
        except RequestFailed as failure:
            physical_id = failure.physical_id or placeholder(stack_name, logical_id)
            stack_id = provisioners._cr_stack_id(stack_name)
            rollback.remember_failed_create(resource_type, stack_name, stack_id, logical_id, physical_id, properties)
            raise

    return create


def _noting_other_id(update_resource: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(update_resource)
    def update(
        physical_id: str,
        old_properties: dict,
        new_properties: dict,
        stack_name: str,
        logical_id: str = "",
        resource_type: str = _TYPE,
    ) -> Any:
        key = (provisioners._cr_stack_id(stack_name), logical_id)
        _answered_by_failed_update.pop(key, None)
        try:
            return update_resource(physical_id, old_properties, new_properties, stack_name, logical_id, resource_type)
        except RequestFailed as failure:
            if failure.physical_id and failure.physical_id != physical_id:
                _answered_by_failed_update[key] = failure.physical_id
            raise

    return update


def _with_right_id(revert_update: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(revert_update)
    async def revert(
        stack_id: str,
        stack_name: str,
        logical_id: str,
        resource_type: str,
        physical_id: str,
        applied: dict,
        previous: dict,
        attributes: dict,
        record: dict | None = None,
    ) -> None:
        other = _answered_by_failed_update.pop((stack_id, logical_id), None)
        sent = other if other and not settings.CUSTOM_ROLLBACK_WITH_OLD_ID else physical_id
        if record is not None:
            record["PhysicalResourceId"] = sent
        await revert_update(
            stack_id, stack_name, logical_id, resource_type, sent, applied, previous, attributes, record
        )
        if is_custom(resource_type) and record is not None:
            for superseded in {sent, other or sent} - {record["PhysicalResourceId"]}:
                await _delete(stack_id, stack_name, logical_id, resource_type, superseded, applied)

    return revert


async def _delete(
    stack_id: str, stack_name: str, logical_id: str, resource_type: str, physical_id: str, properties: dict
) -> None:
    """As in a clean-up phase: a failure becomes an event, and the rollback continues."""

    def add(status: str, reason: str = "") -> None:
        stacks._add_event(stack_id, stack_name, logical_id, resource_type, status, reason, physical_id)

    add("DELETE_IN_PROGRESS")
    try:
        await run_reentrant(
            provisioners._delete_resource, resource_type, physical_id, properties, stack_name, logical_id
        )
    except RequestFailed as failure:
        add("DELETE_FAILED", str(failure))
    else:
        add("DELETE_COMPLETE")


def is_custom(resource_type: str) -> bool:
    return resource_type.startswith("Custom::") or resource_type == _TYPE
