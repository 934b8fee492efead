"""What the code assumes about AWS: each line has a verdict, and what is known has its source."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "decisions" / "assumptions-about-aws.md"
WITH_REFERENCES = sorted(page for page in (*ROOT.glob("guides/*.md"), *ROOT.glob("decisions/*.md")))
HEAD = ["assumption", "verdict", "source", "if it is wrong"]
VERDICTS = ("confirmed", "contradicted", "open")
LINK = re.compile(r"\]\[[\w-]+\]|\]\(https://[^)]+\)")


def rows() -> list[list[str]]:
    """The cells of every line of every table."""
    lines = re.findall(r"(?m)^\| (.*) \|$", PAGE.read_text())
    return [line.split(" | ") for line in lines if line.split(" | ") != HEAD]


def problem(cells: list[str]) -> str | None:
    if len(cells) != len(HEAD) or not all(cells):
        return f"{len(cells)} cells, or an empty one"
    _, verdict, source, _ = cells
    if verdict not in VERDICTS:
        return f"{verdict} is no verdict"
    return None if verdict == "open" or LINK.search(source) else "no link"


def test_every_line_has_a_verdict_and_what_is_known_has_a_link() -> None:
    assert len(rows()) > 70
    assert [(cells[0], problem(cells)) for cells in rows() if problem(cells)] == []


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        (["a", "open", "nowhere", "-"], None),
        (["a", "confirmed", "[page][page]", "-"], None),
        (["a", "confirmed", "[page](https://docs.aws.amazon.com/x)", "-"], None),
        (["a", "confirmed", "a page", "-"], "no link"),
        (["a", "contradicted", "a page", "-"], "no link"),
        (["a", "likely", "[page][page]", "-"], "likely is no verdict"),
        (["a", "open", "", "-"], "4 cells, or an empty one"),
        (["a", "open"], "2 cells, or an empty one"),
    ],
)
def test_a_line_without_one_is_found(cells: list[str], wrong: str | None) -> None:
    assert problem(cells) == wrong


def test_the_page_counts_its_verdicts() -> None:
    counted = Counter(verdict for _, verdict, *_ in rows())
    text = PAGE.read_text().partition("## ")[0]
    named = re.findall(r"`(\w+)`[^`(]*\((\d+)", text)
    assert {verdict: int(count) for verdict, count in named} == dict(counted)


@pytest.mark.parametrize("page", WITH_REFERENCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_by_reference_are_defined_and_used(page: Path) -> None:
    # a pattern in code may look like one
    text = re.sub(r"(?ms)^```.*?^```|`[^`]+`", "`", page.read_text())
    defined = re.findall(r"(?m)^\[([\w-]+)\]: https://\S+$", text)
    assert sorted(defined) == sorted(set(re.findall(r"\]\[([\w-]+)\]", text)))
