"""What a run may tune: from the environment at start, by the control route later, back to the start by a reset."""

import os
from typing import Any

DEFAULTS: dict[str, Any] = {
    # How often each asker still sees a deleted node group's instances and interfaces (see lingering.py).
    "lingerPolls": int(os.environ.get("LOCAL_AWS_LINGER_POLLS", "1")),
    # How much longer the VPC CNI's left-over interfaces stay; 0 leaves none behind.
    "cniLingerPolls": int(os.environ.get("LOCAL_AWS_CNI_LINGER_POLLS", "0")),
    # Whether a new cluster's security group has the self egress rule that younger EKS clusters get.
    "clusterSelfEgress": os.environ.get("LOCAL_AWS_CLUSTER_SELF_EGRESS", "") == "true",
    # The date in the newest AMI release of every Kubernetes version.
    "latestReleaseDate": os.environ.get("LOCAL_AWS_LATEST_RELEASE_DATE", "20260620"),
}

current: dict[str, Any] = dict(DEFAULTS)


def change(values: dict[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(DEFAULTS)
    if unknown:
        raise ValueError(f"unknown settings: {', '.join(sorted(unknown))}")
    current.update(values)
    return current


def reset() -> None:
    current.clear()
    current.update(DEFAULTS)


def store(backend: Any, name: str) -> dict[Any, Any]:
    """State of ours inside a moto backend, where /moto-api/reset empties it together with moto's own."""
    return backend.__dict__.setdefault(f"local_{name}", {})
