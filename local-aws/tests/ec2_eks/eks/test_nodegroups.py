from typing import Any

import pytest

from tests.ec2_eks.world import CLUSTER, ENA, ROLE, World, fails

UNKNOWN_TEMPLATE = {"id": "lt-0123456789abcdef0", "version": "1"}


def refused(world: World, **changes: Any) -> tuple[str, str]:
    return fails(lambda: world.create(**changes))


def with_template(world: World, **data: Any) -> dict:
    return {"launchTemplate": {"id": world.template(f"template-{len(str(data))}", **data), "version": "1"}}


def test_creating_until_polled_then_active_then_gone(world: World) -> None:
    assert world.create()["status"] == "CREATING"
    assert [world.describe()["status"] for _ in range(3)] == ["CREATING", "CREATING", "ACTIVE"]
    assert world.eks.delete_nodegroup(clusterName=CLUSTER, nodegroupName="ng")["nodegroup"]["status"] == "DELETING"
    assert world.eks.delete_nodegroup(clusterName=CLUSTER, nodegroupName="ng")["nodegroup"]["status"] == "DELETING"
    assert [world.describe()["status"] for _ in range(2)] == ["DELETING", "DELETING"]
    assert fails(world.describe)[0] == "ResourceNotFoundException"
    assert world.eks.list_nodegroups(clusterName=CLUSTER)["nodegroups"] == []


def test_the_state_manager_sets_the_number_of_polls(world: World) -> None:
    world.times("eks::nodegroup", 0)
    world.create()
    assert world.describe()["status"] == "ACTIVE"


def test_described_as_given_and_nothing_invented(world: World) -> None:
    taint = {"key": "a", "value": "b", "effect": "NO_SCHEDULE"}
    shown = world.active(
        labels={"l": "1"},
        taints=[taint],
        tags={"t": "1"},
        nodeRepairConfig={"enabled": True},
        updateConfig={"maxUnavailable": 2, "updateStrategy": "MINIMAL"},
        warmPoolConfig={"enabled": False},
    )
    assert shown["instanceTypes"] == ["p5.48xlarge"]
    assert not {"diskSize", "remoteAccess"} & set(shown)
    assert (shown["labels"], shown["taints"], shown["tags"]) == ({"l": "1"}, [taint], {"t": "1"})
    assert shown["updateConfig"] == {"maxUnavailable": 2, "updateStrategy": "MINIMAL"}
    assert (shown["nodeRepairConfig"], shown["warmPoolConfig"]) == ({"enabled": True}, {"enabled": False})
    assert (shown["version"], shown["releaseVersion"]) == ("1.32", "1.32.0-20260620")
    assert shown["scalingConfig"] == {"minSize": 1, "maxSize": 4, "desiredSize": 2}
    assert shown["health"] == {"issues": []}
    assert shown["amiType"] == "AL2023_x86_64_STANDARD"
    uuid = shown["nodegroupArn"].split("/")[-1]
    assert shown["resources"] == {"autoScalingGroups": [{"name": f"eks-ng-{uuid}"}]}
    assert set(shown["launchTemplate"]) == {"id", "name", "version"}
    assert shown["launchTemplate"]["version"] == "1"


def test_defaults(world: World) -> None:
    assert world.active()["updateConfig"] == {"maxUnavailable": 1}
    assert fails(lambda: world.eks.list_nodegroups(clusterName="none"))[0] == "ResourceNotFoundException"


def test_the_type_in_the_template_is_not_shown(world: World) -> None:
    template = with_template(world, InstanceType="p5.48xlarge")
    assert "instanceTypes" not in world.active(instanceTypes=None, **template)


def test_the_templates_default_version_becomes_a_number(world: World) -> None:
    template = world.template()
    for version in (None, "$Latest", "$Default"):
        given = {"id": template, **({"version": version} if version else {})}
        assert world.create(f"ng{version}".replace("$", "-"), launchTemplate=given)["launchTemplate"]["version"] == "1"


