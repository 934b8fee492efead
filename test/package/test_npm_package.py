"""`make npm-package`: what is in it, and that it stands alone."""

import json
import subprocess

from .conftest import Packed

FILES = {
    "package.json",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    "THIRD-PARTY-NOTICES.txt",
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


def test_what_is_in_the_package(packed: Packed) -> None:
    package, printed, checkout = packed.package, packed.printed, packed.checkout
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
    manifest = json.loads((packed.package / "package.json").read_text())
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
    assert all((packed.package / target).exists() for target in targets)


def test_the_command_line_runs_without_any_other_package(packed: Packed) -> None:
    shown = subprocess.run(
        ["node", str(packed.package / "efa-nodegroup.js"), "--help"],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd="/",
    )
    assert all(command in shown.stdout for command in ("plan", "read", "list"))


def test_the_construct_has_the_cdk_outside(packed: Packed) -> None:
    source = (packed.package / "construct/index.js").read_text()
    assert 'require("aws-cdk-lib")' in source
    assert "// node_modules/aws-cdk-lib/" not in source
    assert "// node_modules/@aws-sdk/" not in source
