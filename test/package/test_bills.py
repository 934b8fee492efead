"""The bills of materials: each names what is in its artefact and nothing else, with licence, hash and source, and the
licence texts are inside.

What is inside is found without the bundler's own report, of which the bills are made: contained.mjs compares the text
of the artefacts with all packages that are installed."""

import base64
import hashlib
import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7

from efa_tools import checkout, zips

from .conftest import Built, Packed

ROOT = checkout.current()
LOCK = json.loads((ROOT / "package-lock.json").read_text())["packages"]
VERSION = json.loads((ROOT / "package.json").read_text())["version"]
SCHEMAS = ROOT / "node_modules/@cyclonedx/cyclonedx-library/res/schema"
NOTICES = "THIRD-PARTY-NOTICES.txt"
ARTEFACTS = ("efa-eks-nodegroup", "custom-resource", "eks-efa-nodegroup", "efa-nodegroup")


@dataclass(frozen=True)
class Artefact:
    body: bytes
    bundles: list[str]
    notices: str
    bill: dict

    @property
    def listed(self) -> set[str]:
        return {full_name(component) for component in self.bill["components"]}


def full_name(component: dict) -> str:
    scope = f"{component['group']}/" if "group" in component else ""
    return f"{scope}{component['name']}@{component['version']}"


@pytest.fixture(scope="module")
def artefacts(built: list[Built], packed: Packed) -> dict[str, Artefact]:
    made = built[0].files
    registry = zips.read_zip(zips.read_zip(made["efa-eks-nodegroup.zip"])["ResourceProvider.zip"])
    npm = {path.relative_to(packed.package).as_posix(): path.read_bytes() for path in packed.package.rglob("*.*")}
    code, comment = packed.command_line.decode().rsplit("\n/*\n", 1)
    bills = {**made, **packed.bills}

    def artefact(name: str, body: bytes, files: dict[str, bytes]) -> Artefact:
        # the notices of the command line are a comment at its end, which names every package
        bundles = [text.decode().rsplit("\n/*\nParts of", 1)[0] for path, text in files.items() if path.endswith(".js")]
        notices = files[NOTICES].decode()
        return Artefact(body, bundles, notices, json.loads(bills[f"{name}.cdx.json"]))

    return {
        "efa-eks-nodegroup": artefact("efa-eks-nodegroup", made["efa-eks-nodegroup.zip"], registry),
        "custom-resource": artefact(
            "custom-resource", made["custom-resource.zip"], zips.read_zip(made["custom-resource.zip"])
        ),
        "eks-efa-nodegroup": artefact("eks-efa-nodegroup", packed.tarball, npm),
        "efa-nodegroup": artefact(
            "efa-nodegroup", packed.command_line, {"efa-nodegroup.js": code.encode(), NOTICES: comment.encode()}
        ),
    }


