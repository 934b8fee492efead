"""Both templates, evaluated in three partitions, with the fewest and with the most parameters."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from .evaluate import ACCOUNT, PARTITIONS, TEMPLATES, Stack, characters, documents, inline, installed

LIMITS = {
    "ClusterNames": "training,team-a-*",
    "VpcIds": "vpc-0123456789abcdef0,vpc-1123456789abcdef0",
    "AmiOwners": f"amazon,{ACCOUNT}",
    "RequireImdsV2": "true",
    "RequireEncryptedVolumes": "true",
}
SCOPES = {"RolePath": "/teams/a/"}
OF_CODE = {"CodeVersion": "version-1", "CodeSha256": "A" * 43 + "="}
INLINE_CHARACTERS, MANAGED_CHARACTERS = 10_240, 6_144
# 47 characters in most Regions: the guide counts by these.
ROLE = "arn:{partition}:iam::" + ACCOUNT + ":role/nodes-of-team-{number:02}"
FIT = 20


def everything(name: str, partition: str) -> dict[str, str]:
    """Every optional parameter."""
    region = PARTITIONS[partition][0]
    of_account = f"arn:{partition}:%s:{region}:{ACCOUNT}:%s"
    custom = {
        **OF_CODE,
        "KmsKeyArn": of_account % ("kms", "key/ours"),
        "CodeSigningConfigArn": of_account % ("lambda", "code-signing-config:csc-0123456789abcdef0"),
        "AlarmTopicArn": of_account % ("sns", "alarms"),
    }
    registry = {"SecondPackageKey": "2.zip", "DefaultVersion": "Second"}
    return {
        **LIMITS,
        **SCOPES,
        "PermissionsBoundaryArn": f"arn:{partition}:iam::{ACCOUNT}:policy/boundary",
        **(registry if name == "registry" else custom),
    }


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, member in value.items():
            yield key
            yield from texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from texts(member)
    else:
        yield str(value)


by_partition = pytest.mark.parametrize("partition", PARTITIONS)
by_template = pytest.mark.parametrize("name", TEMPLATES)


@by_partition
@by_template
@pytest.mark.parametrize("given", ["nothing", "everything"])
def test_every_arn_is_of_its_partition(name: str, partition: str, given: str) -> None:
    """Or of any, in the denials of what was granted by whole ARNs."""
    stack = installed(name, partition, **(everything(name, partition) if given == "everything" else {}))
    found = [arn for text in texts(stack.resources) for arn in re.findall(r"arn:([^:]*):", text)]
    assert len(found) > 30
    assert set(found) <= {partition, "*"}
    denials = "Limits" if given == "everything" else None
    of_any = {
        logical_id
        for logical_id, resource in stack.resources.items()
        if "arn:*:" in json.dumps(resource["Properties"]) and resource["Type"] != "AWS::StepFunctions::StateMachine"
    }
    assert of_any == ({denials} if denials else set())


@by_template
def test_no_arn_of_a_template_names_a_partition(name: str) -> None:
    """But in patterns of parameters, which take them all."""
    source = {key: value for key, value in TEMPLATES[name].items() if key != "Parameters"}
    named = [text for text in texts(source) if re.search(r"arn:aws", text)]
    assert named == []


@by_partition
@by_template
def test_host_names_have_the_suffix_of_the_partition(name: str, partition: str) -> None:
    suffix = PARTITIONS[partition][1]
    hosts = {
        host
        for text in texts(installed(name, partition).resources)
        for host in re.findall(r"amazonaws\.com[.\w]*", text)
    }
    # service principals have one form in all partitions (IAM user guide, reference_policies_elements_principal)
    assert hosts - {"amazonaws.com"} == ({suffix} - {"amazonaws.com"} if name == "custom-resource" else set())


# What the optional parameters add: nothing of it is there where they are left out.
ADDED = {
    "AWS::IAM::Role": {"Path", "PermissionsBoundary", "ManagedPolicyArns"},
    "AWS::Lambda::Function": {"CodeSigningConfigArn"},
}
ADDED_RESOURCES = {"AWS::IAM::ManagedPolicy", "AWS::Lambda::Version"}


@by_partition
@by_template
def test_an_installation_that_asks_for_nothing_stays_as_it_is(name: str, partition: str) -> None:
    for resource in installed(name, partition).resources.values():
        assert resource["Type"] not in ADDED_RESOURCES
        assert not ADDED.get(resource["Type"], set()) & resource["Properties"].keys()
        if resource["Type"] == "AWS::Lambda::Function":
            assert resource["Properties"]["Code"] == {"S3Bucket": "code", "S3Key": "1.zip"}


@by_partition
@by_template
def test_one_that_asks_for_everything_has_it_everywhere(name: str, partition: str) -> None:
    stack = installed(name, partition, **everything(name, partition))
    for role in stack.of_type("AWS::IAM::Role").values():
        assert role["Path"] == "/teams/a/"
        assert role["PermissionsBoundary"].endswith(":policy/boundary")
    assert [policy["Path"] for policy in stack.of_type("AWS::IAM::ManagedPolicy").values()] == ["/teams/a/"]
    for function in stack.of_type("AWS::Lambda::Function").values():
        assert function["Code"]["S3ObjectVersion"] == OF_CODE["CodeVersion"]
        assert ":code-signing-config:" in function["CodeSigningConfigArn"]
    hashed = {each["FunctionName"] for each in stack.of_type("AWS::Lambda::Version").values()}
    assert hashed == {stack.arn(function) for function in stack.of_type("AWS::Lambda::Function")}


def limited_roles(stack: Stack) -> list[str]:
    return [name for name, role in stack.of_type("AWS::IAM::Role").items() if role.get("ManagedPolicyArns")]


@by_template
def test_the_role_that_acts_on_node_groups_is_limited_and_no_other(name: str) -> None:
    acting = {"registry": "ExecutionRole", "custom-resource": "ReconcileRole"}[name]
    for parameter, value in LIMITS.items():
        assert limited_roles(installed(name, **{parameter: value})) == [acting]
    assert limited_roles(installed(name)) == []


def test_both_templates_have_the_same_limits() -> None:
    one, other = (template["Resources"]["Limits"] for template in TEMPLATES.values())
    assert one == other
    parameters = [set(LIMITS) | set(SCOPES) | {"PermissionsBoundaryArn", "NodeRoleArns"}] * 2
    assert [
        {name: template["Parameters"][name] for name in names}
        for template, names in zip(TEMPLATES.values(), parameters, strict=True)
    ] == [{name: TEMPLATES["registry"]["Parameters"][name] for name in parameters[0]}] * 2


def roles_of_nodes(partition: str, count: int) -> str:
    return ",".join(ROLE.format(partition=partition, number=number) for number in range(count))


@by_partition
@by_template
def test_policies_are_short_enough_for_iam(name: str, partition: str) -> None:
    """IAM user guide, reference_iam-quotas: "Role policy size can't exceed 10,240 characters", all inline policies
    together; "the size of each managed policy can't exceed 6,144 characters"."""
    stack = installed(
        name, partition, **{**everything(name, partition), "NodeRoleArns": roles_of_nodes(partition, FIT)}
    )
    for role in stack.of_type("AWS::IAM::Role"):
        assert characters(inline(stack, role)) <= INLINE_CHARACTERS, role
    for policy in stack.of_type("AWS::IAM::ManagedPolicy").values():
        assert characters([policy["PolicyDocument"]]) <= MANAGED_CHARACTERS


@by_partition
@by_template
def test_forty_roles_do_not_fit_and_their_path_does(name: str, partition: str) -> None:
    """The reason for paths in NodeRoleArns."""
    [acting] = [role for role in ("ExecutionRole", "ReconcileRole") if role in TEMPLATES[name]["Resources"]]
    forty = installed(name, partition, NodeRoleArns=roles_of_nodes(partition, 40))
    assert characters(inline(forty, acting)) > INLINE_CHARACTERS
    path = installed(name, partition, NodeRoleArns=f"arn:{partition}:iam::{ACCOUNT}:role/nodes/*")
    assert characters(inline(path, acting)) < INLINE_CHARACTERS - 2_000


@by_partition
def test_names_of_many_clusters_fit(partition: str) -> None:
    """With all other limits, and names of 20 characters."""
    names = ",".join(f"team-{number:02}-cluster-main" for number in range(20))
    stack = installed("registry", partition, **{**everything("registry", partition), "ClusterNames": names})
    assert characters([stack.of_type("AWS::IAM::ManagedPolicy")["Limits"]["PolicyDocument"]]) <= MANAGED_CHARACTERS


@pytest.mark.parametrize(
    ("arn", "taken"),
    [
        ("arn:aws:iam::123456789012:role/training-node", True),
        ("arn:aws-us-gov:iam::123456789012:role/nodes/training", True),
        ("arn:aws-cn:iam::123456789012:role/nodes/*", True),
        ("arn:aws:iam::123456789012:role/nodes/gpu/*", True),
        ("*", False),
        ("arn:aws:iam::123456789012:role/*", False),
        ("arn:aws:iam::123456789012:role//*", False),
        ("arn:aws:iam::123456789012:role/node*", False),
        ("arn:aws:iam::123456789012:role/*/nodes", False),
        ("arn:aws:iam::*:role/nodes/*", False),
        ("arn:aws:iam::123456789012:user/nodes", False),
    ],
)
@by_template
def test_which_roles_can_be_named(name: str, arn: str, taken: bool) -> None:
    pattern = TEMPLATES[name]["Parameters"]["NodeRoleArns"]["AllowedPattern"]
    assert bool(re.fullmatch(pattern, arn)) is taken


def test_every_set_operator_on_all_values_has_null_beside_it() -> None:
    """In every policy of both templates: test_permissions.py has AWS's sentence."""
    on_all = 0
    for name in TEMPLATES:
        stack = installed(name, **everything(name, "aws"))
        for role in stack.of_type("AWS::IAM::Role"):
            for document in documents(stack, role):
                for statement in document["Statement"]:
                    conditions = statement.get("Condition", {})
                    for operator, keys in conditions.items():
                        for key in keys if operator.startswith("ForAllValues:") else ():
                            on_all += 1
                            assert conditions["Null"][key] == "false", statement["Sid"]
    assert on_all == 4
