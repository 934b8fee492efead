"""Zip files that are the same, byte for byte, wherever and whenever they are built; and what no
file in them may contain."""

import io
import json
import re
import subprocess
import tempfile
import zipfile
from pathlib import Path

# The earliest time that a zip can record, and a plain file that all may read, as Lambda wants it.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
ZIP_MODE = 0o100644 << 16
MADE_ON_UNIX = 3

# Our own, and those of the packages that a bundle is made of: scripts/package.mjs writes them.
LICENCES = ("LICENSE", "THIRD-PARTY-NOTICES.txt")


class PackageRefused(Exception):
    """What is wrong with the package."""


def read_zip(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_zip(files: dict[str, bytes]) -> bytes:
    """Sorted names, one time, one mode."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.create_system, entry.external_attr = MADE_ON_UNIX, ZIP_MODE
            archive.writestr(entry, files[name])
    return body.getvalue()


def check_bundles(bundles: dict[str, bytes]) -> None:
    """Raises PackageRefused."""
    for name, body in bundles.items():
        text = body.decode()
        refuse(f"in {name}: a source map", re.findall(r"sourceMappingURL=.{0,40}", text)[:1])
        # esbuild names each module's file in a comment
        refuse(f"in {name}: the AWS SDK v2", re.findall(r"^\s*// (node_modules/aws-sdk/\S+)", text, re.MULTILINE)[:1])
        refuse(f"in {name}: a test", re.findall(r"^\s*// (test/\S+)", text, re.MULTILINE)[:1])


def check_licences(files: dict[str, bytes]) -> None:
    """Raises PackageRefused."""
    refuse("is missing", [name for name in LICENCES if not files.get(name)])


def check_paths(files: dict[str, bytes], root: Path) -> None:
    """Raises PackageRefused."""
    if len(root.parts) > 2:  # the path of a checkout in /src would be found everywhere
        refuse(
            "contains the path of this checkout", [name for name, body in files.items() if str(root).encode() in body]
        )


def refuse(why: str, found: list[str]) -> None:
    if found:
        raise PackageRefused(f"{', '.join(found)}: {why}")


def exports(files: dict[str, bytes], entry: str) -> list[str]:
    """The names that Lambda could be configured to call. The entry is loaded with the files that it needs beside it."""
    with tempfile.TemporaryDirectory() as folder:
        for name, body in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        script = "console.log(JSON.stringify(Object.keys(require(process.argv[1]))))"
        ran = subprocess.run(["node", "-e", script, str(Path(folder, entry))], stdout=subprocess.PIPE, check=True)
    return json.loads(ran.stdout)
