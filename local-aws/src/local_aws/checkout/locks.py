"""Locks between processes of this machine."""

import fcntl
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from local_aws.checkout.paths import RUNS


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Waits until no other process holds this lock. It ends with the process, whatever happens to it."""
    path.parent.mkdir(exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def build_lock() -> AbstractContextManager[None]:
    """One build in the checkout at a time: the CloudFormation CLI deletes build/ when it begins."""
    return file_lock(RUNS / "build.lock")
