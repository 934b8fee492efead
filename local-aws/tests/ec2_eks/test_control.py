"""The call log, faults, settings, the reset, and errors instead of web pages."""

import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.ec2_eks.world import CLUSTER, World, fails


def since(world: World, index: int) -> list[dict]:
    return world.control("GET", f"/local-aws/calls?since={index}")


def fault(world: World, **planned: Any) -> None:
    world.control("POST", "/local-aws/faults", planned)


def test_each_request_is_one_record(world: World) -> None:
    start = len(since(world, 0))
    other = world.client("eks", "AKIAI44QH8DHBEXAMPLE")
    world.ec2.create_placement_group(GroupName="pg", Strategy="cluster")
    fails(lambda: other.describe_nodegroup(clusterName=CLUSTER, nodegroupName="none"))
    fails(lambda: world.ec2.delete_placement_group(GroupName="none"))
    log = since(world, start)
    assert [(one["service"], one["action"], one["status"], one["errorCode"], one["write"]) for one in log] == [
        ("ec2", "CreatePlacementGroup", 200, None, True),
        ("eks", "DescribeNodegroup", 404, "ResourceNotFoundException", False),
        ("ec2", "DeletePlacementGroup", 400, "InvalidPlacementGroup.Unknown", True),
    ]
    assert [one["accessKeyId"] for one in log] == [
        "AKIAIOSFODNN7EXAMPLE",
        "AKIAI44QH8DHBEXAMPLE",
        "AKIAIOSFODNN7EXAMPLE",
    ]
    assert log[0]["parameters"] == {"GroupName": "pg", "Strategy": "cluster"}
    assert log[1]["parameters"]["nodegroupName"] == "none"
    assert log[0]["time"] > 0
    assert [one["index"] for one in log] == [start, start + 1, start + 2]


def test_parameters_of_an_eks_call_and_no_user_data(world: World) -> None:
    start = len(since(world, 0))
    world.template("secret", UserData="c2VjcmV0")
    world.active()
    log = since(world, start)
    assert log[0]["parameters"]["LaunchTemplateData"]["UserData"] == "(not logged)"
    assert "c2VjcmV0" not in str(log)
    create = next(one for one in log if one["action"] == "CreateNodegroup")
    assert (create["parameters"]["nodegroupName"], create["parameters"]["scalingConfig"]["maxSize"]) == ("ng", 4)


def test_a_fault_of_one_caller_meets_no_other(world: World) -> None:
    other = world.client("eks", "AKIAI44QH8DHBEXAMPLE")
    fault(
        world, service="eks", action="DescribeCluster", code="AccessDeniedException", accessKeyId="AKIAI44QH8DHBEXAMPLE"
    )
    assert world.eks.describe_cluster(name=CLUSTER)["cluster"]["name"] == CLUSTER
    assert fails(lambda: other.describe_cluster(name=CLUSTER))[0] == "AccessDeniedException"
    assert other.describe_cluster(name=CLUSTER)["cluster"]["name"] == CLUSTER


def test_a_fault_about_one_thing_meets_no_other_until_it_is_forgotten(world: World) -> None:
    fault(world, service="ec2", action="CreatePlacementGroup", code="RequestLimitExceeded", times=9, about="mine")
    world.ec2.create_placement_group(GroupName="yours", Strategy="cluster")
    refused = fails(lambda: world.ec2.create_placement_group(GroupName="mine", Strategy="cluster"))
    assert refused[0] == "RequestLimitExceeded"
    world.control("DELETE", "/local-aws/faults", {"about": "yours"})
    assert fails(lambda: world.ec2.create_placement_group(GroupName="mine", Strategy="cluster")) == refused
    world.control("DELETE", "/local-aws/faults", {"about": "mine"})
    world.ec2.create_placement_group(GroupName="mine", Strategy="cluster")


