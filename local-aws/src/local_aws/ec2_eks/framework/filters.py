"""EC2's Filters. Source: EC2 user guide, "Filter your resources": values are ORed, filters ANDed, * and ? are
wildcards, names are case-sensitive, `tag:KEY` matches the value and `tag-key` the key."""

import re
from collections.abc import Iterable
from typing import Any

from local_aws.ec2_eks.framework.errors import ec2_error


def matches(filters: dict[str, list[str]], values: dict[str, Any], tags: dict[str, str]) -> bool:
    """`values` maps every filter name that is known to its value or values."""
    return all(_one(name, wanted, values, tags) for name, wanted in filters.items())


def _one(name: str, wanted: list[str], values: dict[str, Any], tags: dict[str, str]) -> bool:
    if name.startswith("tag:"):
        have: Iterable[Any] = [tags[name[4:]]] if name[4:] in tags else []
    elif name == "tag-key":
        have = tags
    elif name in values:
        have = values[name] if isinstance(values[name], (list, set, tuple)) else [values[name]]
    else:
        raise ec2_error("InvalidParameterValue", f"The filter '{name}' is invalid")
    return any(_like(pattern, value) for pattern in wanted for value in have if value is not None)


def _like(pattern: str, value: Any) -> bool:
    expression = "".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in pattern)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return re.fullmatch(expression, text, re.DOTALL) is not None
