"""Compares the versions of the lock files with advisories in the format of OSV, offline.

    OSV_DATA=FOLDER make vulnerabilities

The folder, at any depth, has the advisories as JSON, one a file, as in https://osv-vulnerabilities.storage.googleapis.com/npm/all.zip
and …/PyPI/all.zip, unzipped. Without it the check says that it did not run, which is no finding and no proof.
https://ossf.github.io/osv-schema/ describes the format.
"""

import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

from efa_tools import checkout

NPM, PYPI = "npm", "PyPI"


@dataclass(frozen=True)
class Locked:
    """A package of a lock file, which is named by its path in the checkout."""

    ecosystem: str
    name: str
    version: str
    lock: str


def locked(root: Path) -> list[Locked]:
    """Of every lock file in the checkout."""
    return [*npm_packages(root), *python_packages(root)]


def npm_packages(root: Path) -> Iterator[Locked]:
    for path in sorted(root.glob("**/package-lock.json")):
        lock = path.relative_to(root)
        if {"node_modules", "build", ".local-aws", "release"} & set(lock.parts):
            continue
        for key, entry in json.loads(path.read_text())["packages"].items():
            if "node_modules/" in key and not entry.get("link"):
                yield Locked(NPM, entry.get("name") or key.split("node_modules/")[-1], entry["version"], str(lock))


def python_packages(root: Path) -> Iterator[Locked]:
    lock = Path("local-aws", "requirements.txt")
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*\])?==(\S+)", (root / lock).read_text(), re.MULTILINE):
        yield Locked(PYPI, normal(name), version, str(lock))


def normal(name: str) -> str:
    """As PyPI compares names: https://peps.python.org/pep-0503/"""
    return re.sub(r"[-_.]+", "-", name).lower()


def advisories(folder: Path) -> Iterator[dict]:
    for path in sorted(folder.rglob("*.json")):
        advisory = json.loads(path.read_text())
        if "withdrawn" not in advisory:
            yield advisory


def findings(packages: list[Locked], folder: Path) -> tuple[list[str], int]:
    """A line for each package and advisory that concerns its version; and how many advisories were read."""
    by_name: dict[tuple[str, str], list[Locked]] = {}
    for package in packages:
        by_name.setdefault((package.ecosystem, package.name), []).append(package)
    found, count = set(), 0
    for advisory in advisories(folder):
        count += 1
        for affected in advisory.get("affected", []):
            about = affected.get("package", {})
            name = normal(about["name"]) if about.get("ecosystem") == PYPI else about.get("name")
            for package in by_name.get((about.get("ecosystem"), name), []):
                if concerns(affected, package):
                    summary = advisory.get("summary", "no summary")
                    found.add(f"{package.name} {package.version} ({package.lock}): {advisory['id']}: {summary}")
    return sorted(found), count


def concerns(affected: dict, package: Locked) -> bool:
    if package.version in affected.get("versions", []):
        return True
    ranges = [each for each in affected.get("ranges", []) if each["type"] in ("SEMVER", "ECOSYSTEM")]
    return any(is_in(each["events"], package) for each in ranges)


def is_in(events: list[dict], package: Locked) -> bool:
    """Events say at which version a weakness begins and is over; `last_affected` is the last that has it."""
    order = semver if package.ecosystem == NPM else pep440
    version = order(package.version)
    inside = False
    for event in sorted(events, key=lambda event: order(next(iter(event.values())))):
        [(kind, at)] = event.items()
        if kind == "introduced" and order(at) <= version:
            inside = True
        if (kind == "fixed" and order(at) <= version) or (kind == "last_affected" and order(at) < version):
            inside = False
    return inside


def semver(text: str) -> Any:
    """A key that orders as https://semver.org/#spec-item-11 says."""
    core, _, rest = text.partition("+")[0].partition("-")
    numbers = [int(number) for number in core.split(".")]
    parts = [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in rest.split(".")] if rest else []
    return (numbers + [0] * (3 - len(numbers)), not parts, parts)


def pep440(text: str) -> Any:
    try:
        return Version(text)
    except InvalidVersion:
        # an old advisory may have one; it comes first
        return Version("0.dev0")


def main() -> int:
    data = os.environ.get("OSV_DATA", "")
    if not data:
        print("vulnerabilities: not checked, because there is no data: OSV_DATA names no folder of advisories")
        return 0
    packages = locked(checkout.current())
    found, count = findings(packages, Path(data))
    if count == 0:
        print(f"vulnerabilities: not checked, because there is no advisory in {data}")
        return 1
    for line in found:
        print(line)
    compared = f"{len(packages)} packages of the lock files compared with {count} advisories"
    print(f"vulnerabilities: {compared}, {len(found)} found")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
