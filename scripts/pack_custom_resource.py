"""Makes custom-resource.zip, the code of install/custom-resource.yaml, from what the bundler wrote: the same bytes wherever and
whenever it is made; checks what is in it; and writes its bill of materials (CycloneDX) beside it.

    npm run -s bundle -- CustomResource && .venv/bin/python scripts/pack_custom_resource.py        `make package` runs both
"""
import re
import sys

import pack

BUNDLES = pack.ROOT / "build" / "CustomResource" / "dist"
PACKAGE = pack.ROOT / "custom-resource.zip"
SBOM = pack.ROOT / "custom-resource.cdx.json"
ENTRY = "custom-resource.js"
# The functions of install/custom-resource.yaml, and nothing else that Lambda could be told to call.
EXPORTED = {"onEvent", "reconcile", "answer"}


def package() -> bytes:
    """The zip, of what lies in build/CustomResource/dist. Raises pack.PackageRefused."""
    files = {path.name: path.read_bytes() for path in BUNDLES.iterdir()} if BUNDLES.is_dir() else {}
    check(files)
    return pack.write_zip(files)


def check(files: dict[str, bytes]) -> None:
    """Raises pack.PackageRefused."""
    pack.refuse("is missing", [] if files.get(ENTRY) else [ENTRY])
    pack.refuse("is not expected in the package", [name for name in files if not re.fullmatch(r"[\w-]+\.js", name)])
    pack.check_bundles(files)
    found = set(pack.exports(files[ENTRY]))
    pack.refuse(f"is exported by {ENTRY}, and not {sorted(EXPORTED)}", [] if found == EXPORTED else sorted(found) or ["nothing"])
    pack.check_paths(files)


def main() -> None:
    body = package()
    PACKAGE.write_bytes(body)
    SBOM.write_bytes(pack.bill_of_materials(pack.sha256(body)))
    for name, content in sorted(pack.read_zip(body).items()):
        print(f"{len(content):9} {name}")
    print(f"sha256 {pack.sha256(body)} {PACKAGE.name}")
    print(f"sha256 {pack.sha256(SBOM.read_bytes())} {SBOM.name}")


if __name__ == "__main__":
    try:
        main()
    except pack.PackageRefused as error:
        PACKAGE.unlink(missing_ok=True)
        sys.exit(f"scripts/pack_custom_resource.py: {error}")
