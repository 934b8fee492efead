"""The check of the lock files against advisories: what concerns a version, and that it says when it did not run."""

import json
from pathlib import Path

import pytest

from efa_tools import vulnerabilities
from efa_tools.vulnerabilities import NPM, PYPI, Locked


def advisory(ecosystem: str, name: str, **affected: object) -> dict:
    package = {"ecosystem": ecosystem, "name": name}
    return {"id": "GHSA-0000", "summary": "A weakness.", "affected": [{"package": package, **affected}]}


def events(*pairs: tuple[str, str], kind: str = "SEMVER") -> dict:
    return {"ranges": [{"type": kind, "events": [{name: version} for name, version in pairs]}]}


def found(tmp_path: Path, package: Locked, *written: dict) -> list[str]:
    for at, each in enumerate(written):
        (tmp_path / f"{at}.json").write_text(json.dumps(each))
    lines, count = vulnerabilities.findings([package], tmp_path)
    assert count == len([each for each in written if "withdrawn" not in each])
    return lines


AJV = Locked(NPM, "ajv", "8.20.0", "package-lock.json")
BOTO = Locked(PYPI, "python-dateutil", "2.9.0.post0", "local-aws/requirements.txt")


@pytest.mark.parametrize(
    ("affected", "concerned"),
    [
        (events(("introduced", "0"), ("fixed", "8.20.1")), True),
        (events(("introduced", "0"), ("fixed", "8.20.0")), False),
        (events(("introduced", "8.20.0")), True),
        (events(("introduced", "8.20.1")), False),
        (events(("introduced", "0"), ("last_affected", "8.20.0")), True),
        (events(("introduced", "0"), ("last_affected", "8.19.9")), False),
        # numbers, not text: 8.20 comes after 8.3
        (events(("introduced", "0"), ("fixed", "8.3.0")), False),
        # a pre-release comes before its release
        (events(("introduced", "0"), ("fixed", "8.20.0-rc.1")), False),
        (events(("introduced", "8.20.0-rc.1"), ("fixed", "9.0.0")), True),
        # weak again later
        (events(("introduced", "0"), ("fixed", "6.0.0"), ("introduced", "8.0.0"), ("fixed", "9.0.0")), True),
        (events(("introduced", "0"), ("fixed", "abc"), kind="GIT"), False),
        ({"versions": ["8.20.0"]}, True),
        ({"versions": ["8.19.0"]}, False),
    ],
)
def test_which_versions_an_advisory_concerns(tmp_path: Path, affected: dict, concerned: bool) -> None:
    lines = found(tmp_path, AJV, advisory(NPM, "ajv", **affected))
    assert lines == (["ajv 8.20.0 (package-lock.json): GHSA-0000: A weakness."] if concerned else [])


def test_names_of_pypi_are_compared_as_pypi_does(tmp_path: Path) -> None:
    affected = events(("introduced", "0"), ("fixed", "2.9.1"), kind="ECOSYSTEM")
    assert found(tmp_path, BOTO, advisory(PYPI, "Python_DateUtil", **affected))


def test_another_ecosystem_and_a_withdrawn_advisory_concern_nobody(tmp_path: Path) -> None:
    affected = {"versions": ["8.20.0"]}
    withdrawn = {**advisory(NPM, "ajv", **affected), "withdrawn": "2026-01-01T00:00:00Z"}
    assert found(tmp_path, AJV, advisory(PYPI, "ajv", **affected), withdrawn) == []


def test_every_lock_file_is_read() -> None:
    packages = vulnerabilities.locked(Path(__file__).resolve().parents[2])
    assert {"package-lock.json", "bench/mutation/package-lock.json", "local-aws/requirements.txt"} <= {
        each.lock for each in packages
    }
    names = {(each.ecosystem, each.name) for each in packages}
    # by an alias, in a scope, at depth, of Python
    assert {(NPM, "class-transformer"), (NPM, "@smithy/core"), (NPM, "esbuild"), (PYPI, "moto")} <= names
    assert (NPM, "aws-sdk") in names  # of bench/stock; the shim of this name is a link
    assert not [each for each in packages if each.lock == "package-lock.json" and each.name == "aws-sdk"]


def test_without_data_it_says_that_it_did_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OSV_DATA", raising=False)
    assert vulnerabilities.main() == 0
    assert "not checked, because there is no data" in capsys.readouterr().out
    monkeypatch.setenv("OSV_DATA", str(tmp_path))
    assert vulnerabilities.main() == 1
    assert "not checked, because there is no advisory in" in capsys.readouterr().out


def test_what_is_found_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.json").write_text(json.dumps(advisory(NPM, "ajv", **events(("introduced", "0")))))
    monkeypatch.setenv("OSV_DATA", str(tmp_path))
    assert vulnerabilities.main() == 1
    printed = capsys.readouterr().out
    assert "(package-lock.json): GHSA-0000: A weakness." in printed
    assert "compared with 1 advisories" in printed
