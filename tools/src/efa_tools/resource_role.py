"""Gives resource-role.yaml, which `cfn generate` writes, the scopes of install/permissions.json.

`cfn submit` makes this role when it is told no other. The CLI writes each action of schema.json with `Resource: "*"`
and no condition, and has no parameters for it: so NodeRoleArns cannot be asked for, and the role may pass any role of
its account to EKS. install/registry.yaml has a role without that.

    python -m efa_tools.resource_role FOLDER      rewrites FOLDER/resource-role.yaml
"""

import json
import sys
from pathlib import Path

from efa_tools import checkout
from efa_tools.permissions import TABLE, items

NAME = "resource-role.yaml"
# rpdk/core/templates/resource-role.yml of cloudformation-cli: one statement, the last of the role's policy
BEGIN, END = "              - Effect: Allow\n                Action:\n", "Outputs:\n"
ANY_NODE_ROLE = "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*"


class UnknownForm(Exception):
    """The CLI wrote something else than this was made for."""


def scoped(template: str, table: dict) -> str:
    """The CLI's template with the table's statements instead of its own. Raises UnknownForm."""
    before, begun, rest = template.rpartition(BEGIN)
    end = rest.find(END)
    if not begun or end < 0 or 'Resource: "*"' not in rest[:end]:
        raise UnknownForm(f"{NAME} does not end in the one statement that this version of the CLI is known to write.")
    own = {**table, "resources": {**table["resources"], "node role": ANY_NODE_ROLE}}
    return before + "".join(f"{' ' * 14}{line}\n" for line in items(own)) + rest[end:]


def rewrite(folder: Path, table: dict) -> None:
    """Raises UnknownForm."""
    path = folder / NAME
    path.write_text(scoped(path.read_text(), table))


def main() -> None:
    rewrite(Path(sys.argv[1]), json.loads((checkout.current() / TABLE).read_text()))


if __name__ == "__main__":
    main()
