"""Property paths of a resource type's schema: /properties/Placement/AvailabilityZone, /properties/Volumes/*/Size.

Source: https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html (createOnlyProperties
and its relatives are lists of JSON pointers; nested definitions are allowed, * stands for every item of an array).
"""

import copy
from typing import Any

Path = tuple[str, ...]
ABSENT = object()


def parse_pointer(pointer: str) -> Path:
    """('Placement', 'AvailabilityZone') for /properties/Placement/AvailabilityZone."""
    segments = pointer.split("/")
    if segments[:2] != ["", "properties"] or len(segments) < 3:
        raise ValueError(f"{pointer} is not a pointer to a property: it must start with /properties/")
    return tuple(segment.replace("~1", "/").replace("~0", "~") for segment in segments[2:])


def value_at(model: Any, path: Path) -> Any:
    """The value at the path, ABSENT if there is none; for a path with * the list of the values of all items."""
    if not path:
        return model
    first, rest = path[0], path[1:]
    if first == "*":
        return [value_at(item, rest) for item in model] if isinstance(model, list) else ABSENT
    if not isinstance(model, dict) or first not in model:
        return ABSENT
    return value_at(model[first], rest)


def changed_paths(paths: tuple[Path, ...], old: dict, new: dict) -> list[Path]:
    """The paths whose value differs between two models. Order of arrays counts, as in a comparison of two templates."""
    return [path for path in paths if value_at(old, path) != value_at(new, path)]


def without(model: Any, paths: tuple[Path, ...]) -> Any:
    """A copy of the model in which nothing is left at the paths."""
    result = copy.deepcopy(model)
    for path in paths:
        _remove(result, path)
    return result


def _remove(model: Any, path: Path) -> None:
    first, rest = path[0], path[1:]
    if first == "*":
        for item in model if isinstance(model, list) else []:
            _remove(item, rest)
    elif isinstance(model, dict) and first in model:
        if rest:
            _remove(model[first], rest)
        else:
            del model[first]


def with_value(model: dict, path: Path, value: Any) -> dict:
    """A copy of the model with the value at a path (without *)."""
    result = copy.deepcopy(model)
    at = result
    for segment in path[:-1]:
        at = at.setdefault(segment, {})
    at[path[-1]] = value
    return result


def flat_attributes(model: dict) -> dict:
    """What Fn::GetAtt can name: every property, and nested ones with dots (Placement.AvailabilityZone). Source:
    https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html (readOnlyProperties)."""
    attributes = {}

    def add(prefix: str, value: Any) -> None:
        attributes[prefix] = value
        if isinstance(value, dict):
            for key, child in value.items():
                add(f"{prefix}.{key}", child)

    for key, value in (model or {}).items():
        add(key, value)
    return attributes
