"""What EC2 refuses about the placement group of a launch template, for one instance type.

Source: EC2 API reference PlacementGroupInfo, SupportedStrategies. The text is our reading.
"""

from typing import Any


def broken_rule(name: str, instance_type: dict[str, Any], placement: dict[str, Any]) -> str | None:
    strategies = (instance_type.get("PlacementGroupInfo") or {}).get("SupportedStrategies", [])
    if not placement.get("GroupName") or "cluster" in strategies:
        return None
    return f"The instance type {name} does not support cluster placement groups."
