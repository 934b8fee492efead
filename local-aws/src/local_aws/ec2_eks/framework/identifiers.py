"""Ids that are worked out from what they name, so that the same thing has the same id at every look."""

import hashlib
from typing import Any


def identifier(prefix: str, *parts: Any) -> str:
    """`prefix` and 17 hex digits, as EC2's ids are."""
    return f"{prefix}-{hashlib.sha256('/'.join(map(str, parts)).encode()).hexdigest()[:17]}"
