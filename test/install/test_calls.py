"""Every call that the tests of test/world made, evaluated against the policies that an operator installs.

`make test` runs jest before, which writes what IAM would have been asked for (test/world/authorization.ts). Three
outcomes: allowed and used; used and not allowed, which fails; allowed and never used, which fails without a reason.
"""

import json
from functools import cache

import pytest

from . import test_custom_resource_roles as custom_resource
from .iam import allows
from .test_permissions import NODE_ROLE, ROOT, SCHEMA, policy

CALLS = ROOT / ".reports" / "judged.jsonl"
FIGURES = ROOT / ".reports" / "iam.txt"
OF_FUNCTIONS = {
    "states:StartExecution": "OnEventRole",
    "states:ListExecutions": "ReconcileRole",
    "states:StopExecution": "ReconcileRole",
    "states:DescribeExecution": "AnswerRole",
    "cloudformation:DescribeStackEvents": "ReconcileRole",
    "cloudformation:DescribeStackResource": "ReconcileRole",
}
# (statement, action or resource) that no call of the tests needed, and why it is allowed all the same.
UNUSED: dict[tuple[str, str], str] = {}

pytestmark = pytest.mark.skipif(not CALLS.exists(), reason="make test runs jest before, which writes the calls")


@cache
def calls() -> list[dict]:
    found: dict[str, dict] = {}
    for line in CALLS.read_text().splitlines():
        for call in json.loads(line)["authorizations"]:
            # a parameter of the installation names the roles of nodes
            if call["action"].startswith("iam:") and ":role/aws-service-role/" not in call["resource"]:
                call["resource"] = NODE_ROLE
            found[json.dumps(call, sort_keys=True)] = call
    return list(found.values())


def of_node_groups() -> list[dict]:
    return [call for call in calls() if call["action"] not in OF_FUNCTIONS]


def may(statements: list[dict], call: dict) -> bool:
    return allows(statements, call["action"], call["resource"], call["context"])


def test_every_call_is_allowed() -> None:
    """By the table from which both templates have it."""
    assert len(of_node_groups()) > 50
    assert [call for call in of_node_groups() if not may(policy(), call)] == []


def test_every_call_of_the_functions_is_allowed() -> None:
    asked = [call for call in calls() if call["action"] in OF_FUNCTIONS]
    assert {call["action"] for call in asked} == set(OF_FUNCTIONS)
    for call in asked:
        of_one = call["action"] in ("states:StopExecution", "states:DescribeExecution")
        of_stack = call["action"].startswith("cloudformation:")
        resource = custom_resource.EXECUTION if of_one else custom_resource.MACHINE
        resource = call["resource"] if of_stack else resource
        role = custom_resource.statements(OF_FUNCTIONS[call["action"]])
        assert allows(role, call["action"], resource, call["context"]), call


def test_the_schema_declares_every_call() -> None:
    declared = {action for handler in SCHEMA["handlers"].values() for action in handler["permissions"]}
    assert {call["action"] for call in of_node_groups()} - declared == set()


def allowed() -> list[tuple[str, str, dict]]:
    """Each statement with one of its actions, and with one of its resources."""
    each = [(row, action, {**row, "Action": [action]}) for row in policy() for action in row["Action"]]
    resources = [
        (row, resource, {**row, "Resource": [resource]})
        for row in policy()
        if isinstance(row["Resource"], list) and len(row["Resource"]) > 1
        for resource in row["Resource"]
    ]
    return [(row["Sid"], part, alone) for row, part, alone in each + resources]


def test_what_is_allowed_is_used() -> None:
    unused = {(sid, part) for sid, part, alone in allowed() if not any(may([alone], call) for call in calls())}
    figure = (
        f"IAM: {len(calls())} different requests evaluated, {len(allowed())} rights, "
        f"{len(unused)} allowed and never used, each with a reason"
    )
    FIGURES.write_text(figure + "\n")
    assert unused == set(UNUSED)


def test_a_call_that_is_not_allowed_would_be_seen() -> None:
    [call] = [call for call in calls() if call["action"] == "eks:DeleteNodegroup"][:1]
    assert not may(policy(), {**call, "context": {}})
    assert not may(policy(), {**call, "action": "eks:DeleteCluster"})