def test_a_token_creates_once(world: World) -> None:
    template = {"id": world.template(), "version": "1"}
    first = world.create(launchTemplate=template, clientRequestToken="one")
    assert world.create(launchTemplate=template, clientRequestToken="one")["nodegroupArn"] == first["nodegroupArn"]
    taken = ("ResourceInUseException", f"NodeGroup already exists with name ng and cluster name {CLUSTER}")
    assert refused(world, launchTemplate=template, clientRequestToken="two") == taken
    assert refused(world, launchTemplate=template, clientRequestToken="one", labels={"other": "parameters"}) == taken


def test_the_template_must_exist(world: World) -> None:
    assert refused(world, launchTemplate=UNKNOWN_TEMPLATE) == (
        "InvalidParameterException",
        "Launch template could not be found",
    )
    template = world.template()
    assert refused(world, launchTemplate={"id": template, "version": "7"})[0] == "InvalidParameterException"
    assert (
        refused(world, launchTemplate={"id": template, "name": "efa-lt", "version": "1"})[0]
        == "InvalidParameterException"
    )
    assert world.create(launchTemplate={"name": "efa-lt"})["launchTemplate"]["id"] == template


FORBIDDEN: dict[str, dict[str, Any]] = {
    "Subnet": {"interfaces": [{**ENA, "SubnetId": "subnet-1"}]},
    "IAM instance profile": {"IamInstanceProfile": {"Name": "p"}},
    "Shutdown behavior": {"InstanceInitiatedShutdownBehavior": "terminate"},
    "Hibernation": {"HibernationOptions": {"Configured": True}},
    "Instance market options": {"InstanceMarketOptions": {"MarketType": "spot"}},
}


@pytest.mark.parametrize("field", FORBIDDEN)
def test_forbidden_template_fields(world: World, field: str) -> None:
    code, message = refused(world, **with_template(world, **FORBIDDEN[field]))
    assert code == "InvalidParameterException"
    assert field in message


def test_type_disk_and_access_in_one_place_only(world: World) -> None:
    both = with_template(world, InstanceType="p5.48xlarge")
    assert refused(world, **both) == (
        "InvalidRequestException",
        "Cannot specify instance types in launch template and API request",
    )
    assert refused(world, diskSize=20)[0] == "InvalidParameterException"
    other = with_template(world)
    assert refused(world, **other, remoteAccess={"ec2SshKey": "k"})[0] == "InvalidParameterException"


def test_groups_beside_interfaces_or_unknown(world: World) -> None:
    beside = with_template(world, SecurityGroupIds=[world.group_id])
    assert "must be a part of it" in refused(world, **beside)[1]
    unknown = with_template(world, interfaces=[{**ENA, "Groups": ["sg-0123456789abcdef0"]}])
    assert refused(world, **unknown) == (
        "InvalidRequestException",
        "The security group 'sg-0123456789abcdef0' does not exist",
    )


def test_a_capacity_block_needs_its_template(world: World) -> None:
    assert refused(world, capacityType="CAPACITY_BLOCK")[0] == "InvalidParameterException"
    without_type = with_template(world, InstanceMarketOptions={"MarketType": "capacity-block"})
    refusal = refused(world, capacityType="CAPACITY_BLOCK", **without_type)
    assert "the market type capacity-block and an instance type" in refusal[1]


def test_a_custom_ami(world: World) -> None:
    image = world.image()
    custom = with_template(world, ImageId=image)
    for given in ({"amiType": "AL2023_x86_64_NVIDIA"}, {"version": "1.32"}, {"releaseVersion": "1.32.0-20260620"}):
        assert refused(world, **custom, **given)[0] == "InvalidParameterException"
    shown = world.create(**custom)
    assert (shown["amiType"], shown["releaseVersion"]) == ("CUSTOM", image)


@pytest.mark.parametrize("sizes", [(2, 4, 1), (1, 2, 3), (0, 0, 0)])
def test_sizes(world: World, sizes: tuple[int, int, int]) -> None:
    config = dict(zip(("minSize", "maxSize", "desiredSize"), sizes, strict=True))
    assert refused(world, scalingConfig=config)[0] == "InvalidParameterException"


def test_the_text_about_minimum_and_desired(world: World) -> None:
    config = {"minSize": 3, "maxSize": 4, "desiredSize": 2}
    assert refused(world, scalingConfig=config)[1] == "Minimum capacity 3 can't be greater than desired size 2"
    assert refused(world, name="part", scalingConfig={"minSize": 1})[0] == "InvalidParameterException"


