"""The rows of the cross-check: test/cross-check, whose README.md says what each member means. rows.ts does the same."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parents[4] / "test" / "cross-check"

Step = dict[str, Any]


def _read(file: Path) -> Any:
    return yaml.safe_load(file.read_text())


SHARED = _read(FOLDER / "scene.yaml")


@dataclass(frozen=True)
class Row:
    name: str
    call: str
    steps: list[Step]
    request: dict[str, Any]
    code: str | None
    """None: accepted."""
    text: str
    shows: dict[str, Any]


def all_rows() -> list[Row]:
    files = sorted((FOLDER / "rows").iterdir())
    return [row for file in files for rule in _read(file) for row in _rows(rule)]


def _rows(rule: dict[str, Any]) -> list[Row]:
    return [_row(rule, row) for row in rule["rows"]]


def _row(rule: dict[str, Any], row: dict[str, Any]) -> Row:
    if isinstance(row["row"], bool):
        raise TypeError(f"{rule['rule']}: quote the row's name; on and off are booleans to PyYAML, and none to yaml")
    has_data = "data" in rule or "data" in row
    data = {**SHARED["data"], **rule.get("data", {}), **row.get("data", {})}
    by_template = {"launchTemplate": {"id": "<row template>", "version": "1"}} if has_data else {}
    given = [*rule.get("given", []), *row.get("given", []), *([_template(data)] if has_data else [])]
    request = {**rule.get("request", {}), **by_template, **row.get("request", {})}
    return Row(
        name=f"{rule['rule']}: {row['row']}",
        call=rule["call"],
        steps=_steps(given, set()),
        request=request_of(rule.get("like"), request),
        code=row.get("code"),
        text=row.get("text", ""),
        shows=row.get("shows", {}),
    )


def _template(data: dict[str, Any]) -> Step:
    return {
        "call": "ec2:CreateLaunchTemplate",
        "request": {"LaunchTemplateName": "row", "LaunchTemplateData": _without_none(data)},
        "keep": {"row template": "LaunchTemplate.LaunchTemplateId"},
    }


def _steps(given: list[str | Step], taken: set[str]) -> list[Step]:
    """Each named step once, those that it needs before it."""
    steps: list[Step] = []
    for one in given:
        if not isinstance(one, str):
            steps.append(one)
        elif one not in taken:
            taken.add(one)
            steps += _steps(SHARED["steps"][one], taken)
    return steps


def request_of(like: str | None, request: dict[str, Any]) -> dict[str, Any]:
    return _without_none({**(SHARED["requests"][like] if like else {}), **request})


def _without_none(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not None}


class Names(dict[str, str]):
    """What `<name>` in a request or an answer stands for."""

    def fill(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.fill(item) for item in value]
        if isinstance(value, dict):
            return {self._text(key): self.fill(item) for key, item in value.items()}
        return self._text(value) if isinstance(value, str) else value

    def _text(self, text: str) -> Any:
        many = re.fullmatch(r"<(\d+) (tags|tag pairs)>", text)
        if many and many[2] == "tags":
            return {f"k{at}": "v" for at in range(int(many[1]))}
        if many:
            return [{"Key": f"k{at}", "Value": "v"} for at in range(int(many[1]))]
        return re.sub(r"<([^<>]+)>", self._value, text)

    def _value(self, found: re.Match[str]) -> str:
        repeated = re.fullmatch(r"(\d+) (\S)", found[1])
        if repeated:
            return repeated[2] * int(repeated[1])
        return found[0] if found[1] in ("any", "none") else self[found[1]]


def matches(shown: Any, expected: Any) -> bool:
    """Lists without regard to order; `<any>`: there is a value, `<none>`: there is none."""
    if expected in ("<any>", "<none>"):
        return (shown is None or shown == []) == (expected == "<none>")
    if isinstance(expected, list):
        return isinstance(shown, list) and len(shown) == len(expected) and _each_once(shown, expected)
    if isinstance(expected, dict):
        return all(matches((shown or {}).get(name), item) for name, item in expected.items())
    return bool(shown == expected)


def _each_once(shown: list[Any], expected: list[Any]) -> bool:
    left = list(shown)
    for item in expected:
        found = next((candidate for candidate in left if matches(candidate, item)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def value_at(answer: Any, path: str) -> str:
    for name in path.split("."):
        answer = answer[int(name)] if name.isdigit() else answer[name]
    return str(answer)
