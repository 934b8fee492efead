"""Makes custom-resource.zip, the code of install/custom-resource.yaml, from what the bundler wrote: the same bytes
wherever and whenever it is made; checks what is in it; and writes its bill of materials (CycloneDX) beside it.

    npm run -s bundle -- CustomResource && .venv/bin/python -m efa_tools.custom_resource_package

`make package` runs both.
"""

import base64
import re
import sys
from pathlib import Path

from efa_tools import checkout
from efa_tools.bill_of_materials import bill_of_materials
from efa_tools.zips import PackageRefused, check_bundles, check_paths, exports, read_zip, refuse, sha256, write_zip

BUNDLES = Path("build", "CustomResource", "dist")
PACKAGE = "custom-resource.zip"
SBOM = "custom-resource.cdx.json"
ENTRY = "custom-resource.js"
# The functions of install/custom-resource.yaml, and nothing else that Lambda could be configured to call.
EXPORTED = {"onEvent", "reconcile", "answer"}


def package(root: Path) -> bytes:
    """The zip, of what lies in build/CustomResource/dist. Raises PackageRefused."""
    folder = root / BUNDLES
    files = {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}
    check(files, root)
    return write_zip(files)


def check(files: dict[str, bytes], root: Path) -> None:
    """Raises PackageRefused."""
    refuse("is missing", [] if files.get(ENTRY) else [ENTRY])
    refuse("is not expected in the package", [name for name in files if not re.fullmatch(r"[\w-]+\.js", name)])
    check_bundles(files)
    found = set(exports(files[ENTRY]))
    refuse(
        f"is exported by {ENTRY}, and not {sorted(EXPORTED)}", [] if found == EXPORTED else sorted(found) or ["nothing"]
    )
    check_paths(files, root)


def main() -> None:
    root = checkout.current()
    target = root / PACKAGE
    try:
        body = package(root)
        bill = bill_of_materials(root, sha256(body))
    except PackageRefused as error:
        target.unlink(missing_ok=True)
        sys.exit(f"{PACKAGE}: {error}")
    target.write_bytes(body)
    (root / SBOM).write_bytes(bill)
    for name, content in sorted(read_zip(body).items()):
        print(f"{len(content):9} {name}")
    print(f"sha256 {sha256(body)} {PACKAGE}")
    print(f"sha256 {sha256(bill)} {SBOM}")
    # as Lambda has it, and a parameter of the template asks for it
    print(f"CodeSha256={base64.b64encode(bytes.fromhex(sha256(body))).decode()}")


if __name__ == "__main__":
    main()
