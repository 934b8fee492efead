"""The Auto Scaling group of a node group, EKS's copy of the launch template, and the group's activities."""

import base64
import email
import tomllib

import pytest

from tests.ec2_eks.world import CLUSTER, World, efa_interfaces, fails

MIME = """MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="B"

--B
Content-Type: text/x-shellscript; charset="us-ascii"

echo mine
--B--
"""


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def copy_in_use(world: World, name: str = "ng") -> dict:
    """The data of the version from which the group launches."""
    policy = world.auto_scaling_group(name)["MixedInstancesPolicy"]
    named = policy["LaunchTemplate"]["LaunchTemplateSpecification"]
    answer = world.ec2.describe_launch_template_versions(
        LaunchTemplateId=named["LaunchTemplateId"], Versions=[named["Version"]]
    )
    return answer["LaunchTemplateVersions"][0]


def user_data(world: World, name: str = "ng") -> str:
    return base64.b64decode(copy_in_use(world, name)["LaunchTemplateData"]["UserData"]).decode()


def test_the_group(world: World) -> None:
    nodegroup = world.active()
    uuid = nodegroup["nodegroupArn"].split("/")[-1]
    group = world.auto_scaling_group()
    assert group["AutoScalingGroupName"] == f"eks-ng-{uuid}"
    assert (group["MinSize"], group["DesiredCapacity"], group["MaxSize"]) == (1, 2, 4)
    assert (group["VPCZoneIdentifier"], group["AvailabilityZones"]) == (world.subnets[0], ["us-east-1a"])
    template = group["MixedInstancesPolicy"]["LaunchTemplate"]
    named = template["LaunchTemplateSpecification"]
    assert (named["LaunchTemplateName"], named["Version"]) == (f"eks-{uuid}", "1")
    assert template["Overrides"] == [{"InstanceType": "p5.48xlarge"}]
    assert "LaunchTemplate" not in group
    assert [one["LaunchTemplate"] for one in group["Instances"]] == [named, named]
    tags = {tag["Key"]: tag["Value"] for tag in group["Tags"]}
    assert (tags["eks:nodegroup-name"], tags["eks:cluster-name"]) == ("ng", CLUSTER)


def test_groups_by_name_tag_and_page(world: World) -> None:
    for name in ("a", "b", "c"):
        world.active(name)
    group_name = world.auto_scaling_group("b")["AutoScalingGroupName"]
    by_tag = [{"Name": "tag:eks:nodegroup-name", "Values": ["b"]}]
    found = world.auto_scaling.describe_auto_scaling_groups(Filters=by_tag)["AutoScalingGroups"]
    assert [one["AutoScalingGroupName"] for one in found] == [group_name]
    assert world.auto_scaling.describe_auto_scaling_groups(AutoScalingGroupNames=["none"])["AutoScalingGroups"] == []
    pages = world.auto_scaling.get_paginator("describe_auto_scaling_groups").paginate(PaginationConfig={"PageSize": 2})
    assert [len(page["AutoScalingGroups"]) for page in pages] == [2, 1]


def test_the_copy_has_every_interface_and_what_eks_adds(world: World) -> None:
    world.ec2.create_key_pair(KeyName="k")
    world.active(launchTemplate={"id": world.template(KeyName="k", Monitoring={"Enabled": True})})
    version = copy_in_use(world)
    data = version["LaunchTemplateData"]
    want = [{**interface, "Groups": [world.group_id]} for interface in efa_interfaces(32)]
    assert data["NetworkInterfaces"] == want
    assert (data["KeyName"], data["Monitoring"]) == ("k", {"Enabled": True})
    assert data["ImageId"].startswith("ami-")
    assert data["IamInstanceProfile"]["Name"] == version["LaunchTemplateName"]
    instance_tags = next(one["Tags"] for one in data["TagSpecifications"] if one["ResourceType"] == "instance")
    assert {"Key": "eks:nodegroup-name", "Value": "ng"} in instance_tags


