"""Two teams in one account and Region, each with a provider of its own (guides/one-provider-per-team.md), on a local
AWS that asks IAM about every call of a role.

A's role is used directly as well: what it may not do must not depend on what A's code does not do.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local_aws.checkout import custom_resource_provider as provider
from local_aws.checkout.paths import ROOT
from local_aws.client.inventory import ID_TAG
from local_aws.client.stacks import Ended, Stack
from local_aws.launcher.local_aws import LocalAws
from local_aws.launcher.seed import NODE_POLICIES, create_role

from .scene import SMALL_TYPE
from .shared import REGION, SETTINGS

TEMPLATE = (ROOT / "examples" / "custom-resource.yaml").read_text()
DENIED = ("AccessDeniedException", "UnauthorizedOperation")

pytestmark = pytest.mark.long


@dataclass
class Team:
    """A cluster, a role for its nodes, a provider, and a stack with a node group."""

    local: LocalAws
    name: str
    limits: dict[str, str]
    node_role: str = ""
    role_key: str = ""
    outputs: dict[str, str] = field(default_factory=dict)

    @property
    def cluster(self) -> str:
        return f"{self.name}-training"

    @property
    def export(self) -> str:
        return f"{self.name}-token"

    def set_up(self, subnets: list[str]) -> None:
        self.local.client("eks").create_cluster(
            name=self.cluster,
            version="1.33",
            roleArn=self.local.environment["CLUSTER_ROLE_ARN"],
            resourcesVpcConfig={"subnetIds": subnets, "endpointPrivateAccess": True},
        )
        self.node_role = create_role(self.local.client("iam"), f"{self.name}-node", "ec2.amazonaws.com", NODE_POLICIES)
        parameters = provider.parameters(
            self.local, NodeRoleArns=self.node_role, ServiceTokenExport=self.export, **self.limits
        )
        installed = self.stack("provider").create(provider.TEMPLATE, parameters)
        assert installed.status == "CREATE_COMPLETE", installed.events

    def stack(self, name: str) -> Stack:
        return Stack(self.local.client("cloudformation"), f"{self.name}-{name}")

    def deploy(self, name: str, **changes: str) -> Ended:
        """A stack of the example's template, by this team's provider."""
        template = TEMPLATE.replace("EksEfaNodeGroupServiceToken", self.export)
        return self.stack(name).create(template, {**self.parameters(), **changes})

    def parameters(self) -> dict[str, str]:
        return {
            "ClusterName": self.cluster,
            "NodeRole": self.node_role,
            "Subnets": self.local.environment["SUBNET_IDS"],
            "InstanceType": SMALL_TYPE,
            "LocalStorage": "NONE",
        }

    def client(self, service: str) -> Any:
        """With the rights of this team's Reconcile function."""
        return self.local.client(service, access_key=self.role_key)


@pytest.fixture(scope="module")
def account() -> Iterator[LocalAws]:
    with LocalAws(REGION, {**SETTINGS, "AUTH": "true"}) as local:
        provider.upload(local, provider.build())
        yield local


@pytest.fixture(scope="module")
def teams(account: LocalAws) -> tuple[Team, Team, Team]:
    """A and B as the guide says, and one whose provider has no limits. Each has deployed a node group."""
    a, b, unlimited = (
        Team(account, "team-a", {"ClusterNames": "team-a-*", "RolePath": "/team-a/"}),
        Team(account, "team-b", {"ClusterNames": "team-b-*", "RolePath": "/team-b/"}),
        Team(account, "anybody", {}),
    )
    for team in (a, b, unlimited):
        team.set_up(account.environment["SUBNET_IDS"].split(","))
        before = len(account.calls())
        deployed = team.deploy("workers")
        assert deployed.status == "CREATE_COMPLETE", deployed.events
        team.outputs = deployed.outputs
        # MiniStack gives each function a session of its role; its key signs the calls
        team.role_key = {call["accessKeyId"] for call in account.calls(since=before) if call["write"]}.pop()
    return a, b, unlimited


def nodegroup(local: LocalAws, team: Team) -> dict:
    found = local.client("eks").describe_nodegroup(
        clusterName=team.cluster, nodegroupName=team.outputs["NodegroupName"]
    )
    return dict(found["nodegroup"])


def why(ended: Ended) -> str:
    return " ".join(ended.reasons("Workers", "CREATE_FAILED"))


