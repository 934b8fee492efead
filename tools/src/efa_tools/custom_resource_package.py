"""Makes custom-resource.zip, the code of install/custom-resource.yaml, from what the bundler wrote: the same bytes
wherever and whenever it is made; and checks what is in it.

    npm run -s bundle -- CustomResource && .venv/bin/python -m efa_tools.custom_resource_package

`make package` runs both.
"""

import base64
import hashlib
import re
import sys
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

BUNDLES = Path("build", "CustomResource", "dist")
PACKAGE = "custom-resource.zip"
ENTRY = "custom-resource.js"
# The functions of install/custom-resource.yaml, and nothing else that Lambda could be configured to call.
EXPORTED = {"onEvent", "reconcile", "answer"}


def package(root: Path) -> bytes:
    """The zip, of what lies in build/CustomResource/dist, and the licences above it. Raises PackageRefused."""
    folder = root / BUNDLES
    paths = (
        [*folder.iterdir(), *(path for path in folder.parent.iterdir() if path.is_file())] if folder.is_dir() else []
    )
    files = {path.name: path.read_bytes() for path in paths}
    check(files, root)
    return write_zip(files)


def check(files: dict[str, bytes], root: Path) -> None:
    """Raises PackageRefused."""
    refuse("is missing", [] if files.get(ENTRY) else [ENTRY])
    check_licences(files)
    bundles = {name: body for name, body in files.items() if name not in LICENCES}
    refuse("is not expected in the package", [name for name in bundles if not re.fullmatch(r"[\w-]+\.js", name)])
    check_bundles(bundles)
    found = set(exports(files, ENTRY))
    refuse(
        f"is exported by {ENTRY}, and not {sorted(EXPORTED)}", [] if found == EXPORTED else sorted(found) or ["nothing"]
    )
    check_paths(files, root)


def main() -> None:
    root = checkout.current()
    target = root / PACKAGE
    try:
        body = package(root)
    except PackageRefused as error:
        target.unlink(missing_ok=True)
        sys.exit(f"{PACKAGE}: {error}")
    target.write_bytes(body)
    for name, content in sorted(read_zip(body).items()):
        print(f"{len(content):9} {name}")
    # as Lambda has it, and a parameter of the template asks for it
    print(f"CodeSha256={base64.b64encode(hashlib.sha256(body).digest()).decode()}")


if __name__ == "__main__":
    main()
