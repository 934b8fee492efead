"""`make submit`: where it goes, what it refuses, and the role that the CLI would make."""

import json
import os
import re
import subprocess
import sys

import pytest

from efa_tools import permissions, resource_role, submit

from .test_permissions import ROOT, TABLE

LOCAL = dict.fromkeys(submit.SERVICES, "http://127.0.0.1:4566")
REAL = {service: f"https://{service}.us-east-1.amazonaws.com" for service in submit.SERVICES}
ROLE = "arn:aws:iam::123456789012:role/efa-registry-ExecutionRole-1"
REGION = {"AWS_REGION": "us-east-1"}
SUBMIT = ["submit", "--set-default", "--region", "us-east-1"]


def account() -> str:
    return "123456789012"


def nobody_asks() -> str:
    raise AssertionError("AWS itself is asked for the account")


def test_a_local_aws_needs_nothing_more() -> None:
    assert submit.command(LOCAL, REGION, nobody_asks) == SUBMIT
    assert submit.command(LOCAL, {**REGION, "ROLE_ARN": ROLE}, nobody_asks) == [*SUBMIT, "--role-arn", ROLE]


def test_aws_itself_needs_both_and_the_role_is_passed_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert submit.command(REAL, {**REGION, "ROLE_ARN": ROLE, "REAL_AWS": "1"}, account) == [*SUBMIT, "--role-arn", ROLE]
    assert "in account 123456789012, Region us-east-1, on AWS itself" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "REAL_AWS=1.*ROLE_ARN"),
        ({"REAL_AWS": "1"}, "ROLE_ARN"),
        ({"ROLE_ARN": ROLE}, "REAL_AWS=1"),
        ({"ROLE_ARN": ROLE, "REAL_AWS": "yes"}, "REAL_AWS=1"),
    ],
)
def test_aws_itself_is_refused_after_account_and_region_are_said(
    given: dict, missing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(submit.Refused, match=f"Nothing was registered.*{missing}"):
        submit.command(REAL, {**REGION, **given}, account)
    assert "in account 123456789012, Region us-east-1" in capsys.readouterr().out


@pytest.mark.parametrize("left", submit.SERVICES)
def test_one_variable_that_was_not_exported_is_refused(left: str) -> None:
    """`cfn` would upload the package to one, and register it on the other."""
    with pytest.raises(submit.Refused, match=f"{left}: https://"):
        submit.command({**LOCAL, left: REAL[left]}, {**REGION, "ROLE_ARN": ROLE, "REAL_AWS": "1"}, nobody_asks)


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:4566", True),
        ("http://127.8.0.1", True),
        ("http://[::1]:4566", True),
        ("http://localhost:4566", True),
        ("http://s3.localhost:4566", True),
        ("https://sts.us-east-1.amazonaws.com", False),
        ("http://192.0.2.1:4566", False),
        ("http://localhost.example.com", False),
        ("http://127.0.0.1.example.com", False),
        ("", False),
    ],
)
def test_what_stays_on_this_machine(url: str, local: bool) -> None:
    assert submit.is_local(url) is local


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "AWS_REGION is not set"),
        # a network that nobody has: RFC 5737
        ({**REGION, "AWS_ENDPOINT_URL": "http://192.0.2.1:9"}, "Nothing was registered"),
        # boto3 then takes the address of AWS for all services
        (
            {**REGION, "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
            "Nothing was registered",
        ),
    ],
)
def test_as_make_calls_it(variables: dict, said: str) -> None:
    nobody = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null", "HOME": "/nonexistent"}
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    ran = subprocess.run(
        [sys.executable, "-m", "efa_tools.submit"],
        env={**kept, **nobody, **variables},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 1
    assert said in ran.stderr
    if variables:
        assert "in account that cannot be told (NoCredentialsError), Region us-east-1" in ran.stdout


def from_the_cli() -> str:
    """What `cfn generate` writes, with fewer actions."""
    return (
        "Resources:\n  ExecutionRole:\n    Properties:\n      Policies:\n        - PolicyName: ResourceTypePolicy\n"
        "          PolicyDocument:\n            Version: '2012-10-17'\n            Statement:\n"
        '              - Effect: Allow\n                Action:\n                - "eks:DeleteNodegroup"\n'
        '                Resource: "*"\nOutputs:\n  ExecutionRoleArn: x\n'
    )


def test_the_role_of_the_cli_has_the_scopes_of_the_table() -> None:
    text = resource_role.scoped(from_the_cli(), TABLE)
    assert text.startswith(from_the_cli().split("              - Effect")[0])
    assert text.endswith("Outputs:\n  ExecutionRoleArn: x\n")
    for row in permissions.statements(TABLE):
        assert f"- Sid: {row['Sid']}\n" in text
    assert text.count('Resource: "*"') == len([row for row in TABLE["statements"] if row["resources"] == ["anything"]])
    assert "NodeRoleArns" not in text
    assert set(re.findall(r"arn:([^:]+:?:?[^:]*):", text)) <= {"${AWS::Partition}"}


def test_a_role_of_another_form_is_refused() -> None:
    for other in ("", from_the_cli().replace("Effect: Allow", "Effect: Deny"), from_the_cli().replace('"*"', "x")):
        with pytest.raises(resource_role.UnknownForm):
            resource_role.scoped(other, json.loads(json.dumps(TABLE)))
