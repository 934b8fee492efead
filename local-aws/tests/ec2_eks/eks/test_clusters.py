from tests.ec2_eks.world import CLUSTER, ROLE, World, fails


def cluster(world: World, name: str = CLUSTER) -> dict:
    return world.eks.describe_cluster(name=name)["cluster"]


def group(world: World, name: str = CLUSTER) -> dict:
    group_id = cluster(world, name)["resourcesVpcConfig"]["clusterSecurityGroupId"]
    return world.ec2.describe_security_groups(GroupIds=[group_id])["SecurityGroups"][0]


def self_rules(rules: list[dict], group_id: str) -> list[str]:
    return [rule["IpProtocol"] for rule in rules for pair in rule["UserIdGroupPairs"] if pair["GroupId"] == group_id]


def test_described_as_eks_does(world: World) -> None:
    shown, config = cluster(world), cluster(world)["resourcesVpcConfig"]
    assert (shown["status"], shown["version"], shown["platformVersion"]) == ("ACTIVE", "1.32", "eks.4")
    assert shown["accessConfig"]["authenticationMode"] == "API_AND_CONFIG_MAP"
    assert (config["vpcId"], config["subnetIds"]) == (world.vpc_id, world.subnets)
    assert (config["endpointPublicAccess"], config["endpointPrivateAccess"]) == (True, False)


def test_the_cluster_security_group(world: World) -> None:
    found = group(world)
    assert {"Key": "aws:eks:cluster-name", "Value": CLUSTER} in found["Tags"]
    assert found["VpcId"] == world.vpc_id
    assert self_rules(found["IpPermissions"], found["GroupId"]) == ["-1"]
    assert [rule["IpRanges"] for rule in found["IpPermissionsEgress"]] == [[{"CidrIp": "0.0.0.0/0"}]]
    assert self_rules(found["IpPermissionsEgress"], found["GroupId"]) == []


def test_self_egress_is_a_setting_and_comes_with_an_upgrade(world: World) -> None:
    world.eks.update_cluster_version(name=CLUSTER, version="1.33")
    assert self_rules(group(world)["IpPermissionsEgress"], group(world)["GroupId"]) == ["-1"]
    world.control("POST", "/local-aws/settings", {"clusterSelfEgress": True})
    world.eks.create_cluster(
        name="young", roleArn=ROLE, resourcesVpcConfig={"subnetIds": world.subnets, "endpointPrivateAccess": True}
    )
    assert self_rules(group(world, "young")["IpPermissionsEgress"], group(world, "young")["GroupId"]) == ["-1"]
    assert cluster(world, "young")["resourcesVpcConfig"]["endpointPrivateAccess"] is True


def test_a_version_goes_up_only(world: World) -> None:
    assert world.eks.update_cluster_version(name=CLUSTER, version="1.33")["update"]["status"] == "Successful"
    assert cluster(world)["version"] == "1.33"
    assert (
        fails(lambda: world.eks.update_cluster_version(name=CLUSTER, version="1.32"))[0] == "InvalidParameterException"
    )


def test_a_config_update_keeps_the_rest(world: World) -> None:
    world.eks.update_cluster_config(name=CLUSTER, resourcesVpcConfig={"endpointPrivateAccess": True})
    config = cluster(world)["resourcesVpcConfig"]
    assert (config["vpcId"], config["endpointPrivateAccess"]) == (world.vpc_id, True)


def test_the_group_goes_with_the_cluster(world: World) -> None:
    group_id = group(world)["GroupId"]
    world.eks.delete_cluster(name=CLUSTER)
    assert fails(lambda: world.ec2.describe_security_groups(GroupIds=[group_id]))[0] == "InvalidGroup.NotFound"
    assert fails(lambda: cluster(world))[0] == "ResourceNotFoundException"


def test_a_cluster_that_is_not_active(world: World) -> None:
    arn = cluster(world)["arn"]
    world.eks.tag_resource(resourceArn=arn, tags={"local-aws:status": "CREATING"})
    assert cluster(world)["status"] == "CREATING"
    assert fails(world.create) == ("InvalidRequestException", f"Cluster '{CLUSTER}' is not in ACTIVE status")
    world.eks.untag_resource(resourceArn=arn, tagKeys=["local-aws:status"])
    assert world.create("second")["status"] == "CREATING"


def test_subnets_must_exist(world: World) -> None:
    request = {"name": "x", "roleArn": ROLE, "resourcesVpcConfig": {"subnetIds": ["subnet-none"]}}
    assert fails(lambda: world.eks.create_cluster(**request))[0] == "InvalidParameterException"
