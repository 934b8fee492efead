"""install/registry.yaml on the local AWS: the type registered with its roles, a second version beside the first,
default and back.

The local AWS does not ask IAM here: what the role lets through is test_permissions.py's to say.
"""

import json
import re
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from local_aws.client.stacks import Ended, Stack
from local_aws.launcher.local_aws import LocalAws

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = (ROOT / "install" / "registry.yaml").read_text()
SECRET = "what-no-log-may-contain"
WORKLOAD = (
    (ROOT / "examples" / "p5-training.yaml")
    .read_text()
    .replace(
        "      Labels:\n",
        f"      PreBootstrapUserData: |\n        #!/bin/sh\n        export TOKEN={SECRET}\n      Labels:\n",
        1,
    )
)
BUCKET = "packages"
TYPE = {"Type": "RESOURCE", "TypeName": "Efa::EKS::NodeGroup"}
CLOUDFORMATION = "resources.cloudformation.amazonaws.com"


class Workload(Stack):
    """A stack with a node group, and the parameters that it was created with."""

    parameters: dict[str, str]


class Registry:
    """The registry stack of one local AWS."""

    def __init__(self, local: LocalAws):
        self.local = local
        self.cloudformation = local.client("cloudformation")
        self.stack = Stack(self.cloudformation, "efa-registry")
        self.ended = Ended("")
        self.parameters = {
            "PackageBucket": BUCKET,
            "FirstPackageKey": "1.0.0.zip",
            "NodeRoleArns": local.environment["NODE_ROLE_ARN"],
        }

    def update(self, **parameters: str) -> Ended:
        self.parameters |= parameters
        return self.stack.update(TEMPLATE, self.parameters)

    def versions(self) -> dict[str, bool]:
        """Whether it is the default, by version id."""
        summaries = self.cloudformation.list_type_versions(**TYPE)["TypeVersionSummaries"]
        return {summary["VersionId"]: summary["IsDefaultVersion"] for summary in summaries}

    def describe(self) -> dict:
        return self.cloudformation.describe_type(**TYPE)


@pytest.fixture(scope="module")
def registry(local: LocalAws, packages: dict[str, bytes]) -> Registry:
    s3 = local.client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": local.region})
    for key, body in packages.items():
        s3.put_object(Bucket=BUCKET, Key=key, Body=body)
    return Registry(local)


@pytest.fixture(scope="module")
def installed(registry: Registry) -> Registry:
    registry.ended = registry.stack.create(TEMPLATE, registry.parameters)
    assert registry.ended.status == "CREATE_COMPLETE", registry.ended.events
    return registry


@pytest.fixture(scope="module")
def workload(installed: Registry) -> Workload:
    environment = installed.local.environment
    stack = Workload(installed.cloudformation, "training")
    stack.parameters = {
        "ClusterName": environment["CLUSTER_NAME"],
        "NodeRole": environment["NODE_ROLE_ARN"],
        "Subnets": environment["SUBNET_IDS"],
    }
    ended = stack.create(WORKLOAD, stack.parameters)
    assert ended.status == "CREATE_COMPLETE", ended.events
    return stack


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"DefaultVersion": "Second"}, "DefaultVersion Second needs SecondPackageKey"),
        ({"NodeRoleArns": "*"}, "NodeRoleArns"),
        ({"LogRetentionInDays": "2"}, "LogRetentionInDays"),
    ],
)
def test_parameters_that_are_refused(registry: Registry, parameters: dict, message: str) -> None:
    with pytest.raises(ClientError, match=message):
        Stack(registry.cloudformation, "refused").create(TEMPLATE, {**registry.parameters, **parameters})


def test_the_type_is_registered_with_the_roles_and_the_log_group(installed: Registry) -> None:
    outputs, described = installed.ended.outputs, installed.describe()
    assert installed.versions() == {"00000001": True}
    assert described["ExecutionRoleArn"] == outputs["ExecutionRoleArn"]
    assert described["LoggingConfig"]["LogGroupName"] == outputs["LogGroupName"] == "/efa-eks-nodegroup/efa-registry"
    assert outputs["FirstVersionArn"] == outputs["DefaultVersionArn"]
    assert outputs["FirstVersionArn"].endswith("/00000001")
    groups = installed.local.client("logs").describe_log_groups(logGroupNamePrefix=outputs["LogGroupName"])["logGroups"]
    assert [group["retentionInDays"] for group in groups] == [90]


@pytest.mark.parametrize("role", ["ExecutionRole", "LoggingRole"])
def test_roles_trust_cloudformation_for_this_type_of_this_account_alone(installed: Registry, role: str) -> None:
    described = installed.cloudformation.describe_stack_resource(StackName="efa-registry", LogicalResourceId=role)
    name = described["StackResourceDetail"]["PhysicalResourceId"]
    trust = installed.local.client("iam").get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    [statement] = trust["Statement"]
    assert statement["Principal"] == {"Service": CLOUDFORMATION}
    assert statement["Action"] == "sts:AssumeRole"
    types = f"arn:aws:cloudformation:{installed.local.region}:123456789012:type/resource"
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "StringLike": {"aws:SourceArn": f"{types}/Efa-EKS-NodeGroup/*"},
    }