def test_names_tags_and_update_config(world: World) -> None:
    assert refused(world, name="-a")[0] == "InvalidParameterException"
    assert refused(world, name="b", tags={str(number): "" for number in range(51)})[0] == "InvalidParameterException"
    for number, config in enumerate(
        ({"maxUnavailable": 1, "maxUnavailablePercentage": 1}, {"updateStrategy": "MINIMAL"}, {"maxUnavailable": 101})
    ):
        assert refused(world, name=f"c{number}", updateConfig=config)[0] == "InvalidParameterException"


def test_subnets_exist_and_are_the_clusters(world: World) -> None:
    assert refused(world, subnets=["subnet-none"])[0] == "InvalidParameterException"
    vpc_id = world.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    elsewhere = world.subnet("10.9.0.0/24", "a", vpc_id)
    assert "same VPC" in refused(world, name="b", subnets=[elsewhere])[1]


def test_nothing_is_on_an_outpost(world: World) -> None:
    arn = "arn:aws:outposts:us-east-1:123456789012:outpost/op-1"
    place = {"VpcId": world.vpc_id, "CidrBlock": "10.0.9.0/24", "AvailabilityZone": "us-east-1a"}
    subnet = world.ec2.create_subnet(**place, OutpostArn=arn)["Subnet"]
    assert subnet["OutpostArn"] == arn
    shown = world.ec2.describe_subnets(SubnetIds=[subnet["SubnetId"], *world.subnets[:1]])["Subnets"]
    assert sorted(one.get("OutpostArn", "") for one in shown) == ["", arn]
    assert "Outposts" in refused(world, subnets=[subnet["SubnetId"]])[1]
    config = {"outpostArns": [arn], "controlPlaneInstanceType": "m5.large"}
    local = {"name": "local", "roleArn": ROLE, "resourcesVpcConfig": {"subnetIds": world.subnets}}
    world.eks.create_cluster(**local, outpostConfig=config)
    assert world.eks.describe_cluster(name="local")["cluster"]["outpostConfig"]["outpostArns"] == [arn]
    assert "Outposts" in refused(world, name="b", clusterName="local")[1]


def test_a_type_that_does_not_exist_or_is_not_offered_in_the_zone(world: World) -> None:
    unknown = refused(world, instanceTypes=["p5.huge"], launchTemplate={"id": world.template("plain", [])})
    assert unknown == ("InvalidParameterException", "The following supplied instance types do not exist: [p5.huge]")
    code, message = refused(
        world, name="b", instanceTypes=["hpc7a.96xlarge"], launchTemplate={"id": world.template("hpc", [ENA])}
    )
    assert code == "InvalidRequestException"
    assert "(hpc7a.96xlarge) is not supported in your requested Availability Zone (us-east-1a)" in message


def test_the_ami_types_architecture(world: World) -> None:
    assert "is not a valid instance type for requested amiType" in refused(world, amiType="AL2023_ARM_64_STANDARD")[1]


def test_versions(world: World) -> None:
    words = "supports the following Nodegroup Kubernetes versions: [1.32, 1.31, 1.30, 1.29]"
    assert words in refused(world, version="1.28")[1]
    assert words in refused(world, name="above", version="1.33")[1]
    older = world.create("older", version="1.29")
    assert (older["version"], older["releaseVersion"]) == ("1.29", "1.29.0-20260620")
    assert "is not valid for kubernetes version 1.32" in refused(world, name="b", releaseVersion="1.31.0-20260101")[1]
    assert world.create("c", version="1.32", releaseVersion="1.32.0-20260101")["releaseVersion"] == "1.32.0-20260101"