def test_the_copy_goes_with_the_node_group(world: World) -> None:
    world.active()
    named = {"LaunchTemplateNames": [copy_in_use(world)["LaunchTemplateName"]]}
    assert len(world.ec2.describe_launch_templates(**named)["LaunchTemplates"]) == 1
    world.delete()
    assert fails(lambda: world.ec2.describe_launch_templates(**named))[0].startswith("InvalidLaunchTemplateName")
    assert world.auto_scaling.describe_auto_scaling_groups()["AutoScalingGroups"] == []


def test_a_group_without_a_template_has_a_copy_too(world: World) -> None:
    world.active(launchTemplate=None, instanceTypes=["m5.large"])
    cluster_group = world.eks.describe_cluster(name=CLUSTER)["cluster"]["resourcesVpcConfig"]["clusterSecurityGroupId"]
    assert copy_in_use(world)["LaunchTemplateData"]["SecurityGroupIds"] == [cluster_group]


def test_the_copy_follows_a_roll(world: World) -> None:
    template = world.template()
    world.active(launchTemplate={"id": template, "version": "1"})
    interfaces = [{**one, "Groups": [world.group_id]} for one in efa_interfaces(32, "interface", 0)]
    world.ec2.create_launch_template_version(
        LaunchTemplateId=template, LaunchTemplateData={"NetworkInterfaces": interfaces}
    )
    world.eks.update_nodegroup_version(
        clusterName=CLUSTER, nodegroupName="ng", launchTemplate={"id": template, "version": "2"}
    )
    assert copy_in_use(world)["VersionNumber"] == 1
    world.settle()
    assert copy_in_use(world)["VersionNumber"] == 2
    assert copy_in_use(world)["LaunchTemplateData"]["NetworkInterfaces"] == interfaces


