"""`make npm-package`: what is in it, and that it stands alone."""

import json
import subprocess
import tarfile
from pathlib import Path

import pytest

from efa_tools.checkout_copy import copy_of_checkout, make

FILES = {
    "package.json",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    "schema.json",
    "efa-nodegroup.js",
    "construct/index.js",
}
TYPES = {
    f"construct/{name}.d.ts"
    for name in (
        "cfn-efa-node-group",
        "cluster",
        "device-plugin",
        "efa-node-group",
        "enums",
        "imported",
        "index",
        "node-group-props",
        "props",
        "provider/provider",
        "smoke-test",
    )
}


Packed = tuple[Path, str, Path]


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Packed:
    """The unpacked package, what make printed, and the path of the checkout in which it was packed."""
    folder = tmp_path_factory.mktemp("npm")
    with copy_of_checkout() as checkout:
        printed = make(checkout, "npm-package")
        [tarball] = (checkout / "dist").glob("*.tgz")
        with tarfile.open(tarball) as archive:
            archive.extractall(folder, filter="data")
    return folder / "package", printed, checkout


def test_what_is_in_the_package(packed: Packed) -> None:
    package, printed, checkout = packed
    files = {path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file()}
    guides = {name for name in files if name.startswith("guides/")}
    functions = {name for name in files if name.startswith("construct/custom-resource/")}
    assert files - guides - functions == FILES | TYPES
    assert guides
    # those of custom-resource.zip, which has other tests
    assert "construct/custom-resource/custom-resource.js" in functions
    assert all(name.endswith(".js") for name in functions)
    assert all(name in printed for name in files)
    for name in files:
        body = (package / name).read_text()
        assert str(checkout) not in body, name
        assert "sourceMappingURL" not in body, name
    for bundle in ("efa-nodegroup.js", "construct/index.js"):
        # esbuild names each module's file in a comment
        assert "// test/" not in (package / bundle).read_text()


def test_the_manifest_asks_for_nothing_but_the_cdk(packed: Packed) -> None:
    manifest = json.loads((packed[0] / "package.json").read_text())
    assert not {"dependencies", "scripts", "private"} & manifest.keys()
    assert (
        manifest["peerDependencies"].keys() == manifest["peerDependenciesMeta"].keys() == {"aws-cdk-lib", "constructs"}
    )
    assert all(meta["optional"] for meta in manifest["peerDependenciesMeta"].values())
    assert manifest["bin"] == {"efa-nodegroup": "efa-nodegroup.js"}
    targets = [
        manifest["main"],
        manifest["types"],
        *manifest["exports"]["."].values(),
        *manifest["exports"]["./construct"].values(),
        "./schema.json",
    ]
    assert all((packed[0] / target).exists() for target in targets)


def test_the_command_line_runs_without_any_other_package(packed: Packed) -> None:
    shown = subprocess.run(
        ["node", str(packed[0] / "efa-nodegroup.js"), "--help"], stdout=subprocess.PIPE, text=True, check=True, cwd="/"
    )
    assert all(command in shown.stdout for command in ("plan", "read", "list"))


def test_the_construct_has_the_cdk_outside(packed: Packed) -> None:
    source = (packed[0] / "construct/index.js").read_text()
    assert 'require("aws-cdk-lib")' in source
    assert "// node_modules/aws-cdk-lib/" not in source
    assert "// node_modules/@aws-sdk/" not in source
