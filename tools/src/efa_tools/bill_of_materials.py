"""The bill of materials (CycloneDX) of a package."""

import json
import subprocess
import uuid
from pathlib import Path

from efa_tools.zips import PackageRefused


def bill_of_materials(root: Path, package_sha256: str) -> bytes:
    """npm's own, of the packages that the bundle is built from, without what differs from run to run."""
    ran = subprocess.run(
        [
            "npm",
            "sbom",
            "--sbom-format=cyclonedx",
            "--sbom-type=application",
            "--omit=dev",
            "--omit=optional",
            "--package-lock-only",
        ],
        capture_output=True,
        cwd=root,
        text=True,
    )
    if ran.returncode != 0:
        raise PackageRefused(f"npm sbom ended with {ran.returncode}: {ran.stderr}")
    bill = json.loads(ran.stdout)
    del bill["metadata"]["timestamp"]
    bill["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'sha256:{package_sha256}')}"
    # npm takes the folder's name
    bill["metadata"]["component"]["name"] = json.loads((root / "package.json").read_text())["name"]
    bill["metadata"]["component"]["hashes"] = [{"alg": "SHA-256", "content": package_sha256}]
    for component in bill["components"]:
        if {"name": "cdx:npm:package:private", "value": "true"} in component["properties"]:
            # one of shims/: the address would be that of another package, of the same name, on the registry
            del component["purl"]
    return (json.dumps(bill, indent=2, ensure_ascii=False) + "\n").encode()
