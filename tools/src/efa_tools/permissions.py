"""The policies of the roles that act on EKS and EC2, in both install templates, from one table:
install/permissions.json.

`.venv/bin/python -m efa_tools.permissions` prints the text of each template by its path, as JSON. `make generate`
writes them.
"""

import json
from pathlib import Path

from efa_tools import checkout

TABLE = Path("install", "permissions.json")
TEMPLATES = (Path("install", "registry.yaml"), Path("install", "custom-resource.yaml"))
BEGIN = "# permissions.json: make generate writes from here\n"
END = "# permissions.json: to here\n"


def statements(table: dict) -> list[dict]:
    """The policy's statements as CloudFormation takes them, with `${AWS::...}` still in the text."""
    return [
        {
            "Sid": row["sid"],
            "Effect": "Allow",
            "Action": row["actions"],
            "Resource": _resource([table["resources"][name] for name in row["resources"]]),
            **_conditions([table["conditions"][name] for name in row.get("conditions", [])]),
        }
        for row in table["statements"]
    ]


def _resource(resources: list) -> str | dict | list:
    """One by itself, because a Ref to a list cannot stand in another list."""
    return resources[0] if len(resources) == 1 else resources


def _conditions(conditions: list[dict]) -> dict:
    merged: dict = {}
    for condition in conditions:
        for operator, keys in condition.items():
            merged.setdefault(operator, {}).update(keys)
    return {"Condition": merged} if merged else {}


def with_policy(template: str, table: dict) -> str:
    """The template with the statements between the two comments, indented as the first one is."""
    before, rest = template.split(BEGIN)
    after = rest.split(END)[1]
    indent = before[before.rindex("\n") + 1 :]
    return before + BEGIN + "".join(f"{indent}{line}\n" for line in items(table)) + indent + END + after


def items(table: dict) -> list[str]:
    """The statements as the lines of a YAML list."""
    return [line for statement in statements(table) for line in _item(statement)]


def _item(statement: dict) -> list[str]:
    first, *further = _lines(statement)
    return [f"- {first}", *(f"  {line}" for line in further)]


def _lines(value: dict) -> list[str]:
    lines = []
    for key, member in value.items():
        name = _plain(key)
        if isinstance(member, dict) and set(member) != {"Ref"}:
            lines += [f"{name}:", *(f"  {line}" for line in _lines(member))]
        elif isinstance(member, list):
            lines += [f"{name}:", *(f"  - {_scalar(each)}" for each in member)]
        else:
            lines.append(f"{name}: {_scalar(member)}")
    return lines


def _scalar(value: str | dict) -> str:
    if isinstance(value, dict):
        return f"!Ref {value['Ref']}"
    return f"!Sub {json.dumps(value)}" if "${" in value else _plain(value)


def _plain(text: str) -> str:
    """Quoted, unless it is a word that YAML takes for nothing but itself."""
    return text if text.isalnum() and text.lower() not in ("null", "true", "false") else json.dumps(text)


def main() -> None:
    root = checkout.current()
    table = json.loads((root / TABLE).read_text())
    print(json.dumps({str(path): with_policy((root / path).read_text(), table) for path in TEMPLATES}))


if __name__ == "__main__":
    main()
