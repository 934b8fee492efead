from functools import partial

from tests.ec2_eks.world import CLUSTER, World, fails

ALL = {"IpProtocol": "-1"}


def self_rule(group_id: str, **pair: str) -> list[dict]:
    return [{**ALL, "UserIdGroupPairs": [{"GroupId": group_id, **pair}]}]


def group(world: World, group_id: str) -> dict:
    return world.ec2.describe_security_groups(GroupIds=[group_id])["SecurityGroups"][0]


def make(world: World, name: str, vpc_id: str | None = None) -> str:
    return world.ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc_id or world.vpc_id)["GroupId"]


def refused(world: World, group_id: str) -> bool:
    return fails(lambda: world.ec2.delete_security_group(GroupId=group_id))[0] == "DependencyViolation"


def test_a_self_rule_is_the_same_whatever_its_description(world: World) -> None:
    ec2, group_id = world.ec2, world.group_id
    for authorize in (ec2.authorize_security_group_ingress, ec2.authorize_security_group_egress):
        authorize(GroupId=group_id, IpPermissions=self_rule(group_id, Description="one"))
        again = partial(authorize, GroupId=group_id, IpPermissions=self_rule(group_id, Description="two"))
        error = fails(again)
        assert error[0] == "InvalidPermission.Duplicate"
    shown = group(world, group_id)
    assert [pair["GroupId"] for rule in shown["IpPermissions"] for pair in rule["UserIdGroupPairs"]] == [group_id]


def test_revoking_a_rule_that_is_not_there(world: World) -> None:
    ec2, group_id = world.ec2, world.group_id
    rule = self_rule(group_id)
    assert (
        fails(lambda: ec2.revoke_security_group_ingress(GroupId=group_id, IpPermissions=rule))[0]
        == "InvalidPermission.NotFound"
    )
    assert (
        fails(lambda: ec2.revoke_security_group_egress(GroupId=group_id, IpPermissions=rule))[0]
        == "InvalidPermission.NotFound"
    )
    ipv6 = [{**ALL, "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}]
    assert (
        fails(lambda: ec2.revoke_security_group_egress(GroupId=group_id, IpPermissions=ipv6))[0]
        == "InvalidPermission.NotFound"
    )


def test_default_egress_for_each_address_family_of_the_vpc(world: World) -> None:
    rules = group(world, world.group_id)["IpPermissionsEgress"]
    assert [(rule["IpProtocol"], rule["IpRanges"], rule["Ipv6Ranges"]) for rule in rules] == [
        ("-1", [{"CidrIp": "0.0.0.0/0"}], [])
    ]
    ipv6_vpc = world.ec2.create_vpc(CidrBlock="10.1.0.0/16", AmazonProvidedIpv6CidrBlock=True)["Vpc"]["VpcId"]
    both = group(world, make(world, "v6", ipv6_vpc))["IpPermissionsEgress"]
    assert [item["CidrIpv6"] for rule in both for item in rule["Ipv6Ranges"]] == ["::/0"]
    group_id = make(world, "v6-revoked", ipv6_vpc)
    world.ec2.revoke_security_group_egress(
        GroupId=group_id, IpPermissions=[{**ALL, "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}]
    )
    world.ec2.revoke_security_group_egress(
        GroupId=group_id, IpPermissions=[{**ALL, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    )
    assert group(world, group_id)["IpPermissionsEgress"] == []


def test_a_name_is_taken_once_in_a_vpc(world: World) -> None:
    assert fails(lambda: make(world, "efa"))[0] == "InvalidGroup.Duplicate"
    make(world, "efa", world.ec2.create_vpc(CidrBlock="10.2.0.0/16")["Vpc"]["VpcId"])


def test_describe_by_id_and_filters(world: World) -> None:
    assert fails(lambda: group(world, "sg-0123456789abcdef0"))[0] == "InvalidGroup.NotFound"
    world.ec2.create_tags(Resources=[world.group_id], Tags=[{"Key": "owner", "Value": "me"}])

    def found(*filters: tuple[str, str]) -> list[str]:
        wanted = [{"Name": name, "Values": [value]} for name, value in filters]
        return [one["GroupId"] for one in world.ec2.describe_security_groups(Filters=wanted)["SecurityGroups"]]

    assert found(("group-name", "efa"), ("vpc-id", world.vpc_id)) == found(("tag:owner", "me")) == [world.group_id]
    assert world.group_id in found(("vpc-id", world.vpc_id))
    assert found(("vpc-id", "vpc-none")) == []


def test_delete_is_refused_for_an_interface(world: World) -> None:
    interface = world.ec2.create_network_interface(SubnetId=world.subnets[0], Groups=[world.group_id])[
        "NetworkInterface"
    ]
    assert refused(world, world.group_id)
    world.ec2.delete_network_interface(NetworkInterfaceId=interface["NetworkInterfaceId"])
    world.ec2.delete_security_group(GroupId=world.group_id)


def test_delete_is_refused_for_another_groups_rule_and_not_for_its_own(world: World) -> None:
    other = make(world, "other")
    world.ec2.authorize_security_group_ingress(GroupId=world.group_id, IpPermissions=self_rule(world.group_id))
    world.ec2.authorize_security_group_egress(GroupId=other, IpPermissions=self_rule(world.group_id))
    assert refused(world, world.group_id)
    world.ec2.revoke_security_group_egress(GroupId=other, IpPermissions=self_rule(world.group_id))
    world.ec2.delete_security_group(GroupId=world.group_id)


def test_delete_is_refused_while_nodes_run_and_while_they_terminate(world: World) -> None:
    world.active()
    assert refused(world, world.group_id)
    world.delete()
    assert refused(world, world.group_id)
    world.ec2.delete_security_group(GroupId=world.group_id)


def test_delete_is_refused_for_interfaces_that_the_cni_left(world: World) -> None:
    world.control("POST", "/local-aws/settings", {"cniLingerPolls": 2})
    world.active()
    world.delete()
    assert [refused(world, world.group_id) for _ in range(3)] == [True] * 3
    world.ec2.delete_security_group(GroupId=world.group_id)


def test_a_cni_interface_can_be_deleted_by_hand(world: World) -> None:
    world.control("POST", "/local-aws/settings", {"cniLingerPolls": 100, "lingerPolls": 0})
    world.active()
    world.delete()
    wanted = [{"Name": "group-id", "Values": [world.group_id]}, {"Name": "status", "Values": ["available"]}]
    left = world.ec2.describe_network_interfaces(Filters=wanted)["NetworkInterfaces"]
    assert len(left) == 2
    assert {"node.k8s.amazonaws.com/createdAt"} <= {tag["Key"] for tag in left[0]["TagSet"]}
    assert refused(world, world.group_id)
    for interface in left:
        world.ec2.delete_network_interface(NetworkInterfaceId=interface["NetworkInterfaceId"])
    world.ec2.delete_security_group(GroupId=world.group_id)


def test_the_clusters_group_stays_with_the_cluster(world: World) -> None:
    group_id = world.eks.describe_cluster(name=CLUSTER)["cluster"]["resourcesVpcConfig"]["clusterSecurityGroupId"]
    assert refused(world, group_id)
