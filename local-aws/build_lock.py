"""One build in the checkout at a time: the CloudFormation CLI deletes build/ when it begins."""
import fcntl
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def build_lock():
    """Of this machine's processes on this checkout; waits."""
    runs = ROOT / ".local-aws"
    runs.mkdir(exist_ok=True)
    with (runs / "submit.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
