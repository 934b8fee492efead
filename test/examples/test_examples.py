"""The templates in examples/: clean by cfn-lint, which knows our type, and valid against schema.json."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cfnlint.decode.cfn_yaml import load
from jsonschema import Draft7Validator

from .lint import CUSTOM_TYPE, OF_CUSTOM_RESOURCES, TYPE, findings

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
        if resource["Type"] in (TYPE, CUSTOM_TYPE)
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


def read(template: Path) -> dict:
    return json.loads(json.dumps(load(str(template))))


@by_template
def test_cfn_lint(template: Path) -> None:
    assert findings(read(template)) == []


@pytest.mark.parametrize("template", ["install/registry.yaml", "install/custom-resource.yaml", "template.yml"])
def test_cfn_lint_of_what_is_installed(template: str) -> None:
    ran = subprocess.run(
        [str(Path(sys.executable).with_name("cfn-lint")), str(ROOT / template)], capture_output=True, text=True
    )
    assert (ran.returncode, ran.stdout) == (0, "")


@pytest.mark.parametrize(
    ("name", "wrong", "finding"),
    [
        ("p5-training", {"InstanceType": "p5.48xlarge"}, "'InstanceType' was unexpected"),
        ("p5-training", {"ScalingConfig": {"MinSize": -1, "MaxSize": 2}}, "-1 is less than the minimum of 0"),
        ("p5-training", {"Placement": {"Group": "MAYBE"}}, "'MAYBE' is not one of"),
        ("custom-resource", {"Labels": {"a": 7, "b": {"c": "d"}}}, "is not of type 'string'"),
        ("custom-resource", {"Efa": {"Layout": "X"}}, "'Layout' was unexpected"),
    ],
)
def test_cfn_lint_asks_the_schema_of_our_type(name: str, wrong: dict, finding: str) -> None:
    template = read(ROOT / "examples" / f"{name}.yaml")
    for resource in template["Resources"].values():
        if resource["Type"] in (TYPE, CUSTOM_TYPE):
            resource["Properties"].update(wrong)
    assert finding in "\n".join(findings(template))


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