@pytest.mark.parametrize(
    ("loses", "left", "efas"), [("interface-7", 31, 31), ("efa-7", 32, 31), ("interface-99", 32, 32), (None, 32, 32)]
)
def test_a_copy_that_lost_something(world: World, loses: str | None, left: int, efas: int) -> None:
    world.active(tags={"local-aws:copy-loses": loses} if loses else None)
    interfaces = copy_in_use(world)["LaunchTemplateData"]["NetworkInterfaces"]
    assert len(interfaces) == left
    assert len([one for one in interfaces if one["InterfaceType"].startswith("efa")]) == efas
    filters = [{"Name": "group-id", "Values": [world.group_id]}]
    assert len(world.ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"]) == 2 * left


def test_mime_user_data_is_merged_with_ekss_own_part(world: World) -> None:
    world.active(launchTemplate={"id": world.template(UserData=encoded(MIME))})
    parts = list(email.message_from_string(user_data(world)).walk())[1:]
    assert [part.get_content_type() for part in parts] == ["text/x-shellscript", "application/node.eks.aws"]
    assert "echo mine" in parts[0].get_payload()
    assert CLUSTER in parts[1].get_payload()


def test_user_data_that_is_no_mime_document(world: World) -> None:
    shown = world.active(launchTemplate={"id": world.template(UserData=encoded("#!/bin/sh\necho mine\n"))})
    issue = shown["health"]["issues"][0]
    assert (shown["status"], issue["code"]) == ("CREATE_FAILED", "Ec2LaunchTemplateInvalidConfiguration")
    assert issue["message"] == "User data was not in the MIME multipart format."
    assert world.auto_scaling.describe_auto_scaling_groups()["AutoScalingGroups"] == []
    assert world.ec2.describe_instances()["Reservations"] == []
    world.delete()


def test_user_data_that_is_too_large_with_that_of_eks(world: World) -> None:
    large = MIME.replace("echo", "#" + "x" * 16_000 + "\necho", 1)
    shown = world.active(launchTemplate={"id": world.template(UserData=encoded(large))})
    [issue] = shown["health"]["issues"]
    assert issue["message"] == "User data is limited to 16384 bytes."


def test_a_roll_to_user_data_that_is_no_mime_document(world: World) -> None:
    template = world.template()
    world.active(launchTemplate={"id": template, "version": "1"})
    world.ec2.create_launch_template_version(
        LaunchTemplateId=template, SourceVersion="1", LaunchTemplateData={"UserData": encoded("#!/bin/sh\n")}
    )
    ng = {"clusterName": CLUSTER, "nodegroupName": "ng"}
    update = world.eks.update_nodegroup_version(**ng, launchTemplate={"id": template, "version": "2"})["update"]
    assert world.settle()["launchTemplate"]["version"] == "1"
    ended = world.eks.describe_update(name=CLUSTER, nodegroupName="ng", updateId=update["id"])["update"]
    text = "User data was not in the MIME multipart format."
    assert (ended["status"], ended["errors"][0]["errorMessage"]) == ("Failed", text)


def test_bottlerocket_settings_are_merged_and_the_users_win(world: World) -> None:
    toml = (
        '[settings.kubernetes]\nmax-pods = 7\ncluster-name = "mine"\n'
        '[settings.bootstrap-commands.raid]\nmode = "always"\n'
    )
    toml += 'commands = [["apiclient", "ephemeral-storage", "init"]]\n'
    template = {"id": world.template(UserData=encoded(toml))}
    world.active(launchTemplate=template, amiType="BOTTLEROCKET_x86_64_NVIDIA")
    merged = tomllib.loads(user_data(world))["settings"]
    assert merged["bootstrap-commands"] == {"raid": tomllib.loads(toml)["settings"]["bootstrap-commands"]["raid"]}
    assert (merged["kubernetes"]["max-pods"], merged["kubernetes"]["cluster-name"]) == (7, "mine")
    assert merged["kubernetes"]["api-server"].startswith("https://")


def test_a_custom_amis_user_data_is_taken_as_it_is(world: World) -> None:
    given = {"ImageId": world.image(), "UserData": encoded("anything")}
    world.active(launchTemplate={"id": world.template(**given)})
    assert user_data(world) == "anything"
    assert copy_in_use(world)["LaunchTemplateData"]["ImageId"] == given["ImageId"]


def test_activities_of_a_group_that_grows_and_shrinks(world: World) -> None:
    world.active()
    assert [one["StatusCode"] for one in world.activities()] == ["Successful", "Successful"]
    world.eks.update_nodegroup_config(clusterName=CLUSTER, nodegroupName="ng", scalingConfig={"desiredSize": 1})
    world.settle()
    newest = world.activities()[0]
    assert newest["Description"].startswith("Terminating EC2 instance: i-")
    assert [one["InstanceId"] for one in world.auto_scaling_group()["Instances"]] != []
    assert len(world.activities()) == 3
    assert newest["StartTime"] >= world.activities()[1]["StartTime"]


def test_a_capacity_failure_in_auto_scalings_words(world: World) -> None:
    world.create(tags={"local-aws:health-issue": "AsgInstanceLaunchFailures"})
    activity = world.activities()[0]
    text = (
        "We currently do not have sufficient p5.48xlarge capacity in the Availability Zone you requested (us-east-1a)."
    )
    assert activity["StatusCode"] == "Failed"
    assert world.auto_scaling_group()["Instances"] == []
    assert activity["StatusMessage"].startswith(
        f"Could not launch On-Demand Instances. InsufficientInstanceCapacity - {text}"
    )
    assert activity["StatusMessage"].endswith("Launching EC2 instance failed.")
    shown = world.settle()
    assert (shown["status"], shown["health"]["issues"][0]["message"]) == ("CREATE_FAILED", activity["StatusMessage"])


@pytest.mark.parametrize(
    ("issue", "code"),
    [
        ("InsufficientFreeAddresses", "InsufficientFreeAddressesInSubnet"),
        ("InstanceLimitExceeded", "VcpuLimitExceeded"),
    ],
)
def test_other_launch_failures(world: World, issue: str, code: str) -> None:
    world.create(tags={"local-aws:degraded": issue}, capacityType="SPOT")
    assert world.activities()[0]["StatusMessage"].startswith(f"Could not launch Spot Instances. {code} - ")
    assert world.settle()["health"]["issues"][0]["code"] == issue


def test_capacity_that_comes_back(world: World) -> None:
    shown = world.active(tags={"local-aws:degraded": "AsgInstanceLaunchFailures"})
    assert shown["status"] == "DEGRADED"
    assert "do not have sufficient" in shown["health"]["issues"][0]["message"]
    world.eks.untag_resource(resourceArn=shown["nodegroupArn"], tagKeys=["local-aws:degraded"])
    assert world.describe()["status"] == "ACTIVE"
    assert [one["StatusCode"] for one in world.activities()][:3] == ["Successful", "Successful", "Failed"]


def test_activities_of_a_group_that_does_not_exist(world: World) -> None:
    assert (
        fails(lambda: world.auto_scaling.describe_scaling_activities(AutoScalingGroupName="none"))[0]
        == "ValidationError"
    )


def test_sizes_set_by_others_show_in_eks(world: World) -> None:
    world.active()
    name = world.auto_scaling_group()["AutoScalingGroupName"]
    world.auto_scaling.set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=3)
    assert world.describe()["scalingConfig"]["desiredSize"] == 3
    world.auto_scaling.update_auto_scaling_group(AutoScalingGroupName=name, MaxSize=9)
    assert world.describe()["scalingConfig"] == {"minSize": 1, "maxSize": 9, "desiredSize": 3}