def test_the_placement_group_exists_and_is_in_one_zone(world: World) -> None:
    inside = with_template(world, Placement={"GroupName": "pg"})
    assert refused(world, **inside) == ("InvalidRequestException", "The Placement Group 'pg' is unknown.")
    world.ec2.create_placement_group(GroupName="pg", Strategy="cluster")
    text = "Instances in the pg Placement Group must be launched in the us-east-1a Availability Zone."
    # terraform-aws-eks#3044: nothing runs in the group yet
    world.active(**inside, subnets=world.subnets[:2])
    assert {one["SubnetId"] for one in world.instances()} == {world.subnets[0]}
    code, message = refused(world, name="b", **inside, subnets=world.subnets[1:2])
    assert (code, message.startswith(text)) == ("InvalidRequestException", True)
    assert world.create("c", **inside)["status"] == "CREATING"


def test_a_create_that_fails(world: World) -> None:
    shown = world.active(tags={"local-aws:health-issue": "NodeCreationFailure"})
    assert shown["status"] == "CREATE_FAILED"
    assert [issue["code"] for issue in shown["health"]["issues"]] == ["NodeCreationFailure"]


def test_the_subnets_of_an_ipv6_cluster_assign_addresses(world: World) -> None:
    world.eks.create_cluster(
        name="six",
        roleArn="arn:aws:iam::123456789012:role/cluster",
        resourcesVpcConfig={"subnetIds": world.subnets},
        kubernetesNetworkConfig={"ipFamily": "ipv6"},
    )
    [first, second, _] = world.subnets
    world.ec2.modify_subnet_attribute(SubnetId=first, AssignIpv6AddressOnCreation={"Value": True})

    def settled(name: str, subnets: list[str]) -> dict[str, Any]:
        world.create(name, clusterName="six", subnets=subnets)
        for _ in range(8):
            shown = world.eks.describe_nodegroup(clusterName="six", nodegroupName=name)["nodegroup"]
        return shown

    shown = settled("a", [first, second])
    assert shown["status"] == "CREATE_FAILED"
    [issue] = shown["health"]["issues"]
    assert (issue["code"], issue["resourceIds"]) == ("Ec2SubnetMissingIpv6Assignment", [second])
    assert settled("b", [first])["status"] == "ACTIVE"


def test_degraded_for_as_long_as_the_tag_says(world: World) -> None:
    shown = world.active(tags={"local-aws:degraded": "AsgInstanceLaunchFailures"})
    assert shown["status"] == "DEGRADED"
    assert shown["health"]["issues"][0]["code"] == "AsgInstanceLaunchFailures"
    world.eks.untag_resource(resourceArn=shown["nodegroupArn"], tagKeys=["local-aws:degraded"])
    assert (world.describe()["status"], world.describe()["health"]) == ("ACTIVE", {"issues": []})


def test_a_delete_that_fails_once(world: World) -> None:
    world.active(tags={"local-aws:fail-delete": "Ec2SecurityGroupDeletionFailure"})
    world.eks.delete_nodegroup(clusterName=CLUSTER, nodegroupName="ng")
    shown = world.settle()
    assert shown["status"] == "DELETE_FAILED"
    assert shown["health"]["issues"][0]["code"] == "Ec2SecurityGroupDeletionFailure"
    world.delete()


def test_a_name_is_free_after_the_delete(world: World) -> None:
    first = world.active()["nodegroupArn"]
    world.delete()
    assert world.active(launchTemplate={"name": "lt-ng"})["nodegroupArn"] != first


def test_a_group_without_a_template(world: World) -> None:
    shown = world.active(instanceTypes=None, launchTemplate=None)
    assert (shown["instanceTypes"], shown["diskSize"]) == (["t3.medium"], 20)
    assert not {"launchTemplate", "remoteAccess"} & set(shown)


def test_the_role_is_of_the_clusters_account(world: World) -> None:
    other = refused(world, nodeRole="arn:aws:iam::999999999999:role/node")
    assert other == ("AccessDeniedException", "Cross-account pass role is not allowed.")
    assert world.create("b", nodeRole="arn:aws:iam::123456789012:role/team/node")["status"] == "CREATING"


def test_instances_have_at_most_50_tags(world: World) -> None:
    def tagged(count: int) -> dict:
        tags = [{"Key": f"k{number}", "Value": "v"} for number in range(count)]
        return with_template(world, TagSpecifications=[{"ResourceType": "instance", "Tags": tags}])

    assert "TagLimitExceeded" in refused(world, **tagged(51))[1]
    assert world.create("b", **tagged(50))["status"] == "CREATING"
