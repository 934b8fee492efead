"""The one table of permissions: that schema.json, the code, AWS's own list of actions and the template fit it, and what
it refuses."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import cfnlint
import pytest

from efa_tools import permissions

from .iam import allows, as_list

ROOT = Path(__file__).resolve().parents[2]
TABLE = json.loads((ROOT / permissions.TABLE).read_text())
SCHEMA = json.loads((ROOT / "schema.json").read_text())
IN_TABLE = {action for row in TABLE["statements"] for action in row["actions"]}
# EKS checks these with the caller's rights when it makes or changes a node group with a template: the code never calls
# them.
CHECKED_BY_EKS = {
    "ec2:DescribeVpcs",
    "ec2:RunInstances",
    "iam:CreateServiceLinkedRole",
    "iam:GetRole",
    "iam:ListAttachedRolePolicies",
    "iam:PassRole",
}

# How IAM calls the service of an SDK client; the others write the provider's own log, with another role.
PREFIXES = {"ec2": "ec2", "eks": "eks", "auto-scaling": "autoscaling", "resource-groups": "resource-groups"}

REGION, ACCOUNT = "us-east-1", "123456789012"
NODE_ROLE = f"arn:aws:iam::{ACCOUNT}:role/training-node"
FACTS = {"${AWS::Partition}": "aws", "${AWS::Region}": REGION, "${AWS::AccountId}": ACCOUNT}
OURS = {"aws:ResourceTag/efa-node-group:id": "training/workers/0123456789ab"}
TAGGED = {"aws:RequestTag/efa-node-group:id": "training/workers/0123456789ab"}
HERE = {"aws:RequestedRegion": REGION}


def ec2(resource: str) -> str:
    return f"arn:aws:ec2:{REGION}:{ACCOUNT}:{resource}"


def eks(resource: str) -> str:
    return f"arn:aws:eks:{REGION}:{ACCOUNT}:{resource}"


GROUP, TEMPLATE, PLACEMENT = ec2("security-group/sg-1"), ec2("launch-template/lt-1"), ec2("placement-group/efa-workers")
NODEGROUP, CLUSTER = eks("nodegroup/training/workers/0a"), eks("cluster/training")
BY_TEMPLATE = {"ec2:LaunchTemplate": TEMPLATE}
SPOT_ROLE = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot"
RESOURCE_GROUP = f"arn:aws:resource-groups:{REGION}:{ACCOUNT}:group/reserved"
SERVICE_ROLE = (
    f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/eks-nodegroup.amazonaws.com/AWSServiceRoleForAmazonEKSNodegroup"
)


def policy(table: dict = TABLE) -> list[dict]:
    text = json.dumps(permissions.statements(table)).replace(
        json.dumps({"Ref": "NodeRoleArns"}), json.dumps([NODE_ROLE])
    )
    for name, value in FACTS.items():
        text = text.replace(name, value)
    return json.loads(text)


def test_the_schema_asks_for_these_actions_and_no_other() -> None:
    asked = {action for handler in SCHEMA["handlers"].values() for action in handler["permissions"]}
    assert asked == IN_TABLE
    assert set(SCHEMA["tagging"]["permissions"]) <= IN_TABLE


def test_the_code_calls_these_actions_and_no_other() -> None:
    called = set()
    for source in (ROOT / "src" / "aws").rglob("*.ts"):
        for names, client in re.findall(r"import \{([^}]*)\} from '@aws-sdk/client-([\w-]+)'", source.read_text()):
            if client in PREFIXES:
                called |= {f"{PREFIXES[client]}:{name}" for name in re.findall(r"\b(\w+)Command\b", names)}
    assert called == IN_TABLE - CHECKED_BY_EKS


def test_the_template_is_what_the_table_says() -> None:
    ran = subprocess.run(
        ["node", "scripts/generate.mjs", "--check", "install-roles"], cwd=ROOT, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr


# AWS's Service Authorization Reference, as cfn-lint has it.
REFERENCE = json.loads((Path(cfnlint.__file__).parent / "data" / "AdditionalSpecs" / "Policies.json").read_text())


@pytest.mark.parametrize("statement", policy(), ids=lambda statement: statement["Sid"])
def test_every_action_has_the_resource_types_that_aws_names(statement: dict) -> None:
    """Everything only where AWS knows no resource type; else each action has one, and each resource serves an
    action."""
    resources = as_list(statement["Resource"])
    kinds = {re.split("[:/]", resource, maxsplit=6)[5] for resource in resources if resource != "*"}
    used = set()
    for action in statement["Action"]:
        service, name = action.split(":")
        known = set(REFERENCE[service]["Actions"][name.lower()].get("Resources", []))
        assert known & kinds if kinds else not known, f"{action} has the resource types {known}"
        used |= known & kinds
    assert used == kinds


MAY: list[tuple[str, str, str, dict]] = [
    ("read in this Region", "ec2:DescribeSubnets", "*", HERE),
    ("read any node group, to see whose it is", "eks:DescribeNodegroup", NODEGROUP, {}),
    ("read the cluster", "eks:DescribeCluster", CLUSTER, {}),
    ("read what an Auto Scaling group launches from", "autoscaling:DescribeAutoScalingGroups", "*", HERE),
    ("read the cluster's VPC CNI add-on", "eks:DescribeAddon", eks("addon/training/vpc-cni/0a"), {}),
    ("list a resource group", "resource-groups:ListGroupResources", RESOURCE_GROUP, {}),
    ("create a security group with its tag", "ec2:CreateSecurityGroup", GROUP, TAGGED),
    (
        "create it in a VPC, also a shared one",
        "ec2:CreateSecurityGroup",
        f"arn:aws:ec2:{REGION}:210987654321:vpc/vpc-1",
        {},
    ),
    (
        "tag it while it is created",
        "ec2:CreateTags",
        GROUP,
        {**TAGGED, "ec2:CreateAction": "CreateSecurityGroup", "aws:TagKeys": ["efa-node-group:id", "team"]},
    ),
    ("change the rules of its own", "ec2:AuthorizeSecurityGroupIngress", GROUP, OURS),
    ("add a version to its own template", "ec2:CreateLaunchTemplateVersion", TEMPLATE, OURS),
    ("delete its own placement group", "ec2:DeletePlacementGroup", PLACEMENT, OURS),
    ("tag its own", "ec2:CreateTags", TEMPLATE, {**OURS, "aws:TagKeys": ["team"]}),
    ("take a tag from its own", "ec2:DeleteTags", TEMPLATE, {**OURS, "aws:TagKeys": ["team"]}),
    ("launch by its own template", "ec2:RunInstances", TEMPLATE, {**OURS, **BY_TEMPLATE}),
    ("launch into any subnet by a template", "ec2:RunInstances", ec2("subnet/subnet-1"), BY_TEMPLATE),
    (
        "launch into a reservation by a template, also a shared one",
        "ec2:RunInstances",
        f"arn:aws:ec2:{REGION}:210987654321:capacity-reservation/cr-1",
        BY_TEMPLATE,
    ),
    ("launch into a resource group of reservations", "ec2:RunInstances", RESOURCE_GROUP, {}),
    ("launch with a key pair by a template", "ec2:RunInstances", ec2("key-pair/mine"), BY_TEMPLATE),
    ("tag an instance while it is launched", "ec2:CreateTags", ec2("instance/*"), {"ec2:CreateAction": "RunInstances"}),
    ("create a node group with its tag", "eks:CreateNodegroup", CLUSTER, TAGGED),
    ("roll its own node group", "eks:UpdateNodegroupVersion", NODEGROUP, OURS),
    ("delete its own node group", "eks:DeleteNodegroup", NODEGROUP, OURS),
    ("pass the node role to EKS", "iam:PassRole", NODE_ROLE, {"iam:PassedToService": "eks.amazonaws.com"}),
    ("read the node role, as EKS does in its name", "iam:ListAttachedRolePolicies", NODE_ROLE, {}),
    ("read whether the service-linked role exists", "iam:GetRole", SERVICE_ROLE, {}),
    (
        "create the service-linked role",
        "iam:CreateServiceLinkedRole",
        SERVICE_ROLE,
        {"iam:AWSServiceName": "eks-nodegroup.amazonaws.com"},
    ),
    (
        "create the service-linked role for Spot",
        "iam:CreateServiceLinkedRole",
        SPOT_ROLE,
        {"iam:AWSServiceName": "spot.amazonaws.com"},
    ),
    ("tag its own node group", "eks:TagResource", NODEGROUP, {**OURS, "aws:TagKeys": ["team"]}),
    ("untag its own node group", "eks:UntagResource", NODEGROUP, {**OURS, "aws:TagKeys": ["team"]}),
    # EKS has no key that distinguishes tags of the creation from later ones: decisions/least-privilege.md
    ("give its tag to a node group", "eks:TagResource", NODEGROUP, TAGGED),
]
MAY_NOT: list[tuple[str, str, str, dict]] = [
    ("read in another Region", "ec2:DescribeSubnets", "*", {"aws:RequestedRegion": "eu-west-1"}),
    ("create a security group without its tag", "ec2:CreateSecurityGroup", GROUP, {}),
    ("create a template without its tag", "ec2:CreateLaunchTemplate", TEMPLATE, {}),
    (
        "tag a security group while it is created, but not with its tag",
        "ec2:CreateTags",
        GROUP,
        {"ec2:CreateAction": "CreateSecurityGroup", "aws:TagKeys": ["team"]},
    ),
    (
        "give its tag to a security group of others",
        "ec2:CreateTags",
        GROUP,
        {**TAGGED, "aws:TagKeys": ["efa-node-group:id"]},
    ),
    ("tag a template of others", "ec2:CreateTags", TEMPLATE, {"aws:TagKeys": ["team"]}),
    ("change whose its own is", "ec2:CreateTags", GROUP, {**OURS, **TAGGED, "aws:TagKeys": ["efa-node-group:id"]}),
    ("disown its own", "ec2:DeleteTags", GROUP, {**OURS, "aws:TagKeys": ["efa-node-group:id"]}),
    # DeleteTags without tags takes off all of a resource's
    ("take every tag from its own", "ec2:DeleteTags", GROUP, OURS),
    ("untag its own node group without saying what", "eks:UntagResource", NODEGROUP, OURS),
    ("change the rules of the cluster's security group", "ec2:AuthorizeSecurityGroupIngress", GROUP, {}),
    ("delete a security group of others", "ec2:DeleteSecurityGroup", GROUP, {}),
    ("delete a placement group of others", "ec2:DeletePlacementGroup", PLACEMENT, {}),
    ("delete a launch template of others", "ec2:DeleteLaunchTemplate", TEMPLATE, {}),
    ("launch without a template", "ec2:RunInstances", ec2("instance/*"), {}),
    ("launch into a reservation without a template", "ec2:RunInstances", ec2("capacity-reservation/cr-1"), {}),
    ("read another add-on", "eks:DescribeAddon", eks("addon/training/coredns/0a"), {}),
    ("change an Auto Scaling group", "autoscaling:UpdateAutoScalingGroup", "*", HERE),
    (
        "read Auto Scaling groups in another Region",
        "autoscaling:DescribeScalingActivities",
        "*",
        {"aws:RequestedRegion": "eu-west-1"},
    ),
    (
        "create the Spot role for another service",
        "iam:CreateServiceLinkedRole",
        SPOT_ROLE,
        {"iam:AWSServiceName": "ecs.amazonaws.com"},
    ),
    ("launch by a template of others", "ec2:RunInstances", TEMPLATE, BY_TEMPLATE),
    ("tag an instance that runs", "ec2:CreateTags", ec2("instance/i-1"), {**OURS, "aws:TagKeys": ["team"]}),
    ("tag a subnet", "ec2:CreateTags", ec2("subnet/subnet-1"), {**TAGGED, "ec2:CreateAction": "CreateSecurityGroup"}),
    ("create a node group without its tag", "eks:CreateNodegroup", CLUSTER, {}),
    ("roll a node group of others", "eks:UpdateNodegroupVersion", NODEGROUP, {}),
    ("scale a node group of others", "eks:UpdateNodegroupConfig", NODEGROUP, {}),
    ("delete a node group of others", "eks:DeleteNodegroup", NODEGROUP, {}),
    ("tag a node group of others, but for its own tag", "eks:TagResource", NODEGROUP, {"aws:TagKeys": ["team"]}),
    ("untag a node group of others", "eks:UntagResource", NODEGROUP, {"aws:TagKeys": ["team"]}),
    ("disown its own node group", "eks:UntagResource", NODEGROUP, {**OURS, "aws:TagKeys": ["efa-node-group:id"]}),
    ("tag a cluster", "eks:TagResource", CLUSTER, TAGGED),
    ("delete a cluster", "eks:DeleteCluster", CLUSTER, OURS),
    (
        "pass another role",
        "iam:PassRole",
        f"arn:aws:iam::{ACCOUNT}:role/admin",
        {"iam:PassedToService": "eks.amazonaws.com"},
    ),
    ("pass the node role to EC2", "iam:PassRole", NODE_ROLE, {"iam:PassedToService": "ec2.amazonaws.com"}),
    (
        "create another service-linked role",
        "iam:CreateServiceLinkedRole",
        SERVICE_ROLE,
        {"iam:AWSServiceName": "ecs.amazonaws.com"},
    ),
    ("read another role", "iam:GetRole", f"arn:aws:iam::{ACCOUNT}:role/admin", {}),
]


@pytest.mark.parametrize(("_", "action", "resource", "context"), MAY, ids=[each[0] for each in MAY])
def test_may(_: str, action: str, resource: str, context: dict) -> None:
    assert allows(policy(), action, resource, context)


@pytest.mark.parametrize(("_", "action", "resource", "context"), MAY_NOT, ids=[each[0] for each in MAY_NOT])
def test_may_not(_: str, action: str, resource: str, context: dict) -> None:
    assert not allows(policy(), action, resource, context)


def test_a_condition_on_all_values_asks_for_one() -> None:
    """IAM user guide, reference_policies_condition_examples-multi-valued-context-keys: "The ForAllValues set operator
    also returns true if there are no context keys in the request … To prevent missing context keys or context keys with
    empty values from evaluating to true, include the Null condition operator in your policy with a value of false"."""
    on_all = [
        (row["Sid"], key, row["Condition"])
        for row in policy()
        for operator, keys in row.get("Condition", {}).items()
        if operator.startswith("ForAllValues:")
        for key in keys
    ]
    assert len(on_all) == 2
    assert [sid for sid, key, condition in on_all if condition.get("Null", {}).get(key) != "false"] == []


def with_row(at: int, **change: Any) -> dict:
    rows = TABLE["statements"]
    return {**TABLE, "statements": [*rows[:at], {**rows[at], **change}, *rows[at + 1 :]]}


@pytest.mark.parametrize("at", range(len(TABLE["statements"])), ids=[row["sid"] for row in TABLE["statements"]])
def test_without_a_row_or_one_of_its_conditions_a_sentence_is_broken(at: int) -> None:
    conditions = TABLE["statements"][at].get("conditions", [])
    weaker = [
        policy(with_row(at, conditions=[each for each in conditions if each != without])) for without in conditions
    ]
    without_actions = policy(with_row(at, actions=[]))
    assert not all(allows(without_actions, action, resource, context) for _, action, resource, context in MAY)
    for statements in weaker:
        assert any(allows(statements, action, resource, context) for _, action, resource, context in MAY_NOT)
