"""guides/security.md: each line has a test that is there, or says that it is accepted."""

import re

import pytest
from examples.test_guides import NAMED_TESTS, is_test

from .evaluate import ROOT
from .test_policies import POLICIES

GUIDE = (ROOT / "guides" / "security.md").read_text()
COLUMNS = 4
ACTORS = (
    "The author of a template",
    "The caller of Cloud Control",
    "Who may tag",
    "The writer of the artefact bucket",
    "Who may invoke the functions, or start the state machine",
    "Who reads: the log, the history, the queue, the stack's events",
    "A pod on a node",
)


def section(heading: str) -> str:
    [found] = re.findall(rf"(?ms)^## {re.escape(heading)}[^\n]*\n(.*?)(?=^## |\Z)", GUIDE)
    return str(found)


def rows(heading: str) -> list[list[str]]:
    lines = [line for line in section(heading).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def named(text: str) -> list[tuple[str, str]]:
    return [(file, name) for file, names in NAMED_TESTS.findall(text) for name in re.findall(r'"([^"]+)"', names)]


@pytest.mark.parametrize("actor", ACTORS)
def test_each_line_of_an_actor_has_a_test_or_is_accepted(actor: str) -> None:
    assert rows(actor)
    for row in rows(actor):
        assert len(row) == COLUMNS, row
        attack, _, shown, remains = row
        assert named(shown) or remains.startswith("accepted"), attack


def test_every_test_that_is_named_is_there() -> None:
    everything = named(GUIDE)
    assert len(everything) > 30
    missing = [(file, name) for file, name in everything if not is_test((ROOT / file).read_text(), name)]
    assert missing == []


def test_no_test_is_named_without_its_file() -> None:
    """A quotation in a column of tests that the pattern does not see would never be looked for."""
    for actor in ACTORS:
        for _, _, shown, _ in rows(actor):
            assert shown.count('"') == 2 * len(named(shown)), shown


def test_every_policy_to_copy_is_in_the_guide() -> None:
    assert [name for name in POLICIES if f"install/policies/{name}.json" not in GUIDE] == []


def test_the_place_of_the_attacks_is_marked() -> None:
    assert GUIDE.count("<!-- attacks -->") == GUIDE.count("<!-- /attacks -->") == 1
    assert GUIDE.index("<!-- attacks -->") < GUIDE.index("<!-- /attacks -->")
