"""Errors on demand: AWS refuses a call, or does it and loses the answer."""

from typing import Any

REQUIRED = ("service", "action", "code")
DEFAULTS = {"message": "Injected by the local AWS.", "status": 400, "times": 1, "after": False}

planned: list[dict[str, Any]] = []


def plan(fault: dict[str, Any]) -> dict[str, Any]:
    """`after`: the call is carried out and only then answered with the error."""
    missing = [name for name in REQUIRED if not fault.get(name)]
    unknown = set(fault) - set(REQUIRED) - set(DEFAULTS)
    if missing or unknown:
        raise ValueError(f"missing: {missing}, unknown: {sorted(unknown)}")
    planned.append({**DEFAULTS, **fault})
    return planned[-1]


def take(service: str, action: str) -> dict[str, Any] | None:
    """The next fault for this call; each serves `times` calls."""
    for fault in planned:
        if fault["times"] > 0 and (fault["service"], fault["action"]) == (service, action):
            fault["times"] -= 1
            return fault
    return None


def reset() -> None:
    planned.clear()
