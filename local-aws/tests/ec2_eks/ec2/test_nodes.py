from tests.ec2_eks.world import CLUSTER, World


def instances(world: World, **filters: str) -> list[dict]:
    wanted = [
        {"Name": name.replace("_", "-").replace("tag-", "tag:", 1), "Values": [value]}
        for name, value in filters.items()
    ]
    return [
        one
        for reservation in world.ec2.describe_instances(Filters=wanted)["Reservations"]
        for one in reservation["Instances"]
    ]


def interfaces(world: World, group_id: str) -> list[dict]:
    return world.ec2.describe_network_interfaces(Filters=[{"Name": "group-id", "Values": [group_id]}])[
        "NetworkInterfaces"
    ]


def by_nodegroup(world: World) -> list[dict]:
    wanted = [{"Name": "tag:eks:nodegroup-name", "Values": ["ng"]}]
    return [
        one
        for reservation in world.ec2.describe_instances(Filters=wanted)["Reservations"]
        for one in reservation["Instances"]
    ]


def test_the_nodes_of_a_group(world: World) -> None:
    world.ec2.create_placement_group(GroupName="pg", Strategy="cluster")
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "team", "Value": "x"}]}]
    template = world.template(Placement={"GroupName": "pg"}, TagSpecifications=tags)
    world.active(launchTemplate={"id": template})
    found = instances(world, placement_group_name="pg")
    assert len(found) == 2 == len(by_nodegroup(world))
    assert {tag["Key"]: tag["Value"] for tag in found[0]["Tags"]} == {
        "team": "x",
        "eks:cluster-name": CLUSTER,
        "eks:nodegroup-name": "ng",
    }
    assert (found[0]["State"]["Name"], found[0]["InstanceType"], found[0]["Placement"]["GroupName"]) == (
        "running",
        "p5.48xlarge",
        "pg",
    )
    assert instances(world, placement_group_name="other") == []
    carried = interfaces(world, world.group_id)
    assert len(carried) == 2 * 32
    assert sorted({(one["InterfaceType"], one["Status"]) for one in carried}) == [
        ("efa", "in-use"),
        ("efa-only", "in-use"),
    ]
    assert {one["Attachment"]["NetworkCardIndex"] for one in carried} == set(range(32))


def test_by_id(world: World) -> None:
    world.active()
    instance_id, interface_id = (
        by_nodegroup(world)[0]["InstanceId"],
        interfaces(world, world.group_id)[0]["NetworkInterfaceId"],
    )
    shown = world.ec2.describe_instances(InstanceIds=[instance_id])["Reservations"]
    assert [one["InstanceId"] for reservation in shown for one in reservation["Instances"]] == [instance_id]
    shown = world.ec2.describe_network_interfaces(NetworkInterfaceIds=[interface_id])["NetworkInterfaces"]
    assert [one["NetworkInterfaceId"] for one in shown] == [interface_id]


def test_no_nodes_when_none_could_be_launched(world: World) -> None:
    world.active(tags={"local-aws:health-issue": "AsgInstanceLaunchFailures"})
    assert by_nodegroup(world) == [] == interfaces(world, world.group_id)


def test_they_outlive_the_group_by_a_number_of_polls(world: World) -> None:
    world.control("POST", "/local-aws/settings", {"lingerPolls": 2})
    world.active()
    world.delete()
    seen = [[one["State"]["Name"] for one in by_nodegroup(world)] for _ in range(3)]
    assert seen == [["shutting-down"] * 2, ["shutting-down"] * 2, []]
    assert [len(interfaces(world, world.group_id)) for _ in range(3)] == [64, 64, 0]


def test_without_groups_in_the_template_nodes_carry_the_clusters_group(world: World) -> None:
    world.active(launchTemplate={"id": world.template("plain", [])})
    group_id = world.eks.describe_cluster(name=CLUSTER)["cluster"]["resourcesVpcConfig"]["clusterSecurityGroupId"]
    assert len(interfaces(world, group_id)) == 2


def test_motos_own_interfaces_are_still_there(world: World) -> None:
    created = world.ec2.create_network_interface(SubnetId=world.subnets[0], Groups=[world.group_id])[
        "NetworkInterface"
    ]["NetworkInterfaceId"]
    assert [one["NetworkInterfaceId"] for one in interfaces(world, world.group_id)] == [created]
    world.ec2.delete_network_interface(NetworkInterfaceId=created)
