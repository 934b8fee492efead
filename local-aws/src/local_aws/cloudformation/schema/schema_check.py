"""CloudFormation's validation of a template's properties against the schema, before any handler runs.

Wording: CloudFormation validates with its Java library (github.com/aws-cloudformation/cloudformation-resource-schema),
which keeps the messages of some keywords and replaces those that would show a value by "failed validation constraint
for keyword [...]" (its pull request 40). The prefix "Properties validation failed for resource ... with message:" is
what stack events show. Several messages come one a line.
"""

import re
from collections.abc import Callable
from typing import Any

from jsonschema import Draft7Validator

from local_aws.cloudformation.registry.registry import TypeVersion
from local_aws.cloudformation.schema.schema_paths import ABSENT, Path, value_at

JSON_TYPES = {
    dict: "JSONObject",
    list: "JSONArray",
    str: "String",
    bool: "Boolean",
    int: "Integer",
    float: "BigDecimal",
    type(None): "Null",
}
SCHEMA_TYPES = {
    "object": "JSONObject",
    "array": "JSONArray",
    "string": "String",
    "boolean": "Boolean",
    "integer": "Integer",
    "number": "Number",
    "null": "Null",
}


# The lines of the message about one jsonschema.ValidationError, whose stub types are too loose to work with.
Description = Callable[[Any], list[str]]


class PropertiesInvalid(Exception):
    """The stack's resource fails before its handler is called."""

    def __init__(self, logical_id: str, messages: list[str]):
        super().__init__(
            f"Properties validation failed for resource {logical_id} with message:\n" + "\n".join(messages)
        )


def check_properties(version: TypeVersion, logical_id: str, properties: dict) -> None:
    """Raises PropertiesInvalid with every violation; read-only properties may not be given."""
    messages = given_read_only(version.read_only, properties) + violations(version.schema, properties)
    if messages:
        raise PropertiesInvalid(logical_id, messages)


def given_read_only(read_only: tuple[Path, ...], properties: dict) -> list[str]:
    return [
        f"#: extraneous key [{'/'.join(path)}] is not permitted: it is read-only"
        for path in read_only
        if value_at(properties, path) is not ABSENT and "*" not in path
    ]


def violations(schema: dict, properties: dict) -> list[str]:
    """One message for each violation, in document order; [] if the properties are valid."""
    errors = sorted(
        Draft7Validator(schema).iter_errors(properties), key=lambda error: list(map(str, error.absolute_path))
    )
    return [line for error in errors for line in _lines(error)]


def _lines(error: Any) -> list[str]:
    pointer = "/".join(["#", *map(str, error.absolute_path)])
    describe = _DESCRIPTIONS.get(error.validator)
    if describe is None:
        return [f"{pointer}: failed validation constraint for keyword [{error.validator}]"]
    return [text if text.startswith("#") else f"{pointer}: {text}" for text in describe(error)]


def _required(error: Any) -> list[str]:
    # jsonschema reports each missing key on its own; its name is only in the message, between quotes.
    return [f"required key [{error.message.split(chr(39))[1]}] not found"]


def _additional(error: Any) -> list[str]:
    return [f"extraneous key [{key}] is not permitted" for key in _extra_keys(error.instance, error.schema)]


def _extra_keys(instance: dict, schema: dict) -> list[str]:
    patterns = schema.get("patternProperties", {})
    return [
        key
        for key in instance
        if key not in schema.get("properties", {}) and not any(re.search(pattern, key) for pattern in patterns)
    ]


def _type(error: Any) -> list[str]:
    wanted: list[str] = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    expected = " or ".join(SCHEMA_TYPES.get(kind, kind) for kind in wanted)
    return [f"expected type: {expected}, found: {JSON_TYPES.get(type(error.instance), type(error.instance).__name__)}"]


def _counted(wording: str) -> Description:
    return lambda error: [wording.format(error.validator_value, len(error.instance))]


def _one_of(error: Any) -> list[str]:
    # `context` says why each subschema failed; it is empty when more than one matched.
    return [f"{'0' if error.context else 'more than one'} subschemas matched instead of one", *_causes(error)]


def _any_of(error: Any) -> list[str]:
    return [f"no subschema matched out of the total {len(error.validator_value)} subschemas", *_causes(error)]


def _causes(error: Any) -> list[str]:
    return [line for cause in error.context for line in _lines(cause)]


_DESCRIPTIONS: dict[str, Description] = {
    "required": _required,
    "additionalProperties": _additional,
    "type": _type,
    "minLength": _counted("expected minLength: {}, actual: {}"),
    "maxLength": _counted("expected maxLength: {}, actual: {}"),
    "minItems": _counted("expected minimum item count: {}, found: {}"),
    "maxItems": _counted("expected maximum item count: {}, found: {}"),
    "uniqueItems": lambda error: ["array items are not unique"],
    "oneOf": _one_of,
    "anyOf": _any_of,
}
