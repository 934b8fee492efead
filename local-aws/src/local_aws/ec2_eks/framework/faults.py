"""Errors on demand: AWS refuses a call, or does it and loses the answer.

    {"service": "ec2", "action": "CreateLaunchTemplate", "code": "InternalError", "status": 500, "times": 4}

`after`: the call is carried out and only then answered with the error. `accessKeyId`: it meets the calls signed with
this key alone, `about`: those alone whose parameters have this text in them, so that tests which run at the same time
do not meet each other's faults.
"""

import json
from typing import Any

REQUIRED = ("service", "action", "code")
WHOSE = {"accessKeyId": None, "about": None}
DEFAULTS = {"message": "Injected by the local AWS.", "status": 400, "times": 1, "after": False, **WHOSE}

planned: list[dict[str, Any]] = []


def plan(fault: dict[str, Any]) -> dict[str, Any]:
    missing = [name for name in REQUIRED if not fault.get(name)]
    unknown = set(fault) - set(REQUIRED) - set(DEFAULTS)
    if missing or unknown:
        raise ValueError(f"missing: {missing}, unknown: {sorted(unknown)}")
    planned.append({**DEFAULTS, **fault})
    return planned[-1]


def take(service: str, action: str, access_key_id: str | None, parameters: Any) -> dict[str, Any] | None:
    """The next fault for this call; each serves `times` calls."""
    for fault in planned:
        meets = (
            fault["times"] > 0
            and (fault["service"], fault["action"]) == (service, action)
            and fault["accessKeyId"] in (None, access_key_id)
            and (fault["about"] is None or fault["about"] in json.dumps(parameters, default=str))
        )
        if meets:
            fault["times"] -= 1
            return fault
    return None


def forget(about: str | None = None) -> None:
    """All of them, or those about one thing."""
    planned[:] = [fault for fault in planned if about is not None and fault["about"] != about]