@pytest.fixture(scope="module")
def contained(artefacts: dict[str, Artefact], tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Of each artefact the packages that there is code of in it."""
    folder = tmp_path_factory.mktemp("bundles")
    groups = [
        [written(folder / f"{name}-{at}.js", bundle) for at, bundle in enumerate(artefacts[name].bundles)]
        for name in ARTEFACTS
    ]
    arguments = [argument for group in groups for argument in ["--", *group]][1:]
    ran = subprocess.run(
        ["node", str(Path(__file__).parent / "contained.mjs"), str(ROOT), *arguments],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return {name: set(found) for name, found in zip(ARTEFACTS, json.loads(ran.stdout), strict=True)}


def written(path: Path, text: str) -> str:
    path.write_text(text)
    return str(path)


def test_each_package_inside_is_listed_and_no_other(
    artefacts: dict[str, Artefact], contained: dict[str, set[str]]
) -> None:
    missing = {name: sorted(contained[name] - each.listed) for name, each in artefacts.items()}
    extra = {name: sorted(each.listed - contained[name]) for name, each in artefacts.items()}
    listed = sum(len(each.listed) for each in artefacts.values())
    count = {"missing": sum(map(len, missing.values())), "extra": sum(map(len, extra.values()))}
    figure = (
        f"bills of materials: {listed} components in {len(ARTEFACTS)} artefacts, compared with their code: "
        f"missing {count['missing']}, extra {count['extra']}"
    )
    reports = ROOT / ".reports"
    reports.mkdir(exist_ok=True)
    (reports / "bills.txt").write_text(f"{figure}\n")
    assert (missing, extra) == ({name: [] for name in ARTEFACTS}, {name: [] for name in ARTEFACTS})


def test_what_the_lists_of_0_1_had_wrong(contained: dict[str, set[str]]) -> None:
    """It had 133 components, of which most were not inside, and @smithy/core was not among them."""
    core = f"@smithy/core@{LOCK['node_modules/@smithy/core']['version']}"
    assert all(core in found for found in contained.values())
    assert all(10 < len(found) < 60 for found in contained.values())


@pytest.mark.parametrize("name", ARTEFACTS)
def test_the_artefact_is_named_by_its_hash(artefacts: dict[str, Artefact], name: str) -> None:
    described = artefacts[name].bill["metadata"]["component"]
    assert (described["name"], described["version"]) == ("eks-efa-nodegroup", VERSION)
    sha256 = hashlib.sha256(artefacts[name].body).hexdigest()
    assert described["hashes"] == [{"alg": "SHA-256", "content": sha256}]


@pytest.mark.parametrize("name", ARTEFACTS)
def test_each_component_has_its_licence_hash_and_source(artefacts: dict[str, Artefact], name: str) -> None:
    locked = {
        f"{entry.get('name') or path.split('node_modules/')[-1]}@{entry['version']}": entry
        for path, entry in LOCK.items()
        if "node_modules/" in path and "integrity" in entry
    }
    for component in artefacts[name].bill["components"]:
        of_lock = locked[full_name(component)]
        sha512 = base64.b64encode(bytes.fromhex(component["hashes"][0]["content"])).decode()
        assert of_lock["integrity"] == f"sha512-{sha512}"
        assert component["purl"] == f"pkg:npm/{full_name(component)}".replace("npm/@", "npm/%40")
        [licence] = component["licenses"]
        said = licence.get("expression") or licence["license"]["id"]
        assert said == of_lock["license"].replace("Apache License 2.0", "Apache-2.0")


@pytest.mark.parametrize("name", ARTEFACTS)
def test_the_licence_text_of_each_component_is_inside(artefacts: dict[str, Artefact], name: str) -> None:
    notices = artefacts[name].notices
    sections = re.split(r"^-{80}\n((?:.+\n)+)-{80}$", notices, flags=re.MULTILINE)
    texts = {
        owner: text for owners, text in zip(sections[1::2], sections[2::2], strict=True) for owner in owners.split("\n")
    }
    for component in artefacts[name].bill["components"]:
        text = texts[full_name(component)[::-1].replace("@", " ", 1)[::-1]]
        assert re.search(r"Apache License|Permission (is hereby granted|to use)|Redistribution and use", text)


def test_packages_of_our_own_are_not_taken_for_those_whose_name_they_have(artefacts: dict[str, Artefact]) -> None:
    bill = artefacts["efa-eks-nodegroup"].bill
    own = [component["name"] for component in bill["metadata"]["component"]["components"]]
    assert own == ["shims/aws-sdk", "shims/class-transformer"]
    # the shim of aws-sdk is not the AWS SDK v2; that of class-transformer wraps the package of this name
    assert not any(listed.startswith("aws-sdk@") for listed in artefacts["efa-eks-nodegroup"].listed)
    assert "class-transformer@0.5.1" in artefacts["efa-eks-nodegroup"].listed


@pytest.mark.parametrize("name", ARTEFACTS)
def test_the_bill_is_as_the_schema_of_cyclonedx_says(artefacts: dict[str, Artefact], name: str) -> None:
    bill = artefacts[name].bill
    schemas = {path.name: json.loads(path.read_text()) for path in SCHEMAS.glob("*.schema.json")}
    schema = schemas[f"bom-{bill['specVersion']}.SNAPSHOT.schema.json"]
    registry: Registry = Registry().with_resources(
        (f"http://cyclonedx.org/schema/{name.replace('.SNAPSHOT', suffix)}", DRAFT7.create_resource(each))
        for name, each in schemas.items()
        for suffix in ("", ".SNAPSHOT")
    )
    validator = Draft7Validator(schema, registry=registry, format_checker=Draft7Validator.FORMAT_CHECKER)
    assert [error.message for error in validator.iter_errors(bill)] == []
    del bill["components"][0]["name"]
    assert [error.message for error in validator.iter_errors(bill)] == ["'name' is a required property"]
