"""A registry type's resource in a stack: its create, update and delete, as MiniStack's stack engine calls them.

Sources: https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
(createOnlyProperties, conditionalCreateOnlyProperties), resource-type-test-contract.html,
resource-type-test-contract-errors.html and
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html.

Our reading, where they are silent: UPDATE gets the template's properties and the primary identifier; READ and DELETE
the primary identifier alone, which is all that the contract promises them.
"""

from ministack.services import cloudformation
from ministack.services.cloudformation import provisioners

from local_aws.cloudformation import cancellation, settings
from local_aws.cloudformation.handlers.handler_event import Operation, Tags
from local_aws.cloudformation.handlers.protocol import HandlerFailure, run
from local_aws.cloudformation.registry import registry
from local_aws.cloudformation.registry.registry import TypeVersion
from local_aws.cloudformation.schema import schema_paths
from local_aws.cloudformation.schema.coercion import as_strings, coerce
from local_aws.cloudformation.schema.schema_check import PropertiesInvalid, check_properties
from local_aws.cloudformation.stacks import rollback, stack_events

# Tags travel from the stack engine beside the template's properties, under a key that no template can have.
TAGS_KEY = "\0tags"


def with_tags(
    type_name: str, properties: dict, stack_tags: list | None, stack_name: str, stack_id: str | None, logical_id: str
) -> dict:
    """The properties with the tags of their stack: a change of the tags alone is then a change of the resource."""
    version = registry.default_version(type_name)
    system = {
        "aws:cloudformation:stack-name": stack_name,
        "aws:cloudformation:stack-id": stack_id,
        "aws:cloudformation:logical-id": logical_id,
    }
    tags = {
        "stack": provisioners._tag_map(stack_tags or []) if version.taggable else {},
        "system": system if version.wants_system_tags else {},
    }
    return {**properties, TAGS_KEY: tags}


def needs_replacement(version: TypeVersion, old: dict, new: dict) -> bool:
    """Whether a create-only property changed; siblings in the same object do not count. A type without an update
    handler is replaced by every change (DescribeType, ProvisioningType IMMUTABLE)."""
    (old, _), (new, _) = _split(version, old), _split(version, new)
    if version.provisioning_type == "IMMUTABLE":
        return old != new
    return bool(schema_paths.changed_paths(version.create_only, old, new))


def recreation(version: TypeVersion, property_name: str) -> str:
    """RequiresRecreation of a change set for a top-level property."""
    if (property_name,) in version.create_only:
        return "Always"
    nested = {path[0] for path in version.create_only + version.conditional_create_only}
    return "Conditionally" if property_name in nested else "Never"


def create(type_name: str, logical_id: str, properties: dict, stack_name: str) -> tuple[str, dict]:
    """(physical id, attributes). A failure whose answers named an identifier leaves a record for the rollback to
    delete."""
    version = registry.default_version(type_name)
    desired, tags = _split(version, properties)
    check_properties(version, logical_id, desired)
    stack_id = provisioners._cr_stack_id(stack_name)
    operation = Operation("CREATE", _as_sent(desired), tags=tags, logical_id=logical_id, stack_id=stack_id)
    report = stack_events.Reporter(version, stack_name, stack_id, logical_id, "CREATE_IN_PROGRESS")
    try:
        with cancellation.cancellable(stack_id) as given_up:
            created = run(version, operation, report, given_up).model
        return _settle(version, created, operation)
    except HandlerFailure as failure:
        physical_id = version.physical_id(failure.model)
        if physical_id:
            rollback.remember_failed_create(type_name, stack_name, stack_id, logical_id, physical_id, properties)
        raise


