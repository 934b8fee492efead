"""What the guides name is there: tests of known problems, messages of the troubleshooting, links, files, templates,
properties."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cfnlint.decode.cfn_yaml import load

from .lint import CUSTOM_TYPE, TYPE, findings
from .test_examples import problems

ROOT = Path(__file__).resolve().parents[2]
GUIDES = sorted((ROOT / "guides").glob("*.md"))
PAGES = [
    *GUIDES,
    *sorted((ROOT / "decisions").glob("*.md")),
    *(ROOT / name for name in ("README.md", "SECURITY.md", "CONTRIBUTING.md")),
]
TYPES = (TYPE, CUSTOM_TYPE)
# `file` "name", "name"; of a table of cases the name is the case's.
NAMED_TESTS = re.compile(r'`((?:test|local-aws)/[^`]+)`((?:,? "[^"]+")+)')
# Paths in the checkout, as guides name them. A pattern, a placeholder or a folder that a command makes is none.
NAMED_PATH = re.compile(r"`((?:src|test|guides|decisions|examples|install|scripts|local-aws|bench|demo)/[\w./-]+)`")

by_page = pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
by_guide = pytest.mark.parametrize("page", [*GUIDES, ROOT / "README.md"], ids=lambda path: path.name)


def known_problems() -> dict[int, str]:
    """The text of each, in one line, by number."""
    sections = re.split(
        r"(?m)^### (\d+)\. ", re.sub(r"(?m)^## .*$", "", (ROOT / "guides" / "known-problems.md").read_text())
    )[1:]
    return {int(number): " ".join(text.split()) for number, text in zip(sections[::2], sections[1::2], strict=True)}


def test_there_are_25_known_problems_each_with_its_link_what_is_done_and_a_test() -> None:
    described = known_problems()
    assert list(described) == list(range(1, 26))
    for number, text in described.items():
        assert re.search(r"\]\(https://github\.com/[^)]+/(issues|pull)/\d+\)", text), number
        assert " Here: " in text, number
        assert NAMED_TESTS.search(text.partition(" Shown by: ")[2]), number


@pytest.mark.parametrize("number", range(1, 26))
def test_the_tests_that_a_known_problem_names_are_there(number: int) -> None:
    shown = known_problems()[number].partition(" Shown by: ")[2]
    named = [(file, name) for file, names in NAMED_TESTS.findall(shown) for name in re.findall(r'"([^"]+)"', names)]
    assert shown.count('"') == 2 * len(named), "a name without its file"
    for file, name in named:
        assert is_test((ROOT / file).read_text(), name), f"{file} has no test {name}"


def is_test(source: str, name: str) -> bool:
    """Whether it is a whole string literal of TypeScript, or a function of Python."""
    return any(literal in source for literal in (f"'{name}'", f'"{name}"', f"`{name}`", f"def {name}("))


def literals_of_src() -> str:
    """Every source in one line, with `…` for what a template literal fills in; what is inside of that comes
    afterwards."""
    waiting = [path.read_text() for path in sorted((ROOT / "src").rglob("*.ts"))]
    done = []
    while waiting:
        text, plain, at = waiting.pop(), [], 0
        while (begin := text.find("${", at)) >= 0:
            end, depth = begin + 2, 1
            while depth:
                depth += {"{": 1, "}": -1}.get(text[end], 0)
                end += 1
            waiting.append(text[begin + 2 : end - 1])
            plain.append(text[at:begin] + "…")
            at = end
        done.append("".join(plain) + text[at:])
    return " ".join(" ".join(done).split())


def quoted_messages() -> list[str]:
    """The messages of the troubleshooting: bold, or in the first column of a table."""
    text = (ROOT / "guides" / "troubleshooting.md").read_text()
    cells = re.findall(r"(?m)^\| (`.*?`) \|", text)
    bold = [" ".join(each.split()) for each in re.findall(r"\*\*(`[^*]+`)\*\*", text)]
    bold += [" ".join(each.split()) for each in re.findall(r"\*\*(`[^*]+`) does not go away", text)]
    return [message for each in cells + bold for message in re.findall(r"`([^`]+)`", each)]


def test_messages_of_the_troubleshooting_are_those_of_the_sources() -> None:
    messages, sources = quoted_messages(), literals_of_src()
    assert len(messages) > 60
    assert [message for message in messages if message not in sources] == []


def anchors(page: Path) -> set[str]:
    """GitHub's anchors of the headings of a page."""
    headings = re.findall(r"(?m)^#+ (.*)$", re.sub(r"(?ms)^```.*?^```", "", page.read_text()))
    plain = [re.sub(r"\[([^\]]*)\]\([^)]*\)|`", r"\1", heading) for heading in headings]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in plain}


@by_page
def test_links_lead_somewhere(page: Path) -> None:
    # a pattern in code may look like a link
    text = re.sub(r"(?ms)^```.*?^```|`[^`]+`", "", page.read_text())
    wrong = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if link.startswith("https://"):
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        if not target.exists() or not target.is_relative_to(ROOT) or (anchor and anchor not in anchors(target)):
            wrong.append(link)
    assert wrong == []