def changes(team: Team) -> list[tuple[str, str, dict]]:
    """Every changing call of the provider, on this team's node group and what belongs to it."""
    group = {"clusterName": team.cluster, "nodegroupName": team.outputs["NodegroupName"]}
    arn, template = team.outputs["Arn"], team.outputs["LaunchTemplateId"]
    security_group = {"GroupId": team.outputs["EfaSecurityGroupId"]}
    everywhere = {"IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}
    return [
        ("eks", "update_nodegroup_config", {**group, "labels": {"addOrUpdateLabels": {"owner": "somebody"}}}),
        ("eks", "tag_resource", {"resourceArn": arn, "tags": {"owner": "somebody"}}),
        ("eks", "untag_resource", {"resourceArn": arn, "tagKeys": ["owner"]}),
        ("ec2", "authorize_security_group_ingress", {**security_group, **everywhere}),
        ("ec2", "create_tags", {"Resources": [template], "Tags": [{"Key": "owner", "Value": "somebody"}]}),
        ("ec2", "delete_tags", {"Resources": [template], "Tags": [{"Key": "owner"}]}),
        ("ec2", "modify_launch_template", {"LaunchTemplateId": template, "DefaultVersion": "1"}),
        ("ec2", "delete_launch_template", {"LaunchTemplateId": template}),
        ("ec2", "delete_placement_group", {"GroupName": team.outputs["PlacementGroupName"]}),
        ("ec2", "delete_security_group", security_group),
        ("eks", "delete_nodegroup", group),
    ]


def is_denied(team: Team, service: str, call: str, parameters: dict) -> bool:
    try:
        getattr(team.client(service), call)(**parameters)
    except ClientError as error:
        return error.response["Error"]["Code"] in DENIED
    return False


def test_each_team_deploys_with_its_own_role(teams: tuple[Team, Team, Team], account: LocalAws) -> None:
    a, b, _ = teams
    assert a.role_key != b.role_key
    for team in (a, b):
        group = nodegroup(account, team)
        assert group["status"] == "ACTIVE"
        assert group["tags"][ID_TAG].startswith(f"{team.cluster}/")
    refused = {call["errorCode"] for call in account.calls() if call["accessKeyId"] in (a.role_key, b.role_key)}
    assert not refused & set(DENIED)


def test_a_template_with_the_cluster_of_the_other_team_is_refused(
    teams: tuple[Team, Team, Team], account: LocalAws
) -> None:
    a, b, _ = teams
    ended = a.deploy("elsewhere", ClusterName=b.cluster)
    assert ended.status == "ROLLBACK_COMPLETE"
    # whichever of the two was answered first
    assert re.search("eks:Describe(Cluster|Nodegroup)", why(ended))
    assert "with an explicit deny" in why(ended)
    assert account.client("eks").list_nodegroups(clusterName=b.cluster)["nodegroups"] == [b.outputs["NodegroupName"]]
    a.stack("elsewhere").delete()


def test_a_template_with_the_role_of_the_other_teams_nodes_is_refused(teams: tuple[Team, Team, Team]) -> None:
    a, b, _ = teams
    ended = a.deploy("other-role", NodeRole=b.node_role)
    assert ended.status == "ROLLBACK_COMPLETE"
    assert "is not authorized to perform: iam:PassRole" in why(ended)
    a.stack("other-role").delete()


def test_the_role_of_one_changes_nothing_of_the_other(teams: tuple[Team, Team, Team], account: LocalAws) -> None:
    a, b, _ = teams
    for one, other in ((a, b), (b, a)):
        before = nodegroup(account, other)
        allowed = [call for service, call, given in changes(other) if not is_denied(one, service, call, given)]
        assert allowed == []
        assert nodegroup(account, other) == before


def test_nor_reads_it(teams: tuple[Team, Team, Team]) -> None:
    a, b, _ = teams
    group = {"clusterName": b.cluster, "nodegroupName": b.outputs["NodegroupName"]}
    assert is_denied(a, "eks", "describe_nodegroup", group)
    assert is_denied(a, "eks", "describe_cluster", {"name": b.cluster})


def test_without_limits_it_changes_the_others(teams: tuple[Team, Team, Team], account: LocalAws) -> None:
    """So that the denials above are the limits' doing. Deleting is left out: the node group is needed."""
    _, b, unlimited = teams
    harmless = [each for each in changes(b) if "delete" not in each[1] and "authorize" not in each[1]]
    assert len(harmless) == 5
    assert not [call for service, call, given in harmless if is_denied(unlimited, service, call, given)]
    account.client("eks").get_waiter("nodegroup_active").wait(
        clusterName=b.cluster, nodegroupName=b.outputs["NodegroupName"], WaiterConfig={"Delay": 0, "MaxAttempts": 10}
    )
    assert nodegroup(account, b)["labels"]["owner"] == "somebody"


def test_each_changes_and_deletes_its_own(teams: tuple[Team, Team, Team], account: LocalAws) -> None:
    for team in teams:
        template = TEMPLATE.replace("EksEfaNodeGroupServiceToken", team.export)
        updated = team.stack("workers").update(template, {**team.parameters(), "Team": "changed", "MaxSize": "12"})
        assert updated.status == "UPDATE_COMPLETE", updated.events
        assert nodegroup(account, team)["labels"]["team"] == "changed"
    for team in teams:
        assert team.stack("workers").delete().status == "DELETE_COMPLETE"
        assert account.client("eks").list_nodegroups(clusterName=team.cluster)["nodegroups"] == []
        assert team.stack("provider").delete().status == "DELETE_COMPLETE"
