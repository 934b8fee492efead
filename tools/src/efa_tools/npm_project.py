"""A folder like that of a user of the npm package: node_modules with the package as it is packed, and with the CDK."""

import subprocess
import tarfile
from pathlib import Path

from efa_tools import checkout

PACKAGE = "eks-efa-nodegroup"


def packed_package() -> Path:
    """The tarball in dist/. Not for two processes at once."""
    root = checkout.current()
    subprocess.run(["node", "scripts/npm-package.mjs"], cwd=root, stdout=subprocess.DEVNULL, check=True)
    [tarball] = (root / "dist").glob("*.tgz")
    return tarball


def install(tarball: Path, folder: Path, others: Path | None = None) -> None:
    """Writes folder/node_modules: the package, and links to the packages in `others`, by default those of this
    checkout. Node has to be started with --preserve-symlinks, so that they find each other where they are linked."""
    modules = folder / "node_modules"
    modules.mkdir()
    with tarfile.open(tarball) as packed:
        packed.extractall(modules, filter="data")
    (modules / "package").rename(modules / PACKAGE)
    for installed in (others or checkout.current() / "node_modules").glob("[!.]*"):
        (modules / installed.name).symlink_to(installed)
