"""One build in the checkout at a time: the CloudFormation CLI deletes build/ when it begins."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from local_aws.checkout.paths import RUNS


@contextmanager
def build_lock() -> Iterator[None]:
    """Of this machine's processes on this checkout; waits."""
    RUNS.mkdir(exist_ok=True)
    with (RUNS / "submit.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
