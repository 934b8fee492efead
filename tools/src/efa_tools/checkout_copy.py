"""A copy of this checkout, elsewhere: another path, another time."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from efa_tools import checkout

COPIED = (
    ".rpdk-config",
    "schema.json",
    "package.json",
    "package-lock.json",
    ".npmrc",
    "Makefile",
    "template.yml",
    "tsconfig.json",
    "tsconfig.models.json",
    "tsconfig.construct.json",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    "guides",
    "scripts",
    "src",
    "shims",
    "inputs",
    "install",
    "local-aws",
    "tools",
)


@contextmanager
def copy_of_checkout() -> Iterator[Path]:
    """The folder, removed at the end. It contains what a build reads, with node_modules by hard links: esbuild names
    modules by their real path, which a symbolic link would lead out of the folder."""
    root = checkout.current()
    runs = root / ".local-aws"
    runs.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"run-{os.getpid()}-package-", dir=runs))
    try:
        for name in COPIED:
            _copy(root / name, folder / name)
        (folder / "efa-eks-nodegroup.json").symlink_to("schema.json")
        shutil.copytree(root / "node_modules", folder / "node_modules", symlinks=True, copy_function=_link)
        (folder / ".venv").symlink_to(root / ".venv")
        # as just installed, else make would install again
        installed = folder / "node_modules" / ".installed"
        installed.unlink(missing_ok=True)
        installed.touch()
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make(folder: Path, target: str) -> str:
    """What make printed. Raises with it when make failed."""
    ran = subprocess.run(["make", target], cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert ran.returncode == 0, ran.stdout
    return ran.stdout


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    elif source.exists():
        shutil.copy(source, target)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
