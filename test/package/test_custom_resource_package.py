"""custom-resource.zip: what is in it, and what is refused. That two checkouts make the same bytes: test_package.py."""

import base64
import hashlib

import pytest

from efa_tools import checkout, zips
from efa_tools import custom_resource_package as custom

from .conftest import Built

ROOT = checkout.current()
LICENCES = dict.fromkeys(zips.LICENCES, b"A licence.")
ENTRY = b"module.exports = { onEvent() {}, reconcile() {}, answer() {} };"


def test_what_is_in_the_package(built: list[Built]) -> None:
    files = zips.read_zip(built[0].files["custom-resource.zip"])
    assert custom.ENTRY in files
    assert {name for name in files if not name.endswith(".js")} == set(zips.LICENCES)
    assert set(zips.exports(files, custom.ENTRY)) == {"onEvent", "reconcile", "answer"}
    for name, body in files.items():
        assert name in built[0].printed
        assert str(built[0].folder).encode() not in body, name
        assert b"sourceMappingURL" not in body, name


def test_the_hash_is_printed_as_the_template_asks_for_it(built: list[Built]) -> None:
    digest = base64.b64encode(hashlib.sha256(built[0].files["custom-resource.zip"]).digest()).decode()
    assert f"CodeSha256={digest}" in built[0].printed.split()


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({}, "custom-resource.js: is missing"),
        ({custom.ENTRY: b""}, "custom-resource.js: is missing"),
        ({custom.ENTRY: ENTRY, "notes.txt": b""}, "notes.txt: is not expected"),
        ({custom.ENTRY: ENTRY, "custom-resource.js.map": b""}, "custom-resource.js.map: is not expected"),
        ({custom.ENTRY: ENTRY + b"\n//# sourceMappingURL=x"}, "a source map"),
        ({custom.ENTRY: b"module.exports = { onEvent() {}, answer() {} };"}, "is exported by custom-resource.js"),
        ({custom.ENTRY: ENTRY + b"module.exports.testEvent = 1;"}, "testEvent"),
        ({custom.ENTRY: ENTRY, "reconcile.js": str(ROOT).encode()}, "reconcile.js: contains the path"),
        ({custom.ENTRY: ENTRY, "LICENSE": b""}, "LICENSE: is missing"),
        ({custom.ENTRY: ENTRY, "THIRD-PARTY-NOTICES.txt": b""}, "THIRD-PARTY-NOTICES.txt: is missing"),
    ],
)
def test_what_is_refused(files: dict, why: str) -> None:
    with pytest.raises(zips.PackageRefused, match=why):
        custom.check({**LICENCES, **files}, ROOT)


def test_what_is_not_refused() -> None:
    custom.check({**LICENCES, custom.ENTRY: ENTRY, "reconcile.js": b"exports.makeReconcile = () => {};"}, ROOT)