def test_scheduled_actions_are_kept(world: World) -> None:
    world.active()
    name = world.auto_scaling_group()["AutoScalingGroupName"]
    action = {"AutoScalingGroupName": name, "ScheduledActionName": "up", "DesiredCapacity": 2}
    world.auto_scaling.put_scheduled_update_group_action(**action, StartTime="2027-01-01T11:30:00Z")
    kept = world.auto_scaling.describe_scheduled_actions(AutoScalingGroupName=name)["ScheduledUpdateGroupActions"]
    assert [(one["ScheduledActionName"], one["DesiredCapacity"]) for one in kept] == [("up", 2)]
    other = {**action, "AutoScalingGroupName": "none"}
    assert fails(lambda: world.auto_scaling.put_scheduled_update_group_action(**other))[0] == "ValidationError"


def test_reading_can_be_denied(world: World) -> None:
    world.active()
    fault = {"service": "autoscaling", "action": "DescribeAutoScalingGroups", "code": "AccessDenied", "status": 403}
    world.control("POST", "/local-aws/faults", {**fault, "message": "not authorized to perform: autoscaling:x"})
    assert fails(world.auto_scaling_group) == ("AccessDenied", "not authorized to perform: autoscaling:x")
    last = world.control("GET", "/local-aws/calls")[-1]
    assert (last["service"], last["action"], last["status"], last["write"]) == (
        "autoscaling",
        "DescribeAutoScalingGroups",
        403,
        False,
    )


def test_motos_own_groups_are_still_there(world: World) -> None:
    template = {"LaunchTemplateId": world.template("own", []), "Version": "1"}
    world.auto_scaling.create_auto_scaling_group(
        AutoScalingGroupName="own", MinSize=0, MaxSize=1, LaunchTemplate=template, AvailabilityZones=["us-east-1a"]
    )
    world.active()
    names = [
        one["AutoScalingGroupName"] for one in world.auto_scaling.describe_auto_scaling_groups()["AutoScalingGroups"]
    ]
    assert len(names) == 2
    assert names[1] == "own"
