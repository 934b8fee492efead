"""Ids that are derived from what they identify, so that the same resource has the same id in every answer."""

import hashlib
from typing import Any


def identifier(prefix: str, *parts: Any) -> str:
    """`prefix` and 17 hex digits, as EC2's ids are."""
    return f"{prefix}-{hashlib.sha256('/'.join(map(str, parts)).encode()).hexdigest()[:17]}"
