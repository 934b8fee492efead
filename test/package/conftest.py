"""What `make package` makes in two copies of the checkout."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pytest

from efa_tools.checkout_copy import copy_of_checkout, make


@dataclass(frozen=True)
class Built:
    """The zips and bills of materials by name, what make printed, and the folder that it ran in."""

    files: dict[str, bytes]
    printed: str
    folder: Path

    @property
    def hashes(self) -> dict[str, str]:
        return {name: hashlib.sha256(body).hexdigest() for name, body in self.files.items()}


@pytest.fixture(scope="session")
def built() -> list[Built]:
    builds = []
    for _ in range(2):
        with copy_of_checkout() as folder:
            printed = make(folder, "package")
            files = {
                path.name: path.read_bytes() for pattern in ("*.zip", "*.cdx.json") for path in folder.glob(pattern)
            }
            builds.append(Built(files, printed, folder))
    return builds
