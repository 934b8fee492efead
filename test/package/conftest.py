"""What `make package` makes in two copies of the checkout, and `make npm-package` in a third."""

import hashlib
import tarfile
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


@dataclass(frozen=True)
class Packed:
    """The unpacked npm package and its tarball, the one-file command line beside it, their bills of materials by name,
    what make printed, and the path of the checkout that they were made in."""

    package: Path
    tarball: bytes
    command_line: bytes
    bills: dict[str, bytes]
    printed: str
    checkout: Path


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Packed:
    folder = tmp_path_factory.mktemp("npm")
    with copy_of_checkout() as checkout:
        printed = make(checkout, "npm-package")
        [tarball] = (checkout / "dist").glob("*.tgz")
        with tarfile.open(tarball) as archive:
            archive.extractall(folder, filter="data")
        return Packed(
            folder / "package",
            tarball.read_bytes(),
            (checkout / "dist" / "efa-nodegroup.js").read_bytes(),
            {path.name: path.read_bytes() for path in (checkout / "dist").glob("*.cdx.json")},
            printed,
            checkout,
        )
