"""Turns what `cfn submit --dry-run` wrote into a package that is the same, byte for byte, wherever and whenever it is made; checks
what is in it; and writes its bill of materials (CycloneDX) beside it.

    .venv/bin/python scripts/pack.py        `make package` runs it after the CLI

The CLI's own zip has the same files, with the time of the build in it. Nothing is compressed, as in the CLI's zip: what zlib makes
of the same bytes depends on its version.
"""
import hashlib
import io
import json
import re
import subprocess
import sys
import uuid
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "efa-eks-nodegroup.zip"
SBOM = ROOT / "efa-eks-nodegroup.cdx.json"
PROVIDER = "ResourceProvider.zip"
ENTRY = "dist/handlers.js"

# Everything that may be in the package; what must be is REQUIRED.
EXPECTED = re.compile(r"\.rpdk-config|\.cfn_metadata\.json|schema\.json|ResourceProvider\.zip"
                      r"|inputs/inputs_\d+_(create|update|invalid)\.json|src/([\w-]+/)*[\w-]+\.ts")
EXPECTED_OF_PROVIDER = re.compile(r"dist/[\w-]+\.js")
REQUIRED = {".rpdk-config", ".cfn_metadata.json", "schema.json", PROVIDER, "src/handlers.ts", "src/models.ts"}
EXPORTED = ["entrypoint"]

# The earliest time that a zip can hold, and a plain file that all may read, as Lambda wants it.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
ZIP_MODE = 0o100644 << 16
MADE_ON_UNIX = 3


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


def check(files: dict[str, bytes], provider: dict[str, bytes]) -> None:
    """Raises PackageRefused."""
    missing = REQUIRED - files.keys()
    refuse("is missing", sorted(missing))
    refuse("is not expected in the package", [name for name in files if not EXPECTED.fullmatch(name)])
    refuse(f"is missing in {PROVIDER}", [] if provider.get(ENTRY) else [ENTRY])
    refuse(f"is not expected in {PROVIDER}", [name for name in provider if not EXPECTED_OF_PROVIDER.fullmatch(name)])
    check_bundles(provider)
    found = exports(provider[ENTRY])
    refuse(f"is exported by {ENTRY}, and not {EXPORTED}", [] if found == EXPORTED else found)
    check_paths({**files, **provider})


def check_bundles(bundles: dict[str, bytes]) -> None:
    """Raises PackageRefused."""
    for name, body in bundles.items():
        text = body.decode()
        refuse(f"in {name}: a source map", re.findall(r"sourceMappingURL=.{0,40}", text)[:1])
        # esbuild names each module's file in a comment
        refuse(f"in {name}: the AWS SDK v2", re.findall(r"^\s*// (node_modules/aws-sdk/\S+)", text, re.MULTILINE)[:1])
        refuse(f"in {name}: a test", re.findall(r"^\s*// (test/\S+)", text, re.MULTILINE)[:1])


def check_paths(files: dict[str, bytes]) -> None:
    """Raises PackageRefused."""
    if len(ROOT.parts) > 2:  # the path of a checkout in /src would be found everywhere
        refuse("holds the path of this checkout", [name for name, body in files.items() if str(ROOT).encode() in body])


def refuse(why: str, found: list[str]) -> None:
    if found:
        raise PackageRefused(f"{', '.join(found)}: {why}")


def exports(bundle: bytes) -> list[str]:
    """The names that Lambda could be told to call."""
    script = ("const text = require('fs').readFileSync(0, 'utf8'); const m = { exports: {} };"
              "new Function('module', 'exports', 'require', text)(m, m.exports, require);"
              "console.log(JSON.stringify(Object.keys(m.exports)))")
    ran = subprocess.run(["node", "-e", script], input=bundle, stdout=subprocess.PIPE, cwd=ROOT, check=True)
    return json.loads(ran.stdout)


def bill_of_materials(package_sha256: str) -> bytes:
    """npm's own, of the packages that the bundle is built from, without what differs from run to run."""
    ran = subprocess.run(["npm", "sbom", "--sbom-format=cyclonedx", "--sbom-type=application", "--omit=dev", "--omit=optional",
                          "--package-lock-only"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, text=True)
    if ran.returncode != 0:
        raise PackageRefused(f"npm sbom ended with {ran.returncode}: {ran.stderr}")
    bill = json.loads(ran.stdout)
    del bill["metadata"]["timestamp"]
    bill["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'sha256:{package_sha256}')}"
    # npm takes the folder's name
    bill["metadata"]["component"]["name"] = json.loads((ROOT / "package.json").read_text())["name"]
    bill["metadata"]["component"]["hashes"] = [{"alg": "SHA-256", "content": package_sha256}]
    for component in bill["components"]:
        if {"name": "cdx:npm:package:private", "value": "true"} in component["properties"]:
            # one of shims/: the address would be that of another package, of the same name, on the registry
            del component["purl"]
    return (json.dumps(bill, indent=2, ensure_ascii=False) + "\n").encode()


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def main() -> None:
    files = read_zip(PACKAGE.read_bytes())
    provider = read_zip(files.get(PROVIDER, b""))
    check(files, provider)
    files[PROVIDER] = write_zip(provider)
    package = write_zip(files)
    PACKAGE.write_bytes(package)
    SBOM.write_bytes(bill_of_materials(sha256(package)))
    for name, body in sorted({**files, **{f"{PROVIDER}/{name}": body for name, body in provider.items()}}.items()):
        print(f"{len(body):9} {name}")
    print(f"sha256 {sha256(package)} {PACKAGE.name}")
    print(f"sha256 {sha256(SBOM.read_bytes())} {SBOM.name}")


if __name__ == "__main__":
    try:
        main()
    except (PackageRefused, zipfile.BadZipFile) as error:
        PACKAGE.unlink(missing_ok=True)
        sys.exit(f"scripts/pack.py: {error}")