def update(
    type_name: str, physical_id: str, old: dict, new: dict, stack_name: str, logical_id: str
) -> tuple[str, dict]:
    """(physical id, attributes); another physical id when the handler answered NotUpdatable to a change of a property
    that is conditionally create-only: the stack engine then deletes the old one, in its clean-up phase."""
    version = registry.default_version(type_name)
    stack_id = provisioners._cr_stack_id(stack_name)
    if _in_rollback() and rollback.was_left_untouched(stack_id, logical_id, physical_id):
        return physical_id, {}
    (previous, previous_tags), (desired, tags) = _split(version, old), _split(version, new)
    try:
        check_properties(version, logical_id, desired)
    except PropertiesInvalid:
        rollback.leave_untouched(stack_id, logical_id, physical_id)
        raise
    if desired == previous and not version.tags_updatable:
        return physical_id, schema_paths.flat_attributes(read(version, physical_id, logical_id, stack_id))
    operation = Operation(
        "UPDATE",
        version.with_identifier(_as_sent(desired), physical_id),
        version.with_identifier(_as_sent(previous), physical_id),
        tags,
        previous_tags,
        logical_id,
        stack_id,
    )
    report = stack_events.Reporter(version, stack_name, stack_id, logical_id, "UPDATE_IN_PROGRESS", physical_id)
    try:
        with cancellation.cancellable(stack_id) as given_up:
            updated = run(version, operation, report, given_up).model
        return _settle(version, updated, operation)
    except HandlerFailure as failure:
        changed = schema_paths.changed_paths(version.conditional_create_only, previous, desired)
        if failure.code != "NotUpdatable" or not changed:
            raise
    return _replace(version, physical_id, new, stack_name, stack_id, logical_id)


def delete(type_name: str, physical_id: str, stack_name: str, logical_id: str) -> None:
    """NotFound counts as deleted (resource-type-test-contract.html: a delete of a deleted resource returns
    NotFound)."""
    version = registry.default_version(type_name)
    stack = cloudformation._stacks.get(stack_name) or {}
    stack_id = stack.get("StackId")
    tags = _split(version, with_tags(type_name, {}, stack.get("Tags"), stack_name, stack_id, logical_id))[1]
    operation = Operation(
        "DELETE", version.with_identifier({}, physical_id), tags=tags, logical_id=logical_id, stack_id=stack_id
    )
    report = stack_events.Reporter(version, stack_name, stack_id, logical_id, "DELETE_IN_PROGRESS", physical_id)
    try:
        run(version, operation, report)
    except HandlerFailure as failure:
        if failure.code != "NotFound":
            raise


def read(version: TypeVersion, physical_id: str, logical_id: str = "", stack_id: str | None = None) -> dict:
    """The live model, without what is write-only. Raises HandlerFailure."""
    operation = Operation("READ", version.with_identifier({}, physical_id), logical_id=logical_id, stack_id=stack_id)
    return schema_paths.without(run(version, operation).model or {}, version.write_only)


def template_properties(version: TypeVersion, properties: dict) -> dict:
    """In the schema's types, without the tags beside them."""
    return _split(version, properties)[0]


def _settle(version: TypeVersion, model: dict | None, operation: Operation) -> tuple[str, dict]:
    """Ref is the primary identifier; Fn::GetAtt is answered from a READ right after the operation."""
    physical_id = version.physical_id(model)
    if physical_id is None:
        raise HandlerFailure(
            operation, "The handler succeeded without the primary identifier.", "InternalFailure", model
        )
    try:
        live = read(version, physical_id, operation.logical_id, operation.stack_id)
    except HandlerFailure as failure:
        failure.model = model  # so that a resource that was created, and cannot be read, is deleted
        raise
    return physical_id, schema_paths.flat_attributes(live)


def _replace(
    version: TypeVersion, physical_id: str, properties: dict, stack_name: str, stack_id: str, logical_id: str
) -> tuple[str, dict]:
    stack_events.add(
        stack_name, stack_id, logical_id, version.type_name, "UPDATE_IN_PROGRESS", stack_events.REPLACING, physical_id
    )
    try:
        created = create(version.type_name, logical_id, properties, stack_name)
    except Exception:
        # NotUpdatable changed nothing.
        rollback.leave_untouched(stack_id, logical_id, physical_id)
        raise
    if _in_rollback():
        # No clean-up phase follows a rollback's update: the one that it replaced is deleted now.
        delete(version.type_name, physical_id, stack_name, logical_id)
    return created


def _in_rollback() -> bool:
    """MiniStack sets the list of what its clean-up phase deletes around the updates of an operation, not around a
    rollback's."""
    return provisioners._DEFERRED_PREDECESSOR_DELETES.get() is None


def _split(version: TypeVersion, properties: dict | None) -> tuple[dict, Tags]:
    """(the template's properties in the schema's types, the tags beside them)."""
    properties = dict(properties or {})
    tags = properties.pop(TAGS_KEY, {})
    return coerce(version.schema, properties), Tags(tags.get("stack", {}), tags.get("system", {}))


def _as_sent(properties: dict) -> dict:
    return as_strings(properties) if settings.PROPERTIES_AS_STRINGS else properties
