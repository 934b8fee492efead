"""Turns what `cfn submit --dry-run` wrote into a package that is the same, byte for byte, wherever and whenever it is
made; and checks what is in it.

    .venv/bin/python -m efa_tools.registry_package        `make package` runs it after the CLI

The CLI's own zip has the same files, with the time of the build in it. Nothing is compressed, as in the CLI's zip: what
zlib makes of the same bytes depends on its version.
"""

import re
import sys
import zipfile
from pathlib import Path

from efa_tools import checkout
from efa_tools.zips import (
    LICENCES,
    PackageRefused,
    check_bundles,
    check_licences,
    check_paths,
    exports,
    read_zip,
    refuse,
    write_zip,
)

PACKAGE = "efa-eks-nodegroup.zip"
PROVIDER = "ResourceProvider.zip"
ENTRY = "dist/handlers.js"

# Everything that may be in the package; what must be is REQUIRED.
EXPECTED = re.compile(
    r"\.rpdk-config|\.cfn_metadata\.json|schema\.json|ResourceProvider\.zip"
    r"|inputs/inputs_\d+_(create|update|invalid)\.json|src/([\w-]+/)*[\w-]+\.ts"
)
EXPECTED_OF_PROVIDER = re.compile(rf"dist/[\w-]+\.js|{'|'.join(map(re.escape, LICENCES))}")
REQUIRED = {".rpdk-config", ".cfn_metadata.json", "schema.json", PROVIDER, "src/handlers.ts", "src/models.ts"}
EXPORTED = ["entrypoint"]


def check(files: dict[str, bytes], provider: dict[str, bytes], root: Path) -> None:
    """Raises PackageRefused."""
    missing = REQUIRED - files.keys()
    refuse("is missing", sorted(missing))
    refuse("is not expected in the package", [name for name in files if not EXPECTED.fullmatch(name)])
    refuse(f"is missing in {PROVIDER}", [] if provider.get(ENTRY) else [ENTRY])
    refuse(f"is not expected in {PROVIDER}", [name for name in provider if not EXPECTED_OF_PROVIDER.fullmatch(name)])
    check_licences(provider)
    check_bundles({name: body for name, body in provider.items() if name not in LICENCES})
    found = exports(provider, ENTRY)
    refuse(f"is exported by {ENTRY}, and not {EXPORTED}", [] if found == EXPORTED else found)
    check_paths({**files, **provider}, root)


def main() -> None:
    root = checkout.current()
    target = root / PACKAGE
    try:
        print_made(root, target)
    except (PackageRefused, zipfile.BadZipFile) as error:
        target.unlink(missing_ok=True)
        sys.exit(f"{PACKAGE}: {error}")


def print_made(root: Path, target: Path) -> None:
    """Raises PackageRefused and BadZipFile."""
    files = read_zip(target.read_bytes())
    provider = read_zip(files.get(PROVIDER, b""))
    check(files, provider, root)
    files[PROVIDER] = write_zip(provider)
    package = write_zip(files)
    target.write_bytes(package)
    for name, body in sorted({**files, **{f"{PROVIDER}/{name}": body for name, body in provider.items()}}.items()):
        print(f"{len(body):9} {name}")


if __name__ == "__main__":
    main()