def test_a_fault_before_the_call(world: World) -> None:
    fault(
        world,
        service="ec2",
        action="CreatePlacementGroup",
        code="RequestLimitExceeded",
        message="Slow <down>",
        status=503,
        times=2,
    )
    for _ in range(2):
        assert fails(lambda: world.ec2.create_placement_group(GroupName="pg", Strategy="cluster")) == (
            "RequestLimitExceeded",
            "Slow <down>",
        )
    assert since(world, 0)[-1]["status"] == 503
    world.ec2.create_placement_group(GroupName="pg", Strategy="cluster")


def test_a_lost_answer(world: World) -> None:
    template = {"id": world.template()}
    fault(world, service="eks", action="CreateNodegroup", code="ServerException", status=500, after=True)
    request = world.request(launchTemplate=template, clientRequestToken="one")
    assert fails(lambda: world.eks.create_nodegroup(**request))[0] == "ServerException"
    assert world.describe()["status"] == "CREATING"
    assert world.eks.create_nodegroup(**request)["nodegroup"]["nodegroupName"] == "ng"


def test_eks_errors_arrive_as_their_own_class(world: World) -> None:
    fault(world, service="eks", action="DescribeCluster", code="ThrottlingException", status=429)
    with pytest.raises(world.eks.exceptions.ThrottlingException):
        world.eks.describe_cluster(name=CLUSTER)
    with pytest.raises(world.eks.exceptions.ResourceNotFoundException) as caught:
        world.eks.describe_cluster(name="none")
    assert caught.value.response["message"] == "No cluster found for name: none."


def test_faults_are_cleared(world: World) -> None:
    fault(world, service="ec2", action="DescribeVpcs", code="InternalError", status=500)
    world.control("DELETE", "/local-aws/faults")
    world.ec2.describe_vpcs()


@pytest.mark.parametrize(
    ("path", "body"),
    [("/local-aws/faults", {"service": "ec2"}), ("/local-aws/settings", {"none": 1}), ("/local-aws/none", {})],
)
def test_a_wrong_request_to_a_control_route(world: World, path: str, body: dict) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        world.control("POST", path, body)
    assert caught.value.code in (400, 404)


def test_the_reset_empties_everything(world: World) -> None:
    world.ec2.create_placement_group(GroupName="pg", Strategy="cluster")
    world.ec2.create_launch_template(LaunchTemplateName="lt-1", LaunchTemplateData={"KeyName": "k"}, ClientToken="one")
    world.active()
    world.delete()
    world.control("POST", "/local-aws/settings", {"lingerPolls": 7})
    fault(world, service="ec2", action="DescribeVpcs", code="InternalError", status=500)
    world.control("POST", "/moto-api/reset")
    assert since(world, 0) == []
    assert world.control("GET", "/local-aws/faults") == []
    assert world.control("GET", "/local-aws/settings")["lingerPolls"] == 1
    assert world.ec2.describe_placement_groups()["PlacementGroups"] == []
    assert world.ec2.describe_launch_templates()["LaunchTemplates"] == []
    assert world.ec2.describe_network_interfaces()["NetworkInterfaces"] == []
    assert world.eks.list_clusters()["clusters"] == []
    created = world.ec2.create_launch_template(
        LaunchTemplateName="lt-1", LaunchTemplateData={"KeyName": "other"}, ClientToken="one"
    )
    assert created["LaunchTemplate"]["LatestVersionNumber"] == 1


def test_what_is_lacking_is_an_aws_error(world: World) -> None:
    assert fails(lambda: world.ec2.describe_capacity_blocks())[0] == "InvalidAction"
    assert fails(lambda: world.eks.describe_addon_versions())[0] == "InvalidAction"
    assert fails(lambda: world.eks.list_insights(clusterName=CLUSTER))[0] == "InvalidAction"


def test_a_defect_is_an_aws_error(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from moto.ec2.responses import EC2Response

    monkeypatch.setattr(EC2Response, "describe_vpcs", lambda self: 1 / 0)
    assert fails(world.ec2.describe_vpcs)[0] == "InternalError"


def test_dry_run(world: World) -> None:
    assert (
        fails(lambda: world.ec2.create_placement_group(GroupName="pg", Strategy="cluster", DryRun=True))[0]
        == "DryRunOperation"
    )
    assert world.ec2.describe_placement_groups()["PlacementGroups"] == []
