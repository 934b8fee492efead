"""What checkers that others wrote say of install/: parliament of every policy, cdk-nag of both templates. cfn-lint's
part is in test/examples.

A finding fails, unless it is listed here with the reason why it stays; a reason that no finding needs fails too.
"""

import json
import re
import subprocess
import warnings
from pathlib import Path

import pytest

from .evaluate import ROOT, TEMPLATES, installed
from .test_partitions import everything
from .test_policies import POLICIES

with warnings.catch_warnings():
    # it asks setuptools for the paths of its own files
    warnings.simplefilter("ignore")
    import parliament

ANOTHER_STATEMENT = "the other resource of the action is in a statement of its own, with other conditions"
BY_STATEMENT = {
    ("LookAtNodeGroups", "RESOURCE_MISMATCH"): ANOTHER_STATEMENT,
    ("MakeSecurityGroupsInVpcs", "RESOURCE_MISMATCH"): ANOTHER_STATEMENT,
    ("LaunchByOwnTemplates", "RESOURCE_MISMATCH"): ANOTHER_STATEMENT,
    ("LaunchIntoResourceGroups", "RESOURCE_MISMATCH"): ANOTHER_STATEMENT,
    ("ReadWhatEnded", "RESOURCE_MISMATCH"): "the machine is a standard one: its executions are no express ones",
    ("FindRequestsSentAgain", "RESOURCE_MISMATCH"): "the machine has no Map state, so that there are no map runs",
    ("FindEarlierRequests", "RESOURCE_MISMATCH"): "the machine has no Map state, so that there are no map runs",
}
OWN_POLICY = "the rule cannot read Fn::If; the only managed policy is the stack's own"
TAGS_DECIDE = "ids are not known before, so that conditions on tags decide: test_permissions.py"
OF_MACHINE = "any execution of the one machine, any stack of this account and Region that may have sent a request"
# Patterns of rule and logical id, by template.
BY_RESOURCE = {
    "registry": {
        r"AwsSolutions-IAM4 ExecutionRole": OWN_POLICY,
        r"AwsSolutions-IAM5\[Resource::.*\] ExecutionRole": TAGS_DECIDE,
        r"AwsSolutions-IAM5\[Resource::\*\] LoggingRole": "DescribeLogGroups and PutMetricData have no resources",
    },
    "custom-resource": {
        r"AwsSolutions-IAM4 ReconcileRole": OWN_POLICY,
        r"AwsSolutions-IAM5\[Resource::.*\] ReconcileRole": TAGS_DECIDE,
        r"AwsSolutions-IAM5\[Resource::.*:(execution:|stack/).*\] (Answer|Reconcile)OfMachine": OF_MACHINE,
        r"AwsSolutions-L1 (OnEvent|Reconcile|Answer)": "Node 22 is what the bundles are built for and tested with",
        r"AwsSolutions-SF1 Machine": "its history has properties and response URLs, which no log may have: SECURITY.md",
        r"AwsSolutions-SF2 Machine": "a trace has the answers of functions: the same",
        r"AwsSolutions-SQS3 NotAnswered": "it is the queue for what failed; nothing reads it by itself",
    },
}


def policies() -> dict[str, list[dict]]:
    """The statements of every policy, with every optional parameter."""
    found = {name: policy["Statement"] for name, policy in POLICIES.items()}
    for name in TEMPLATES:
        stack = installed(name, **everything(name, "aws"))
        documents = {
            **{
                f"{role} {policy['PolicyName']}": policy["PolicyDocument"]
                for role, properties in stack.of_type("AWS::IAM::Role").items()
                for policy in properties["Policies"]
            },
            **{
                each: properties["PolicyDocument"]
                for kind in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy")
                for each, properties in stack.of_type(kind).items()
            },
        }
        found |= {f"{name} {each}": document["Statement"] for each, document in documents.items()}
    return found


def findings(statement: dict) -> list[tuple[str, str]]:
    document = {"Version": "2012-10-17", "Statement": [statement]}
    analyzed = parliament.analyze_policy_string(json.dumps(document))
    return [(statement["Sid"], finding.issue) for finding in analyzed.findings]


def test_parliament_finds_nothing_without_a_reason() -> None:
    found = {
        finding
        for statements in policies().values()
        for statement in statements
        for finding in findings({key: value for key, value in statement.items() if key != "Principal"})
    }
    assert found == set(BY_STATEMENT)


@pytest.mark.parametrize(
    ("wrong", "issue"),
    [
        ({"Action": "eks:DeleteNodeGroups"}, "UNKNOWN_ACTION"),
        ({"Action": "eks:DeleteNodegroup", "Resource": "arn:aws:eks:*:*:cluster/*"}, "RESOURCE_MISMATCH"),
        ({"Action": "eks:TagResource", "Condition": {"StringEqual": {"aws:TagKeys": "a"}}}, "UNKNOWN_OPERATOR"),
    ],
)
def test_parliament_would_find(wrong: dict, issue: str) -> None:
    statement = {"Sid": "Wrong", "Effect": "Allow", "Resource": "*", **wrong}
    assert issue in [found for _, found in findings(statement)]


def of_nag(folder: Path, templates: dict[str, dict]) -> dict[str, list[str]]:
    files = []
    for name, template in templates.items():
        files.append(folder / f"{name}.json")
        files[-1].write_text(json.dumps(template))
    ran = subprocess.run(
        ["node", "test/install/nag.mjs", *map(str, files)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = json.loads(ran.stdout)
    return {
        name: sorted({f"{rule} {resource}" for rule, resource in each})
        for name, each in zip(templates, found, strict=True)
    }


def test_cdk_nag_finds_nothing_without_a_reason(tmp_path: Path) -> None:
    for name, found in of_nag(tmp_path, TEMPLATES).items():
        unexplained = [each for each in found if not any(re.fullmatch(known, each) for known in BY_RESOURCE[name])]
        assert unexplained == []
        unneeded = [known for known in BY_RESOURCE[name] if not any(re.fullmatch(known, each) for each in found)]
        assert unneeded == []


def test_cdk_nag_would_find(tmp_path: Path) -> None:
    queue = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {}}}}
    assert "AwsSolutions-SQS4 Queue" in of_nag(tmp_path, {"queue": queue})["queue"]
