"""`make package`: the same bytes in two checkouts, at two times; what is in them; and what is refused."""

import io
import json
import zipfile

import pytest

from efa_tools import checkout, zips
from efa_tools import registry_package as pack

from .conftest import Built

ROOT = checkout.current()
LICENCES = dict.fromkeys(zips.LICENCES, b"A licence.")
ENTRY = b"module.exports = { entrypoint() {} };"
GOOD = {
    ".rpdk-config": b"{}",
    ".cfn_metadata.json": b"{}",
    "schema.json": b"{}",
    "ResourceProvider.zip": b"",
    "src/handlers.ts": b"",
    "src/models.ts": b"",
    "src/core/zone.ts": b"",
    "inputs/inputs_1_create.json": b"{}",
}


def test_two_checkouts_make_the_same_bytes(built: list[Built]) -> None:
    first, second = built
    assert set(first.hashes) == {
        "efa-eks-nodegroup.zip",
        "efa-eks-nodegroup.cdx.json",
        "custom-resource.zip",
        "custom-resource.cdx.json",
    }
    assert first.hashes == second.hashes


def test_the_hashes_are_printed(built: list[Built]) -> None:
    for name, digest in built[0].hashes.items():
        assert f"sha256 {digest} {name}" in built[0].printed


def test_what_is_in_the_package(built: list[Built]) -> None:
    printed, folder = built[0].printed, built[0].folder
    files = zips.read_zip(built[0].files[pack.PACKAGE])
    provider = zips.read_zip(files["ResourceProvider.zip"])
    sources = {f"src/{path.relative_to(ROOT / 'src').as_posix()}" for path in (ROOT / "src").rglob("*.ts")}
    assert sources <= files.keys()
    assert json.loads(files["schema.json"])["typeName"] == "Efa::EKS::NodeGroup"
    assert json.loads(files[".rpdk-config"])["runtime"] == "nodejs22.x"
    assert zips.exports(provider, pack.ENTRY) == ["entrypoint"]
    assert all(name in printed for name in files)
    for name, body in {**files, **provider}.items():
        assert str(folder).encode() not in body, name
        assert b"sourceMappingURL" not in body, name


def test_no_file_has_a_time_or_a_mode_of_its_own(built: list[Built]) -> None:
    package, custom = (built[0].files[name] for name in (pack.PACKAGE, "custom-resource.zip"))
    inner = zips.read_zip(package)["ResourceProvider.zip"]
    for body in (package, inner, custom):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            entries = archive.infolist()
        assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
        assert {(entry.date_time, entry.external_attr >> 16, entry.compress_type) for entry in entries} == {
            ((1980, 1, 1, 0, 0, 0), 0o100644, zipfile.ZIP_STORED)
        }


@pytest.mark.parametrize(
    ("files", "provider", "why"),
    [
        ({}, {}, "dist/handlers.js: is missing"),
        ({}, {"dist/handlers.js": b""}, "dist/handlers.js: is missing"),
        ({"src/handlers.ts": None}, {}, "src/handlers.ts: is missing"),
        ({"notes.txt": b""}, {}, "notes.txt: is not expected"),
        ({"src/core/zone.test.ts": b""}, {}, "zone.test.ts: is not expected"),
        ({"overrides.json": b""}, {}, "overrides.json: is not expected"),
        ({}, {"dist/handlers.js": ENTRY, "dist/handlers.js.map": b""}, "handlers.js.map: is not expected"),
        ({}, {"dist/handlers.js": ENTRY + b"\n//# sourceMappingURL=handlers.js.map"}, "a source map"),
        ({}, {"dist/handlers.js": b"// node_modules/aws-sdk/lib/core.js\n" + ENTRY}, "the AWS SDK v2"),
        ({}, {"dist/handlers.js": b"// test/world/world.ts\n" + ENTRY}, "a test"),
        (
            {},
            {"dist/handlers.js": b"module.exports = { entrypoint() {}, testEntrypoint() {} };"},
            "testEntrypoint: is exported",
        ),
        ({}, {"dist/handlers.js": ENTRY, "LICENSE": b""}, "LICENSE: is missing"),
        ({}, {"dist/handlers.js": ENTRY, "THIRD-PARTY-NOTICES.txt": b""}, "THIRD-PARTY-NOTICES.txt: is missing"),
        ({"src/core/zone.ts": str(ROOT).encode()}, {"dist/handlers.js": ENTRY}, "src/core/zone.ts: contains the path"),
    ],
)
def test_what_is_refused(files: dict, provider: dict, why: str) -> None:
    changed = {name: body for name, body in {**GOOD, **files}.items() if body is not None}
    with pytest.raises(zips.PackageRefused, match=why):
        pack.check(changed, {**LICENCES, **provider}, ROOT)


def test_what_is_not_refused() -> None:
    pack.check(GOOD, {**LICENCES, "dist/handlers.js": ENTRY}, ROOT)
