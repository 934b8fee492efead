"""DescribeLogGroups while functions log.

MiniStack adds up the events in the streams of each group, and fails when another thread adds a stream meanwhile.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from ministack.services import cloudwatch_logs

MOST_ATTEMPTS = 100
CHANGED = "dictionary changed size during iteration"


def install() -> None:
    cloudwatch_logs._describe_log_groups = repeated(cloudwatch_logs._describe_log_groups)


def repeated(describe: Callable[[dict], Any]) -> Callable[[dict], Any]:
    """`describe`, called again where a dictionary changed under it."""

    @wraps(describe)
    def describe_unchanged(data: dict) -> Any:
        for _ in range(MOST_ATTEMPTS - 1):
            try:
                return describe(data)
            except RuntimeError as error:
                if str(error) != CHANGED:
                    raise
        return describe(data)

    return describe_unchanged
