"""The lock files: whoever installs gets the bytes that were locked, or an error."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted(
    path
    for path in ROOT.rglob("package-lock.json")
    if not {"node_modules", "build"} & set(path.relative_to(ROOT).parts)
)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.relative_to(ROOT).parent.as_posix())
def test_every_package_has_its_hash(lock: Path) -> None:
    """But for our own, which are links to folders here, and for those that are inside of another package's archive."""
    packages = json.loads(lock.read_text())["packages"]
    fetched = {
        name: entry
        for name, entry in packages.items()
        if "node_modules/" in name and not entry.get("link") and not entry.get("inBundle")
    }
    assert fetched
    assert [name for name, entry in fetched.items() if not entry.get("integrity", "").startswith("sha512-")] == []
    bundled = [name for name, entry in packages.items() if entry.get("inBundle")]
    assert [name for name in bundled if not has_hash_above(name, fetched)] == []


def has_hash_above(name: str, fetched: dict) -> bool:
    """Whether a package around this one has a hash."""
    parts = name.split("/node_modules/")
    return any("/node_modules/".join(parts[:count]) in fetched for count in range(1, len(parts)))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.relative_to(ROOT).parent.as_posix())
def test_nothing_comes_from_another_place_than_the_registry(lock: Path) -> None:
    packages = json.loads(lock.read_text())["packages"]
    other = re.compile(r"^(git|github|file|http):|^git\+")
    assert [name for name, entry in packages.items() if other.match(entry.get("resolved", ""))] == []


def test_every_python_package_has_its_hash() -> None:
    text = (ROOT / "local-aws" / "requirements.txt").read_text().replace("\\\n", " ")
    packages = [line for line in text.splitlines() if re.match(r"^[a-z0-9]", line, re.IGNORECASE)]
    assert len(packages) > 50
    assert [line for line in packages if not re.search(r"==\S+ +--hash=sha256:[0-9a-f]{64}", line)] == []