@by_page
def test_files_that_are_named_are_there(page: Path) -> None:
    assert [path for path in NAMED_PATH.findall(page.read_text()) if not (ROOT / path).exists()] == []


def node_groups(value: Any) -> list[dict]:
    """Properties of every resource of our types, however deep."""
    if not isinstance(value, dict):
        return []
    own = [value["Properties"]] if value.get("Type") in TYPES else []
    return own + [group for member in value.values() for group in node_groups(member)]


def yaml_blocks(page: Path) -> list[str]:
    return re.findall(r"(?ms)^```yaml\n(.*?)^```", page.read_text())


@by_guide
def test_templates_fit_the_schema(page: Path, tmp_path: Path) -> None:
    for block in yaml_blocks(page):
        (tmp_path / "block.yaml").write_text(block)
        for properties in node_groups(load(str(tmp_path / "block.yaml"))):
            assert problems(json.loads(json.dumps(properties))) == []


def as_template(block: dict) -> dict | None:
    """A template, or a resource of one, made whole: what it refers to outside of itself are parameters. None for
    anything else, as a pod."""
    resources = block.get("Resources") or block
    if not all(isinstance(each, dict) and "Type" in each for each in resources.values()):
        return None
    inside = {*resources, *block.get("Parameters", {})}
    outside = {name for name in refs(block) if name not in inside and not name.startswith("AWS::")}
    parameters = {**block.get("Parameters", {}), **{name: {"Type": "String"} for name in sorted(outside)}}
    return {**(block if "Resources" in block else {}), "Parameters": parameters, "Resources": resources}


def refs(value: Any) -> list[str]:
    if isinstance(value, list):
        return [ref for member in value for ref in refs(member)]
    if not isinstance(value, dict):
        return []
    own = [str(value["Ref"])] if set(value) == {"Ref"} else []
    return own + [ref for member in value.values() for ref in refs(member)]


def blocks_of_templates(page: Path, folder: Path) -> list[dict]:
    templates = []
    for block in yaml_blocks(page):
        (folder / "block.yaml").write_text(block)
        if (template := as_template(json.loads(json.dumps(load(str(folder / "block.yaml")))))) is not None:
            templates.append(template)
    return templates


@by_guide
def test_templates_have_no_finding_of_cfn_lint(page: Path, tmp_path: Path) -> None:
    for template in blocks_of_templates(page, tmp_path):
        assert findings(template) == []


def test_every_kind_of_block_is_linted_or_is_no_template(tmp_path: Path) -> None:
    found = {page.name: len(blocks_of_templates(page, tmp_path)) for page in (*GUIDES, ROOT / "README.md")}
    assert {name: number for name, number in found.items() if number} == {
        "README.md": 1,
        "install.md": 1,
        "moving.md": 2,
    }
    assert not [page for page in GUIDES if re.search(r"(?m)^```json", page.read_text())]


def test_templates_are_looked_at(tmp_path: Path) -> None:
    """The README's and both guides' that have one."""
    groups = []
    for page in (ROOT / "README.md", ROOT / "guides" / "install.md", ROOT / "guides" / "moving.md"):
        for block in yaml_blocks(page):
            (tmp_path / "block.yaml").write_text(block)
            groups += node_groups(load(str(tmp_path / "block.yaml")))
    assert len(groups) >= 3
    assert problems({**groups[0], "InstanceTyp": "p5.48xlarge"})


def test_the_guide_of_the_properties_is_the_schemas() -> None:
    ran = subprocess.run(
        ["node", "scripts/generate.mjs", "--check", "property-guide"], cwd=ROOT, text=True, capture_output=True
    )
    assert (ran.returncode, ran.stdout + ran.stderr) == (0, "")


def test_every_member_of_the_types_of_aws_is_offered_or_has_a_reason() -> None:
    ran = subprocess.run(
        ["node", "scripts/generate.mjs", "--check", "what-aws-has"], cwd=ROOT, text=True, capture_output=True
    )
    assert (ran.returncode, ran.stdout + ran.stderr) == (0, "")


@pytest.mark.parametrize(
    ("members", "decided", "message"),
    [
        (["Arn"], {}, ""),
        (["Arn", "New"], {}, "T has the member New. Is it offered, or why not?"),
        (["Arn", "A", "A.B[].C"], {"A.*": {"because": "reasons"}}, ""),
        (["Arn", "A", "A.B[].C"], {"A": {"because": "reasons"}}, "T has the member A.B[].C. Is it"),
        (["Arn"], {"Gone": {"because": "reasons"}}, "T has no member Gone"),
        (["A"], {"A": {"property": "Gone"}}, "T A: schema.json has no Gone."),
    ],
)
def test_a_member_that_nobody_has_decided_about_fails(members: list, decided: dict, message: str) -> None:
    script = (
        "import { decisions } from './scripts/lib/aws-members.mjs';"
        f"decisions('T', {json.dumps(members)}, {json.dumps(decided)}, ['Arn']);"
    )
    ran = subprocess.run(["node", "--input-type=module", "-e", script], cwd=ROOT, text=True, capture_output=True)
    assert (ran.returncode == 0) == (message == "")
    assert message in ran.stderr
