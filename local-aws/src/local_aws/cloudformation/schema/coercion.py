"""Values of a template in the types of the schema: "5" is 5 where the schema says integer.

A template's parameters are strings, so CloudFormation converts by the schema before it validates. Our reading: AWS
documents neither the direction nor the corner cases. Numbers and booleans become strings where the schema says string.
Where it allows both (oneOf, type lists that contain "string") the value stays as it is.
"""

import re
from functools import reduce
from typing import Any

from jsonschema import Draft7Validator

NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")


def coerce(root: dict, value: Any, schema: Any = None) -> Any:
    """A copy of the value in the schema's types (root is the whole resource schema, where $ref points into).
    What does not fit stays as it is, for the validation to report."""
    schema = resolve(root, root if schema is None else schema)
    if isinstance(value, dict):
        value = {key: coerce(root, child, _property_schema(schema, key)) for key, child in value.items()}
    elif isinstance(value, list):
        value = [coerce(root, item, _item_schema(schema, index)) for index, item in enumerate(value)]
    else:
        value = _scalar(value, schema.get("type"))
    return _by_combiners(root, value, schema)


def resolve(root: dict, schema: Any) -> dict:
    """The schema that a chain of local $ref ends at; {} for true, false and what is missing."""
    while isinstance(schema, dict) and "$ref" in schema:
        schema = reduce(lambda at, key: at[key], schema["$ref"].removeprefix("#/").split("/"), root)
    return schema if isinstance(schema, dict) else {}


def as_strings(value: Any) -> Any:
    """Every number and boolean as a string: how the CLI plugins say that CloudFormation sends primitives."""
    if isinstance(value, dict):
        return {key: as_strings(child) for key, child in value.items()}
    if isinstance(value, list):
        return [as_strings(item) for item in value]
    return _text(value) if isinstance(value, (bool, int, float)) else value


def _property_schema(schema: dict, key: str) -> Any:
    if key in schema.get("properties", {}):
        return schema["properties"][key]
    for pattern, child in schema.get("patternProperties", {}).items():
        if re.search(pattern, key):
            return child
    return schema.get("additionalProperties", {})


def _item_schema(schema: dict, index: int) -> Any:
    items = schema.get("items", {})
    if isinstance(items, list):
        return items[index] if index < len(items) else {}
    return items


def _by_combiners(root: dict, value: Any, schema: dict) -> Any:
    """allOf: each part may convert. anyOf, oneOf: the first part that the converted value fits; none if it fits as it
    is."""
    for part in schema.get("allOf", []):
        value = coerce(root, value, part)
    for keyword in ("anyOf", "oneOf"):
        parts = schema.get(keyword, [])
        if parts and not any(_fits(root, value, part) for part in parts):
            candidates = [(coerce(root, value, part), part) for part in parts]
            value = next((candidate for candidate, part in candidates if _fits(root, candidate, part)), value)
    return value


def _fits(root: dict, value: Any, schema: Any) -> bool:
    return Draft7Validator(root).evolve(schema=schema).is_valid(value)


def _scalar(value: Any, kind: Any) -> Any:
    kinds = set(kind) if isinstance(kind, list) else {kind}
    if isinstance(value, str) and "string" not in kinds:
        return _from_text(value, kinds)
    if isinstance(value, (bool, int, float)) and kinds == {"string"}:
        return _text(value)
    return value


def _from_text(text: str, kinds: set) -> bool | int | float | str:
    if "boolean" in kinds and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if kinds & {"integer", "number"} and NUMBER.fullmatch(text):
        number = float(text)
        if number.is_integer():
            return int(number)
        return number if "number" in kinds else text
    return text


def _text(value: bool | int | float) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
