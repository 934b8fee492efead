"""An install template as CloudFormation would make it of parameters: conditions decided, functions carried out.

MiniStack has these too, but for the partition `aws` alone, and it keeps what it cannot resolve; here that is an error.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cfnlint.decode.cfn_yaml import load

from . import template

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = "123456789012"
# By partition: one of its Regions, and the suffix of its host names.
PARTITIONS = {
    "aws": ("us-east-1", "amazonaws.com"),
    "aws-us-gov": ("us-gov-west-1", "amazonaws.com"),
    "aws-cn": ("cn-northwest-1", "amazonaws.com.cn"),
}
REGISTRY: dict = json.loads(json.dumps(load(str(ROOT / "install" / "registry.yaml"))))
CUSTOM_RESOURCE: dict = template.TEMPLATE
TEMPLATES = {"registry": REGISTRY, "custom-resource": CUSTOM_RESOURCE}
# What each has to be told.
REQUIRED = {
    "registry": {"PackageBucket": "packages", "FirstPackageKey": "1.zip"},
    "custom-resource": {"CodeBucket": "code", "CodeKey": "1.zip"},
}
# The service and the resource of an ARN, by type: Service Authorization Reference.
ARNS = {
    "AWS::CloudFormation::ResourceVersion": ("cloudformation", "type/resource/{}/00000001"),
    "AWS::Events::Rule": ("events", "rule/{}"),
    "AWS::IAM::ManagedPolicy": ("iam", "policy/{}"),
    "AWS::IAM::Role": ("iam", "role/{}"),
    "AWS::KMS::Key": ("kms", "key/{}"),
    "AWS::Lambda::Function": ("lambda", "function:{}"),
    "AWS::Logs::LogGroup": ("logs", "log-group:{}:*"),
    "AWS::SQS::Queue": ("sqs", "{}"),
    "AWS::StepFunctions::StateMachine": ("states", "stateMachine:{}"),
}
ABSENT = object()


@dataclass
class Stack:
    """One template with its parameters, in one partition."""

    source: dict
    given: dict[str, str]
    partition: str = "aws"

    def __post_init__(self) -> None:
        declared = self.source["Parameters"]
        unknown = set(self.given) - set(declared)
        assert not unknown, f"no parameters {unknown}"
        self.region, suffix = PARTITIONS[self.partition]
        self.values: dict[str, Any] = {
            name: self._of_type(parameter, self.given.get(name, parameter.get("Default")))
            for name, parameter in declared.items()
        }
        self.values |= {
            "AWS::Partition": self.partition,
            "AWS::Region": self.region,
            "AWS::AccountId": ACCOUNT,
            "AWS::URLSuffix": suffix,
            "AWS::StackName": "installed",
            "AWS::NoValue": ABSENT,
        }

    @staticmethod
    def _of_type(parameter: dict, value: Any) -> Any:
        assert value is not None, parameter
        return [each.strip() for each in value.split(",")] if parameter["Type"] == "CommaDelimitedList" else str(value)

    @property
    def resources(self) -> dict[str, dict]:
        """Those that are made, by logical id."""
        return {
            name: {**resource, "Properties": self.resolved(resource["Properties"])}
            for name, resource in self.source["Resources"].items()
            if "Condition" not in resource or self.holds(resource["Condition"])
        }

    def of_type(self, resource_type: str) -> dict[str, dict]:
        """The properties of the resources of a type."""
        return {name: each["Properties"] for name, each in self.resources.items() if each["Type"] == resource_type}

    def holds(self, condition: str) -> bool:
        return bool(self.resolved(self.source["Conditions"][condition]))

    def resolved(self, value: Any) -> Any:
        """Raises KeyError for a function or a name that this does not know."""
        if isinstance(value, list):
            return [each for each in map(self.resolved, value) if each is not ABSENT]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            [(function, argument)] = value.items()
            if function == "Ref" or (function == "Condition" and isinstance(argument, str)):
                return self.holds(argument) if function == "Condition" else self._ref(argument)
            if function.startswith("Fn::"):
                return FUNCTIONS[function](self, argument)
        members = {key: self.resolved(member) for key, member in value.items()}
        return {key: member for key, member in members.items() if member is not ABSENT}

    def _ref(self, name: str) -> Any:
        if name in self.values:
            return self.values[name]
        resource = self.source["Resources"][name]
        return name if resource["Type"] == "AWS::IAM::Role" else self.arn(name)

    def arn(self, logical_id: str) -> str:
        """Of a resource of the stack, with its logical id as its name."""
        service, resource = ARNS[self.source["Resources"][logical_id]["Type"]]
        region = "" if service == "iam" else self.region
        return f"arn:{self.partition}:{service}:{region}:{ACCOUNT}:{resource.format(logical_id)}"

    def text(self, argument: Any) -> str:
        pattern, names = argument if isinstance(argument, list) else (argument, {})

        def known(found: re.Match) -> str:
            name = found.group(1)
            if name in names:
                return str(self.resolved(names[name]))
            resource, dot, attribute = name.partition(".")
            return self.attribute([resource, attribute]) if dot else str(self._ref(name))

        return re.sub(r"\$\{([^!}][^}]*)\}", known, pattern)

    def attribute(self, argument: Any) -> str:
        """Of others than ARNs the logical id, which `arn` has as the name too."""
        logical_id, attribute = argument.split(".", 1) if isinstance(argument, str) else argument
        return self.arn(logical_id) if attribute == "Arn" else str(logical_id)

    def chosen(self, argument: list) -> Any:
        condition, then, otherwise = argument
        return self.resolved(then if self.holds(condition) else otherwise)

    def joined(self, argument: list) -> str:
        delimiter, values = argument
        assert isinstance(delimiter, str), "a delimiter is a literal: Fn::Join takes no function there"
        return delimiter.join(self.resolved(values))


FUNCTIONS: dict[str, Callable[[Stack, Any], Any]] = {
    "Fn::Sub": Stack.text,
    "Fn::GetAtt": Stack.attribute,
    "Fn::If": Stack.chosen,
    "Fn::Join": Stack.joined,
    "Fn::Split": lambda stack, argument: stack.resolved(argument[1]).split(argument[0]),
    "Fn::Equals": lambda stack, argument: stack.resolved(argument[0]) == stack.resolved(argument[1]),
    "Fn::Not": lambda stack, argument: not stack.resolved(argument[0]),
    "Fn::And": lambda stack, argument: all(stack.resolved(each) for each in argument),
    "Fn::Or": lambda stack, argument: any(stack.resolved(each) for each in argument),
}


def installed(name: str, partition: str = "aws", **parameters: str) -> Stack:
    """One of TEMPLATES. NodeRoleArns is one role where it is not given."""
    role = f"arn:{partition}:iam::{ACCOUNT}:role/training-node"
    return Stack(TEMPLATES[name], {**REQUIRED[name], "NodeRoleArns": role, **parameters}, partition)


def documents(stack: Stack, role: str) -> list[dict]:
    """The policies of a role: inline, those that name it, and those of the stack that it names."""
    properties = stack.of_type("AWS::IAM::Role")[role]
    managed = {stack.arn(name): policy for name, policy in stack.of_type("AWS::IAM::ManagedPolicy").items()}
    return [
        *inline(stack, role),
        *(managed[arn]["PolicyDocument"] for arn in properties.get("ManagedPolicyArns", [])),
    ]


def inline(stack: Stack, role: str) -> list[dict]:
    """Those that count for IAM's limit of a role's inline policies."""
    return [
        *(policy["PolicyDocument"] for policy in stack.of_type("AWS::IAM::Role")[role].get("Policies", [])),
        *(each["PolicyDocument"] for each in stack.of_type("AWS::IAM::Policy").values() if role in each["Roles"]),
    ]


def characters(documents: list[dict]) -> int:
    """As IAM counts them: without white space (IAM user guide, reference_iam-quotas)."""
    return sum(len(json.dumps(document, separators=(",", ":"))) for document in documents)