def test_the_execution_role_passes_the_given_role_to_eks_alone(installed: Registry) -> None:
    name = installed.ended.outputs["ExecutionRoleArn"].rpartition("/")[2]
    policy = installed.local.client("iam").get_role_policy(RoleName=name, PolicyName="NodeGroups")["PolicyDocument"]
    [passing] = [each for each in policy["Statement"] if "iam:PassRole" in each["Action"]]
    assert passing["Resource"] == [installed.local.environment["NODE_ROLE_ARN"]]
    assert passing["Condition"] == {"StringEquals": {"iam:PassedToService": "eks.amazonaws.com"}}
    assert "${" not in json.dumps(policy)
    # IAM: inline policies of a role have 10,240 characters in all, without white space
    assert len(json.dumps(policy, separators=(",", ":"))) < 10_240


def test_a_node_group_works_and_its_log_arrives_without_secrets(workload: Workload, installed: Registry) -> None:
    logs, group = installed.local.client("logs"), installed.ended.outputs["LogGroupName"]
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group)
    lines = [event["message"] for page in pages for event in page["events"]]
    creating = [line for line in lines if "eks:CreateNodegroup" in line]
    assert creating
    for line in lines:
        assert SECRET not in line
        assert "IyEvYmluL3No" not in line
        assert not re.search(r"ASIA[A-Z2-7]{16}|secretAccessKey|sessionToken", line), line


def test_limits_that_come_later_register_nothing_anew(workload: Workload, installed: Registry) -> None:
    before = installed.versions()
    clusters = f"team-a-*,{workload.parameters['ClusterName']}"
    assert installed.update(ClusterNames=clusters).status == "UPDATE_COMPLETE"
    assert installed.versions() == before
    name = installed.ended.outputs["ExecutionRoleArn"].rpartition("/")[2]
    attached = installed.local.client("iam").list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    assert len(attached) == 1
    assert installed.update(ClusterNames="*").status == "UPDATE_COMPLETE"
    assert installed.local.client("iam").list_attached_role_policies(RoleName=name)["AttachedPolicies"] == []


def test_a_second_version_beside_the_first_is_not_the_default(workload: Workload, installed: Registry) -> None:
    ended = installed.update(SecondPackageKey="1.1.0.zip")
    assert ended.status == "UPDATE_COMPLETE", ended.events
    assert installed.versions() == {"00000001": True, "00000002": False}
    assert ended.outputs["SecondVersionArn"].endswith("/00000002")
    assert ended.outputs["DefaultVersionArn"].endswith("/00000001")
    assert not installed.describe()["Description"].startswith("Next.")
    assert update_workload(workload, MaxSize="11") == "UPDATE_COMPLETE"


def test_the_second_is_made_the_default(workload: Workload, installed: Registry) -> None:
    assert installed.update(DefaultVersion="Second").status == "UPDATE_COMPLETE"
    assert installed.versions() == {"00000001": False, "00000002": True}
    assert installed.describe()["Description"].startswith("Next.")
    assert update_workload(workload, MaxSize="12") == "UPDATE_COMPLETE"


def test_and_the_first_again(workload: Workload, installed: Registry) -> None:
    assert installed.update(DefaultVersion="First").status == "UPDATE_COMPLETE"
    assert installed.versions() == {"00000001": True, "00000002": False}
    assert update_workload(workload, MaxSize="13") == "UPDATE_COMPLETE"


def test_a_third_release_takes_the_place_that_is_not_in_use(workload: Workload, installed: Registry) -> None:
    ended = installed.update(SecondPackageKey="1.0.0.zip")
    assert ended.status == "UPDATE_COMPLETE", ended.events
    assert installed.versions() == {"00000001": True, "00000003": False}


def test_a_release_that_takes_the_place_in_use_is_the_default_at_once(workload: Workload, installed: Registry) -> None:
    ended = installed.update(FirstPackageKey="1.1.0.zip")
    assert ended.status == "UPDATE_COMPLETE", ended.events
    assert installed.versions() == {"00000003": False, "00000004": True}
    assert installed.describe()["Description"].startswith("Next.")


def test_nothing_is_left_when_the_stacks_are_deleted(workload: Workload, installed: Registry) -> None:
    assert workload.delete().status == "DELETE_COMPLETE"
    assert installed.stack.delete().status == "DELETE_COMPLETE"
    with pytest.raises(ClientError, match="TypeNotFound"):
        installed.describe()
    names = [role["RoleName"] for role in installed.local.client("iam").list_roles()["Roles"]]
    assert names
    assert not [name for name in names if name.startswith("efa-registry")]


def update_workload(workload: Workload, **parameters: str) -> str:
    workload.parameters |= parameters
    return workload.update(WORKLOAD, workload.parameters).status
