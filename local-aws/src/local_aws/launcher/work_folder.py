"""The folder of one run: all that its servers write."""

import os
import re
import shutil
import tempfile
from pathlib import Path

from local_aws.checkout.paths import RUNS


class WorkFolder:
    """A folder below .local-aws/ in the checkout for all that a run writes; removed at its end, or, where that
    was a kill -9, by the next run."""

    def __init__(self) -> None:
        RUNS.mkdir(exist_ok=True)
        for left in RUNS.iterdir():
            owner = re.match(r"run-(\d+)-", left.name)
            if owner and not _is_alive(int(owner.group(1))):
                shutil.rmtree(left, ignore_errors=True)
        self.path = Path(tempfile.mkdtemp(prefix=f"run-{os.getpid()}-", dir=RUNS))
        self.temporary = self.path / "tmp"
        self.temporary.mkdir()

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
