"""The templates in examples/: clean by cfn-lint, and valid against schema.json, which cfn-lint does not check for a
private type."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cfnlint.decode.cfn_yaml import load
from jsonschema import Draft7Validator

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "schema.json").read_text())
TEMPLATES = sorted((ROOT / "examples").glob("*.yaml"))
SUBNETS = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]

# Values for parameters without a default: by name, else by type.
BY_NAME = {
    "ClusterName": "training",
    "NodeRole": "arn:aws:iam::123456789012:role/node",
    "CapacityReservationId": "cr-0123456789abcdef0",
    "StartTime": "2026-12-01T11:35:00Z",
    "ScaleInTime": "2026-12-08T10:30:00Z",
}
BY_TYPE = {
    "List<AWS::EC2::Subnet::Id>": SUBNETS,
    "AWS::EC2::Subnet::Id": SUBNETS[0],
    "List<AWS::EC2::SecurityGroup::Id>": ["sg-0123456789abcdef0"],
    "AWS::EC2::SecurityGroup::Id": "sg-0123456789abcdef0",
}
# CloudFormation's own, which the provider does not get as properties.
OF_CUSTOM_RESOURCES = ("ServiceToken", "ServiceTimeout")

by_template = pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)


def parameter(name: str, declared: dict) -> Any:
    kind = declared["Type"]
    value = declared.get("Default", BY_NAME.get(name, BY_TYPE.get(kind)))
    assert value is not None, f"the test has no value for the parameter {name} of type {kind}"
    if kind == "Number":
        return int(value)
    if isinstance(value, str) and (kind.startswith("List<") or kind == "CommaDelimitedList"):
        return value.split(",")
    return value


def resolved(value: Any, parameters: dict) -> Any:
    """The value with what it refers to. Raises AssertionError for a function that the test does not know."""
    if isinstance(value, dict):
        if set(value) == {"Ref"}:
            return parameters[value["Ref"]]
        unknown = [key for key in value if key.startswith("Fn::")]
        assert not unknown, f"the test does not resolve {unknown[0]}"
        return {key: resolved(member, parameters) for key, member in value.items() if member != {"Ref": "AWS::NoValue"}}
    if isinstance(value, list):
        return [resolved(member, parameters) for member in value]
    return value


def node_groups(template: Path) -> dict[str, dict]:
    """The resolved properties of every resource of our two types, by logical id; those of the custom resource without
    its own."""
    body = load(str(template))
    parameters = {name: parameter(name, declared) for name, declared in body.get("Parameters", {}).items()}
    groups = {
        name: resource["Properties"]
        for name, resource in body["Resources"].items()
        if resource["Type"] in (SCHEMA["typeName"], "Custom::EksEfaNodeGroup")
    }
    return {
        name: {key: resolved(value, parameters) for key, value in properties.items() if key not in OF_CUSTOM_RESOURCES}
        for name, properties in groups.items()
    }


def problems(properties: dict) -> list[str]:
    """What CloudFormation would refuse: read-only properties may not be given."""
    given = set(properties) & {pointer.split("/")[2] for pointer in SCHEMA["readOnlyProperties"]}
    errors = Draft7Validator(SCHEMA).iter_errors(properties)
    return [f"{error.json_path}: {error.message}" for error in errors] + [
        f"$.{name} is read-only" for name in sorted(given)
    ]


def test_there_are_templates() -> None:
    assert TEMPLATES


@by_template
def test_cfn_lint(template: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / "schema.json", tmp_path)
    command = [
        str(Path(sys.executable).with_name("cfn-lint")),
        "--registry-schemas",
        str(tmp_path),
        "--include-checks",
        "I",
        "--",
        str(template),
    ]
    linted = subprocess.run(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert (linted.returncode, linted.stdout) == (0, "")


@by_template
def test_properties_fit_the_schema(template: Path) -> None:
    groups = node_groups(template)
    assert groups
    assert {name: problems(properties) for name, properties in groups.items()} == {name: [] for name in groups}


@pytest.mark.parametrize(
    "wrong",
    [
        {"InstanceTyp": "p5.48xlarge"},
        {"Subnets": "subnet-0123456789abcdef0"},
        {"Tags": {"aws:x": "y"}},
        {"Placement": {"Group": "MAYBE"}},
        {"Arn": "arn:aws:eks:us-east-1:123456789012:nodegroup/a/b/c"},
    ],
    ids=str,
)
def test_a_wrong_property_would_be_seen(wrong: dict) -> None:
    [properties] = node_groups(ROOT / "examples" / "p5-training.yaml").values()
    assert problems({**properties, **wrong})
