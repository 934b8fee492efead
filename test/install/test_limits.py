"""What the parameters of an installation leave of the role's rights: the role's own policy and the denials together."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from .evaluate import ACCOUNT, ROOT, TEMPLATES, documents, installed
from .iam import allows
from .test_calls import CALLS
from .test_permissions import BY_TEMPLATE, GROUP, HERE, NODE_ROLE, OURS, PLACEMENT, TAGGED, TEMPLATE, ec2, eks

ACTING = {"registry": "ExecutionRole", "custom-resource": "ReconcileRole"}
VPC, OTHER_VPC = "vpc-0123456789abcdef0", "vpc-1123456789abcdef0"
BY_OURS = {**BY_TEMPLATE, **OURS}


def statements(name: str, **parameters: str) -> list[dict]:
    stack = installed(name, **parameters)
    found = [each for document in documents(stack, ACTING[name]) for each in document["Statement"]]
    return [
        {**each, "Action": [each["Action"]] if isinstance(each["Action"], str) else each["Action"]} for each in found
    ]


def vpc(vpc_id: str) -> dict[str, str]:
    return {"ec2:Vpc": ec2(f"vpc/{vpc_id}")}


Sentence = tuple[str, dict[str, str], str, str, dict]
TEAM_A = {"ClusterNames": "training,team-a-*"}
ENDING = {"ClusterNames": "*-a"}
IN_CLUSTERS = [
    ("read", "eks:DescribeNodegroup", "nodegroup/{}/workers/0a", {}),
    ("read the cluster", "eks:DescribeCluster", "cluster/{}", {}),
    ("read an update", "eks:DescribeUpdate", "cluster/{}", {}),
    ("read the CNI", "eks:DescribeAddon", "addon/{}/vpc-cni/0a", {}),
    ("create", "eks:CreateNodegroup", "cluster/{}", TAGGED),
    ("tag", "eks:TagResource", "nodegroup/{}/workers/0a", TAGGED),
    ("scale", "eks:UpdateNodegroupConfig", "nodegroup/{}/workers/0a", OURS),
    ("roll", "eks:UpdateNodegroupVersion", "nodegroup/{}/workers/0a", OURS),
    ("delete", "eks:DeleteNodegroup", "nodegroup/{}/workers/0a", OURS),
]
# EC2's resources of a node group, whose Id begins with the cluster's name
PIECES = [
    ("create a template", "ec2:CreateLaunchTemplate", TEMPLATE, "aws:RequestTag/efa-node-group:id"),
    ("change a security group", "ec2:AuthorizeSecurityGroupIngress", GROUP, "aws:ResourceTag/efa-node-group:id"),
    ("take rules from it", "ec2:RevokeSecurityGroupEgress", GROUP, "aws:ResourceTag/efa-node-group:id"),
    ("delete it", "ec2:DeleteSecurityGroup", GROUP, "aws:ResourceTag/efa-node-group:id"),
    ("add a version", "ec2:CreateLaunchTemplateVersion", TEMPLATE, "aws:ResourceTag/efa-node-group:id"),
    ("change its default", "ec2:ModifyLaunchTemplate", TEMPLATE, "aws:ResourceTag/efa-node-group:id"),
    ("delete a template", "ec2:DeleteLaunchTemplate", TEMPLATE, "aws:ResourceTag/efa-node-group:id"),
    ("delete a placement group", "ec2:DeletePlacementGroup", PLACEMENT, "aws:ResourceTag/efa-node-group:id"),
    ("launch by a template", "ec2:RunInstances", TEMPLATE, "aws:ResourceTag/efa-node-group:id"),
]


def in_clusters(clusters: list[str]) -> list[Sentence]:
    own = [
        (f"{what} in {cluster}", TEAM_A, action, eks(resource.format(cluster)), with_id(context, cluster))
        for cluster in clusters
        for what, action, resource, context in IN_CLUSTERS
    ]
    pieces = [
        (f"{what} of {cluster}", TEAM_A, action, resource, {key: f"{cluster}/workers/0123456789ab"})
        for cluster in clusters
        for what, action, resource, key in PIECES
    ]
    return own + pieces


def with_id(context: dict, cluster: str) -> dict:
    return dict.fromkeys(context, f"{cluster}/workers/0123456789ab")


MAY: list[Sentence] = [
    *in_clusters(["training", "team-a-1", "team-a-"]),
    ("other services stay", TEAM_A, "ec2:DescribeSubnets", "*", HERE),
    (
        "tags while a group is made, which has none yet",
        TEAM_A,
        "ec2:CreateTags",
        GROUP,
        {
            "aws:RequestTag/efa-node-group:id": "training/workers/0123456789ab",
            "ec2:CreateAction": "CreateSecurityGroup",
            "aws:TagKeys": ["efa-node-group:id"],
        },
    ),
    ("a cluster by its end", ENDING, "eks:DeleteNodegroup", eks("nodegroup/training-a/workers/0a"), OURS),
    (
        "a group there",
        ENDING,
        "ec2:DeleteSecurityGroup",
        GROUP,
        {"aws:ResourceTag/efa-node-group:id": "training-a/workers/0123456789ab"},
    ),
    ("a node with the cluster's own group", TEAM_A, "ec2:RunInstances", GROUP, BY_TEMPLATE),
    ("the role is passed", TEAM_A, "iam:PassRole", NODE_ROLE, {"iam:PassedToService": "eks.amazonaws.com"}),
    (
        "a security group in the VPC",
        {"VpcIds": VPC},
        "ec2:CreateSecurityGroup",
        ec2(f"vpc/{VPC}"),
        {"ec2:VpcID": VPC},
    ),
    ("the group itself", {"VpcIds": VPC}, "ec2:CreateSecurityGroup", ec2("security-group/*"), TAGGED),
    ("a node in the VPC", {"VpcIds": VPC}, "ec2:RunInstances", ec2("subnet/subnet-1"), {**BY_TEMPLATE, **vpc(VPC)}),
    (
        "a node in the second VPC",
        {"VpcIds": f"{OTHER_VPC},{VPC}"},
        "ec2:RunInstances",
        ec2("subnet/subnet-1"),
        {**BY_TEMPLATE, **vpc(VPC)},
    ),
    (
        "a shared subnet in the VPC of another account",
        {"VpcIds": VPC},
        "ec2:RunInstances",
        "arn:aws:ec2:us-east-1:210987654321:subnet/subnet-1",
        {**BY_TEMPLATE, "ec2:Vpc": f"arn:aws:ec2:us-east-1:210987654321:vpc/{VPC}"},
    ),
    (
        "an image of AWS",
        {"AmiOwners": "amazon"},
        "ec2:RunInstances",
        "arn:aws:ec2:us-east-1::image/ami-1",
        {**BY_TEMPLATE, "ec2:Owner": "amazon"},
    ),
    (
        "one of an account",
        {"AmiOwners": f"amazon,{ACCOUNT}"},
        "ec2:RunInstances",
        "arn:aws:ec2:us-east-1::image/ami-1",
        {**BY_TEMPLATE, "ec2:Owner": ACCOUNT},
    ),
    (
        "IMDSv2 alone",
        {"RequireImdsV2": "true"},
        "ec2:RunInstances",
        ec2("instance/*"),
        {**BY_TEMPLATE, "ec2:MetadataHttpTokens": "required"},
    ),
    (
        "an encrypted volume",
        {"RequireEncryptedVolumes": "true"},
        "ec2:RunInstances",
        ec2("volume/*"),
        {**BY_TEMPLATE, "ec2:Encrypted": "true"},
    ),
    ("by its own template", {"RequireImdsV2": "true"}, "ec2:RunInstances", TEMPLATE, BY_OURS),
]
MAY_NOT: list[Sentence] = [
    *in_clusters(["team-b-1", "production", "team-a", "my-training", "training-2"]),
    # a wildcard goes over slashes: the node group's name must not stand for the cluster's
    *[
        (f"{action} by the end of a node group's name", ENDING, action, resource, context)
        for action, resource, context in (
            ("eks:DeleteNodegroup", eks("nodegroup/production/workers-a/0a"), OURS),
            ("eks:DescribeAddon", eks("addon/production/vpc-cni/0a-a"), {}),
            (
                "ec2:DeleteSecurityGroup",
                GROUP,
                {"aws:ResourceTag/efa-node-group:id": "production/workers-a/0123456789ab"},
            ),
            (
                "ec2:CreateLaunchTemplate",
                TEMPLATE,
                {"aws:RequestTag/efa-node-group:id": "production/workers-a/0123456789ab"},
            ),
        )
    ],
    (
        "a group of another cluster tagged as one of its own",
        TEAM_A,
        "eks:TagResource",
        eks("nodegroup/team-b-1/workers/0a"),
        {"aws:RequestTag/efa-node-group:id": "training/workers/0123456789ab"},
    ),
    (
        "a node group of its own tagged as one of another cluster",
        TEAM_A,
        "eks:TagResource",
        eks("nodegroup/training/workers/0a"),
        {"aws:RequestTag/efa-node-group:id": "team-b-1/workers/0123456789ab"},
    ),
    (
        "a security group elsewhere",
        {"VpcIds": VPC},
        "ec2:CreateSecurityGroup",
        ec2("vpc/vpc-2"),
        {"ec2:VpcID": "vpc-2"},
    ),
    ("a node elsewhere", {"VpcIds": VPC}, "ec2:RunInstances", ec2("subnet/s"), {**BY_TEMPLATE, **vpc(OTHER_VPC)}),
    (
        "with a group elsewhere",
        {"VpcIds": VPC},
        "ec2:RunInstances",
        ec2("security-group/s"),
        {**BY_TEMPLATE, **vpc("v")},
    ),
    (
        "an image of others",
        {"AmiOwners": "amazon"},
        "ec2:RunInstances",
        "arn:aws:ec2:us-east-1::image/ami-1",
        {**BY_TEMPLATE, "ec2:Owner": "aws-marketplace"},
    ),
    (
        "IMDSv1",
        {"RequireImdsV2": "true"},
        "ec2:RunInstances",
        ec2("instance/*"),
        {**BY_TEMPLATE, "ec2:MetadataHttpTokens": "optional"},
    ),
    ("tokens not said", {"RequireImdsV2": "true"}, "ec2:RunInstances", ec2("instance/*"), BY_TEMPLATE),
    (
        "a plain volume",
        {"RequireEncryptedVolumes": "true"},
        "ec2:RunInstances",
        ec2("volume/*"),
        {**BY_TEMPLATE, "ec2:Encrypted": "false"},
    ),
]
by_template = pytest.mark.parametrize("name", TEMPLATES)


@by_template
@pytest.mark.parametrize("sentence", MAY, ids=[each[0] for each in MAY])
def test_may(name: str, sentence: Sentence) -> None:
    _, limits, action, resource, context = sentence
    assert allows(statements(name, **limits), action, resource, context)


@by_template
@pytest.mark.parametrize("sentence", MAY_NOT, ids=[each[0] for each in MAY_NOT])
def test_may_not_though_it_may_without_the_limit(name: str, sentence: Sentence) -> None:
    _, limits, action, resource, context = sentence
    assert allows(statements(name), action, resource, context)
    assert not allows(statements(name, **limits), action, resource, context)


def test_every_denial_is_needed() -> None:
    [policy] = (
        installed("registry", **{key: value for each in MAY_NOT for key, value in each[1].items()})
        .of_type("AWS::IAM::ManagedPolicy")
        .values()
    )
    denials = policy["PolicyDocument"]["Statement"]
    assert len(denials) == 8
    for left_out in denials:
        fewer = [each for each in denials if each is not left_out]
        everything = [{"Effect": "Allow", "Action": ["*"], "Resource": "*"}, *fewer]
        assert any(allows(everything, action, resource, context) for _, _, action, resource, context in MAY_NOT)


def launch_template_data(value: Any) -> Iterator[dict]:
    if isinstance(value, dict):
        if "LaunchTemplateData" in value:
            yield value["LaunchTemplateData"]
        for member in value.values():
            yield from launch_template_data(member)
    elif isinstance(value, list):
        for member in value:
            yield from launch_template_data(member)


def test_what_the_provider_makes_by_default_passes_the_limits_of_a_launch() -> None:
    """By the golden plans."""
    plans = sorted((ROOT / "test" / "golden").glob("create-*.json"))
    made = [data for plan in plans for data in launch_template_data(json.loads(plan.read_text()))]
    assert len(made) >= len(plans) > 10
    limited = statements("registry", RequireImdsV2="true", RequireEncryptedVolumes="true")
    for data in made:
        tokens = {**BY_TEMPLATE, "ec2:MetadataHttpTokens": data["MetadataOptions"]["HttpTokens"]}
        assert allows(limited, "ec2:RunInstances", ec2("instance/*"), tokens)
        for mapping in data["BlockDeviceMappings"]:
            encrypted = {**BY_TEMPLATE, "ec2:Encrypted": str(mapping["Ebs"]["Encrypted"]).lower()}
            assert allows(limited, "ec2:RunInstances", ec2("volume/*"), encrypted)


@pytest.mark.skipif(not CALLS.exists(), reason="make test runs jest before, which writes the calls")
def test_the_calls_of_the_tests_stay_allowed_in_their_cluster() -> None:
    """A limit that names the clusters of the tests takes nothing from a node group in them."""
    calls = [each for line in CALLS.read_text().splitlines() for each in json.loads(line)["authorizations"]]
    of_eks = [call for call in calls if call["action"].startswith("eks:")]
    clusters = {call["resource"].split("/")[1] for call in of_eks}
    assert len(of_eks) > 10
    limited = statements("registry", ClusterNames=",".join(sorted(clusters)))
    assert [call for call in of_eks if not allows(limited, call["action"], call["resource"], call["context"])] == []
