"""`make release`: the same bytes from one commit, complete, checked, and nothing in it leads out of it."""

import base64
import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from efa_tools import checkout
from efa_tools.checkout_copy import committed_copy

from .conftest import Released

ROOT = checkout.current()
VERSION = json.loads((ROOT / "package.json").read_text())["version"]


@pytest.fixture(scope="module")
def folder(released: list[Released]) -> Path:
    return released[0].folder


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files_of(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def described(folder: Path) -> dict:
    return json.loads((folder / "release.json").read_text())


def test_two_checkouts_make_the_same_bytes(released: list[Released]) -> None:
    first, second = ({name: sha256(path) for name, path in files_of(each.folder).items()} for each in released)
    assert first == second
    assert released[0].checkout != released[1].checkout
    assert {path.stat().st_mode & 0o777 for path in files_of(released[0].folder).values()} == {0o644}


def test_sha256sum_finds_nothing_wrong_and_nothing_without_a_sum(folder: Path) -> None:
    ran = subprocess.run(["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout
    assert len(ran.stdout.splitlines()) == len(files_of(folder)) - 1


def test_the_commit_is_named(folder: Path) -> None:
    with committed_copy("commit", packages=False) as copy:
        head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=copy, stdout=subprocess.PIPE, text=True, check=True)
    assert (described(folder)["version"], described(folder)["commit"]) == (VERSION, head.stdout.strip())


def test_no_file_has_the_path_that_it_was_made_in(released: list[Released]) -> None:
    for each in released:
        names = [
            name for name, path in files_of(each.folder).items() if str(each.checkout).encode() in path.read_bytes()
        ]
        assert names == []


def test_each_artefact_has_a_bill_of_materials(folder: Path) -> None:
    bills = {
        json.loads(path.read_text())["metadata"]["component"]["hashes"][0]["content"]
        for path in folder.glob("*.cdx.json")
    }
    packages = [each for each in described(folder)["artefacts"] if not each["name"].startswith("install/")]
    assert {each["sha256"] for each in packages} == bills
    assert len(packages) >= 4


def test_what_is_listed_is_what_is_there(folder: Path) -> None:
    for each in described(folder)["artefacts"]:
        assert each["sha256"] == sha256(folder / each["name"])
        assert each["bytes"] == (folder / each["name"]).stat().st_size
        assert each["key"].split("/") == ["eks-efa-nodegroup", VERSION, each["sha256"], Path(each["name"]).name]


class AnyTag(yaml.SafeLoader):  # type: ignore[misc]
    """CloudFormation's short functions as their plain values."""


def plain(loader: yaml.SafeLoader, _: str, node: yaml.Node) -> object:
    return loader.construct_sequence(node, deep=True) if isinstance(node, yaml.SequenceNode) else node.value


AnyTag.add_multi_constructor("!", plain)


@pytest.mark.parametrize(
    ("template", "parameter", "artefact"),
    [
        ("install/registry.yaml", "FirstPackageKey", "efa-eks-nodegroup.zip"),
        ("install/custom-resource.yaml", "CodeKey", "custom-resource.zip"),
    ],
)
def test_the_templates_install_this_release(folder: Path, template: str, parameter: str, artefact: str) -> None:
    [key] = [each["key"] for each in described(folder)["artefacts"] if each["name"] == artefact]
    released, source = (yaml.load(path.read_text(), AnyTag) for path in (folder / template, ROOT / template))
    assert released["Parameters"][parameter].pop("Default") == key
    source["Parameters"][parameter].pop("Default", None)
    if "CodeSha256" in source["Parameters"]:
        code = base64.b64encode((hashlib.sha256((folder / artefact).read_bytes())).digest()).decode()
        assert released["Parameters"]["CodeSha256"].pop("Default") == code
        source["Parameters"]["CodeSha256"].pop("Default", None)
    assert released == source


def test_every_link_of_every_page_leads_to_a_file_of_the_release(folder: Path) -> None:
    links = 0
    for name, path in files_of(folder).items():
        if not name.endswith(".md"):
            continue
        text = re.sub(r"^```.*?^```", "", path.read_text(), flags=re.MULTILINE | re.DOTALL)
        for link in re.findall(r"\]\(([^)#\s`]+)", re.sub(r"`[^`\n]*`", "`", text)):
            if re.match(r"[a-z]+:", link):
                continue
            links += 1
            target = (path.parent / link).resolve()
            assert target.is_relative_to(folder.resolve()), f"{name}: {link}"
            assert target.exists(), f"{name}: {link}"
    assert links > 50


def test_the_provenance_names_every_file_and_what_it_was_made_from(folder: Path) -> None:
    statement = json.loads((folder / "provenance.json").read_text())
    assert (statement["_type"], statement["predicateType"]) == (
        "https://in-toto.io/Statement/v1",
        "https://slsa.dev/provenance/v1",
    )
    subjects = {each["name"]: each["digest"]["sha256"] for each in statement["subject"]}
    files = files_of(folder)
    assert subjects == {name: sha256(files[name]) for name in files.keys() - {"provenance.json", "SHA256SUMS"}}
    definition = statement["predicate"]["buildDefinition"]
    assert definition["externalParameters"] == {"command": "make release", "version": VERSION}
    inputs = {each["name"]: each["digest"] for each in definition["resolvedDependencies"]}
    assert inputs == {
        "eks-efa-nodegroup": {"gitCommit": described(folder)["commit"]},
        "package-lock.json": {"sha256": sha256(ROOT / "package-lock.json")},
        "local-aws/requirements.txt": {"sha256": sha256(ROOT / "local-aws/requirements.txt")},
    }


def test_what_is_not_in_a_commit_is_refused_by_name() -> None:
    with committed_copy("dirty", packages=False) as copy:
        (copy / "notes.txt").write_text("Not in git.\n")
        ran = subprocess.run(["node", "scripts/release.mjs"], cwd=copy, capture_output=True, text=True)
        assert ran.returncode == 1
        assert "These files are not in a commit" in ran.stderr
        assert "?? notes.txt" in ran.stderr
        assert not (copy / "release").exists()


CHANGES = "- A change."


def notes(changelog: str, version: str) -> str:
    """What scripts/release/changelog.mjs answers, or its error."""
    script = (
        "import { notesOf } from './scripts/release/changelog.mjs';"
        "try { console.log(notesOf(process.argv[1], process.argv[2])); } catch (error) { console.log(error.message); }"
    )
    ran = subprocess.run(
        ["node", "--input-type=module", "-e", script, changelog, version],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return ran.stdout.strip()


@pytest.mark.parametrize(
    ("changelog", "version", "expected"),
    [
        (f"## [Unreleased]\n\n## [3.2.0] - 2026-12-01\n\n{CHANGES}\n", "3.2.0", CHANGES),
        (f"## [Unreleased]\n\n{CHANGES}\n\n## [3.1.0] - 2026-11-23\n\n- Old.\n", "3.2.0-dev.0", CHANGES),
        (f"## [Unreleased]\n\n{CHANGES}\n", "3.2.0", "has no section [3.2.0]. Rename [Unreleased]"),
        (
            f"## [Unreleased]\n\n{CHANGES}\n\n## [3.2.0] - 2026-12-01\n\n{CHANGES}\n",
            "3.2.0",
            "has entries under [Unreleased]. Move them to [3.2.0], or set a later version.",
        ),
        (f"## [Unreleased]\n\n## [3.2.0]\n\n{CHANGES}\n", "3.2.0", "gives [3.2.0] no date"),
        ("## [Unreleased]\n\n## [3.2.0] - 2026-12-01\n", "3.2.0", "has nothing under [3.2.0]"),
        (
            f"## [Unreleased]\n\n## [3.3.0] - 2026-12-02\n\n{CHANGES}\n\n## [3.2.0] - 2026-12-01\n\n{CHANGES}\n",
            "3.2.0",
            "has [3.3.0] above [3.2.0]",
        ),
        (f"## [3.2.0] - 2026-12-01\n\n{CHANGES}\n", "3.2.0", "does not begin with the section [Unreleased]"),
        ("## [Unreleased]\n", "3.2.0-dev.0", "has nothing under [Unreleased]"),
        (
            f"## [Unreleased]\n\n{CHANGES}\n\n## [3.2.0] - 2026-12-01\n\n{CHANGES}\n",
            "3.2.0-dev.0",
            "has a section [3.2.0], so that 3.2.0-dev.0 would come after it",
        ),
    ],
)
def test_the_change_log_has_the_version(changelog: str, version: str, expected: str) -> None:
    assert expected in notes(changelog, version)


def test_the_version_is_in_one_place() -> None:
    """package.json; npm writes it into the lock file."""
    listed = subprocess.run(["git", "grep", "-lF", VERSION], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    places = set(listed.stdout.split()) - {"CHANGELOG.md", "bench/latest.md"}
    assert places == {"package.json", "package-lock.json"}
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert lock["version"] == lock["packages"][""]["version"] == VERSION
