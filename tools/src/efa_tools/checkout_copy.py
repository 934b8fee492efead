"""A copy of this checkout, elsewhere: another path, another time.

    .venv/bin/python -m efa_tools.checkout_copy -m pytest test/e2e

runs Python with these arguments in a copy, with the copy's own Python packages, and removes the copy.
"""

import os
import shutil
import subprocess
import sys
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


@contextmanager
def committed_copy(name: str, packages: bool = True) -> Iterator[Path]:
    """The same with every file that is in git or could be, as the only commit of a repository of its own, which has the
    same id wherever and whenever it is made. Without packages nothing can be built in it."""
    root = checkout.current()
    runs = root / ".local-aws"
    runs.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"run-{os.getpid()}-{name}-", dir=runs))
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-coz", "--exclude-standard"], cwd=root, stdout=subprocess.PIPE, text=True, check=True
        )
        for file in filter(None, listed.stdout.split("\0")):
            if os.path.lexists(root / file):
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / file, folder / file, follow_symlinks=False)
        _commit(folder)
        if packages:
            _link_packages(root, folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _link_packages(root: Path, folder: Path) -> None:
    shutil.copytree(root / "node_modules", folder / "node_modules", symlinks=True, copy_function=_link)
    (folder / "node_modules" / ".installed").touch()
    # not the folder itself, which .gitignore does not know as a link
    (folder / ".venv").mkdir()
    for entry in (root / ".venv").iterdir():
        (folder / ".venv" / entry.name).symlink_to(entry)


def _commit(folder: Path) -> None:
    who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in _AUTHOR.items()}
    environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "All"]):
        subprocess.run(["git", *command], cwd=folder, env=environment, check=True)


_AUTHOR = {"NAME": "Test", "EMAIL": "test@example.com", "DATE": "2000-01-01T00:00:00Z"}


def make(folder: Path, target: str, environment: dict[str, str] | None = None) -> str:
    """What make printed. Raises with it when make failed."""
    ran = subprocess.run(
        ["make", target],
        cwd=folder,
        env={**os.environ, **(environment or {})},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
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


def main() -> int:
    with committed_copy("lane") as folder:
        sources = os.pathsep.join(str(folder / package / "src") for package in ("local-aws", "tools"))
        return subprocess.run(
            [sys.executable, *sys.argv[1:]], cwd=folder, env={**os.environ, "PYTHONPATH": sources}
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
